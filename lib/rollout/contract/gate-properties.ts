/** Gates as they stand in the template. CloudFormation delivers every scalar as a string. */
export type GateProperties = ShareGateProperties | AlarmsGateProperties | MetricGateProperties | FunctionGateProperties;

/**
 * Compares the share of failed (`ERROR_SHARE`) or slow (`SLOW_SHARE`) requests of canary and base, out of the access log.
 *
 * Both need `Namespace` among the properties of the step.
 */
export interface ShareGateProperties {
  readonly Kind: 'ERROR_SHARE' | 'SLOW_SHARE';
  /** What messages call the gate, such as `errorShare`. */
  readonly Name: string;
}

/** Fails while one of the alarms is in the state ALARM. */
export interface AlarmsGateProperties {
  readonly Kind: 'ALARMS';
  readonly Name: string;
  readonly Alarms: readonly AlarmProperties[];
}

/**
 * An alarm of the same stack by `LogicalId`, any other by its `AlarmName`: exactly one of the two.
 *
 * A `Ref` to an alarm on a metric of the stage would be a circle: step, alarm, Stage, step.
 */
export interface AlarmProperties {
  readonly LogicalId?: string;
  readonly AlarmName?: string;
}

/** The same test as `ERROR_SHARE` on other counts. */
export interface MetricGateProperties {
  readonly Kind: 'METRIC';
  readonly Name: string;
  readonly Base: CountedProperties;
  readonly Canary: CountedProperties;
}

/** Two metrics of one release whose sums per minute are counts. */
export interface CountedProperties {
  readonly Requests: MetricProperties;
  readonly Errors: MetricProperties;
}

export interface MetricProperties {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: Readonly<Record<string, string>>;
}

/** Asks a Lambda function in every look. @see FunctionPayload */
export interface FunctionGateProperties {
  readonly Kind: 'FUNCTION';
  readonly Name: string;
  readonly FunctionArn: string;
}

/** Metrics of the access log, in the namespace of the release. The filters of `lib/monitoring` write them. */
export const LOG_METRICS = {
  requests: { base: 'BaseCount', canary: 'CanaryCount' },
  errors: { base: 'BaseServerError', canary: 'CanaryServerError' },
  slow: { base: 'BaseSlow', canary: 'CanarySlow' },
} as const;
