import { getMetricData, InvalidQuery, MetricDataQuery } from './get-metric-data';
import { InvalidExpression } from './metric-math';
import { MetricService } from './metric-service';

export type AlarmStateValue = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** When a metric alarm fires, by the names of its template. */
export interface AlarmRule {
  /** One of them returns data: that is compared. */
  readonly queries: readonly MetricDataQuery[];
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly threshold: number;
  readonly comparison: string;
  readonly missingData: 'missing' | 'ignore' | 'breaching' | 'notBreaching';
}

const COMPARISONS: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

/** Whether the engine plays this rule: not the bands of anomaly detection, and no statistic or expression that it does not compute. */
export function isPlayed(metrics: MetricService, rule: AlarmRule, at: Date): boolean {
  try {
    if (!Object.hasOwn(COMPARISONS, rule.comparison)) { return false; }
    datapoints(metrics, rule, at, at);
    return true;
  } catch (error) {
    if (error instanceof InvalidQuery || error instanceof InvalidExpression) { return false; }
    throw error;
  }
}

/**
 * The state of an alarm at an instant. It looks at the newest periods that can be read by then.
 *
 * @param before the state that it was in
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
export function alarmState(metrics: MetricService, rule: AlarmRule, at: Date, readable: Date, before: AlarmStateValue): AlarmStateValue {
  const { evaluationPeriods, datapointsToAlarm, threshold, comparison, missingData } = rule;
  const values = datapoints(metrics, rule, at, readable);
  if (values.length === 0 && missingData === 'missing') { return 'INSUFFICIENT_DATA'; }
  if (values.length === 0 && missingData === 'ignore') { return before; }
  const missing = missingData === 'breaching' ? evaluationPeriods - values.length : 0;
  const breaching = values.filter((value) => COMPARISONS[comparison](value, threshold)).length + missing;
  return breaching >= datapointsToAlarm ? 'ALARM' : 'OK';
}

function datapoints(metrics: MetricService, { queries, periodSeconds, evaluationPeriods }: AlarmRule, at: Date, readable: Date): readonly number[] {
  const period = periodSeconds * 1000;
  const end = Math.floor(readable.getTime() / period) * period;
  const [result] = getMetricData(metrics, { queries, start: new Date(end - evaluationPeriods * period), end: new Date(end), asOf: at });
  return result?.Values ?? [];
}
