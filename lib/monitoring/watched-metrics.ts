import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/** What the alarms watch. */
export interface WatchedMetrics {
  readonly worse: cloudwatch.IMetric;
  readonly serverErrors: cloudwatch.IMetric;
  /** Absent: nothing counts slow requests. */
  readonly slower?: cloudwatch.IMetric;
  readonly held: cloudwatch.IMetric;
}

/** How long the periods of `held` are. */
export const HELD_PERIOD = Duration.days(1);
