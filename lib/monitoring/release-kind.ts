import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/**
 * One of the two releases of a stage.
 */
export enum ReleaseKind {
  /** The deployment that production is on. */
  BASE = 'Base',
  /** The deployment beside it. Without a canary it has no requests. */
  CANARY = 'Canary',
}

/**
 * How a metric of one release is shown and computed.
 */
export interface ReleaseMetricOptions extends cloudwatch.MetricOptions {
  /** Which release. */
  readonly release: ReleaseKind;
}
