import type { Duration } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { invalidInput } from '../messages/invalid-input';
import type { MeasuredRelease } from '../monitoring/measured-release';
import { checkNeededObject, checkNoMore } from '../release/checked-names';

/**
 * Which requests of the access log a gate compares.
 */
export interface AccessLogComparison {
  /**
   * Requests that take longer, in whole milliseconds. Above it, not at it.
   *
   * @default - requests that were answered with 5xx
   */
  readonly slowerThan?: Duration;
}

/**
 * Counts of one release: CloudWatch metrics whose sum over a minute is a number of requests.
 */
export interface CountedRequests {
  /** All requests. */
  readonly requests: cloudwatch.IMetric;
  /** Those among them that count as bad. */
  readonly errors: cloudwatch.IMetric;
}

/**
 * Counts of base and canary release, to be compared.
 */
export interface CountedReleases {
  /** Counts of the base release. */
  readonly base: CountedRequests;
  /** Counts of the canary release. */
  readonly canary: CountedRequests;
}

/**
 * What a gate needs and how it judges: a name, and exactly one of the others.
 */
export interface RolloutGateConfig {
  /** What messages, logs and events call the gate. */
  readonly name: string;

  /**
   * Compares requests in the access log, by a test that may be looked at every minute.
   *
   * @default - the gate judges by something else
   */
  readonly accessLog?: AccessLogComparison;

  /**
   * Compares other counts by the same test. Sums over a minute are taken, whatever statistic and period the metrics have.
   *
   * @default - the gate judges by something else
   */
  readonly metrics?: CountedReleases;

  /**
   * Fails while one of these alarms is in alarm.
   *
   * @default - the gate judges by something else
   */
  readonly alarms?: cloudwatch.IAlarm[];

  /**
   * Asks a function in every look. It returns `{ verdict: 'PASS' | 'FAIL' | 'INCONCLUSIVE', reason }`.
   *
   * @default - the gate judges by something else
   */
  readonly handler?: lambda.IFunction;
}

/**
 * Metrics for `RolloutGate.metric()`.
 */
export interface MetricGateOptions extends CountedReleases {
  /**
   * What messages call the gate.
   *
   * @default metric
   */
  readonly name?: string;
}

/**
 * From when on a request is slow.
 */
export interface SlowShareOptions {
  /**
   * From which latency on a request counts as slow, in whole milliseconds. Above it, not at it.
   *
   * The filters of the access log count by it, so all gates of a release and `accessLog.slowerThan` have the same.
   */
  readonly slowerThan: Duration;
}

/**
 * What can stop a canary: it passes, fails, or cannot tell yet.
 *
 * Passing proves nothing. The verdict comes with what it excludes, such as a canary that fails 3.5 times as often as the base.
 *
 * @example
 * class PaymentsGate extends RolloutGate {
 *   bind(_scope: Construct, _release: MeasuredRelease): RolloutGateConfig {
 *     return { name: 'payments', handler: asksTheLedger };
 *   }
 * }
 *
 * const rollout = CanaryRollout.ramp({ gates: [RolloutGate.errorShare(), new PaymentsGate()] });
 */
export abstract class RolloutGate {
  /** Stops a canary that is answered with 5xx more often than the base at the same time, API Gateway's own errors included. */
  static errorShare(): RolloutGate {
    checkNoMore('RolloutGate.errorShare', arguments, 0);
    return new ConfiguredGate({ name: 'errorShare', accessLog: {} });
  }

  /**
   * Stops a canary that is slow more often than the base at the same time.
   *
   * @param options from when on a request is slow
   */
  static slowShare(options: SlowShareOptions): RolloutGate {
    return new ConfiguredGate({ name: 'slowShare' }, (scope) => {
      checkNeededObject(scope, 'The argument of slowShare', options, ['slowerThan'], '{ slowerThan: Duration.millis(800) }');
      const { slowerThan } = options;
      // A comparison without it is that of errorShare().
      if (slowerThan === undefined || slowerThan === null) {
        throw invalidInput(scope, 'InvalidOption', 'slowerThan', slowerThan, 'a Duration such as Duration.millis(800) that synth knows');
      }
      return { accessLog: { slowerThan } };
    });
  }

  /**
   * Stops the canary while one of these alarms is in alarm. An alarm may be on a metric of the released stage.
   *
   * Keep one that holds an absolute limit, for what harms both releases, such as retries of clients.
   *
   * @param alarms of the account and region of the release
   */
  static alarms(alarms: cloudwatch.IAlarm[]): RolloutGate {
    checkNoMore('RolloutGate.alarms', arguments, 1);
    return new ConfiguredGate({ name: 'alarms' }, (scope) => {
      if (!Array.isArray(alarms)) { throw invalidInput(scope, 'InvalidOption', 'The argument of alarms', alarms, 'a list of cloudwatch.IAlarm'); }
      return { alarms };
    });
  }

  /**
   * Compares counts of your own by the test of `errorShare()`: orders and failed orders, or one route.
   *
   * @param options the metrics
   */
  static metric(options: MetricGateOptions): RolloutGate {
    return new ConfiguredGate({ name: options?.name ?? 'metric' }, (scope) => {
      const example = '{ base: { requests, errors }, canary: { requests, errors } }';
      checkNeededObject(scope, 'The argument of metric', options, ['name', 'base', 'canary'], example);
      const { base, canary } = options;
      return { metrics: { base, canary } };
    });
  }

  /**
   * Asks a Lambda function in every look: a bridge to Prometheus, Datadog, or a test of your own.
   *
   * It has 8 seconds. A function that throws has not judged, and three such looks running stop the canary.
   *
   * @param handler the function. It gets the stage, both deployments, and the time since the rollout began
   */
  static function(handler: lambda.IFunction): RolloutGate {
    checkNoMore('RolloutGate.function', arguments, 1);
    return new ConfiguredGate({ name: handler?.node?.id ?? 'function', handler });
  }

  /**
   * Tells what the gate needs and how it judges. Called once for each release that is rolled out with it.
   *
   * @param scope for constructs that the gate brings along
   * @param release the release, for its metrics
   */
  abstract bind(scope: Construct, release: MeasuredRelease): RolloutGateConfig;
}

class ConfiguredGate extends RolloutGate {
  /** @param checked what is known only once the options are checked, which takes a scope to name in an error */
  constructor(private readonly config: RolloutGateConfig, private readonly checked: (scope: Construct) => Partial<RolloutGateConfig> = () => ({})) {
    super();
  }

  bind(scope: Construct, _release: MeasuredRelease): RolloutGateConfig {
    return { ...this.config, ...this.checked(scope) };
  }
}
