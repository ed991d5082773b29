import { Duration } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { CanaryRolloutOptions } from './rollout-options';
import type { RolloutStep } from './rollout-step';
import { checkNeededObject, checkNoMore } from '../release/checked-names';

/**
 * Equal steps.
 */
export interface LinearRolloutSteps {
  /** By how much the traffic of the canary grows, in percent: more than 0, less than 100. */
  readonly stepPercent: number;

  /** How long each step is judged at least. It lasts `metricDelay` longer. */
  readonly interval: Duration;
}

/** API Gateway keeps two decimals of a percent (assumed). */
const SMALLEST_PERCENT = 0.01;

/**
 * The releases of a stage shift traffic by themselves: `cdk deploy` takes the canary through steps, compares it with the base that runs beside it,
 * and then promotes it, or puts the base back and fails.
 *
 * Nothing is shifted in the first deploy, where production is on the deployment of the template already, and on the way back. The deploy that brings
 * a rollout, or changes its access log, must not change the API: it is refused then.
 *
 * @example
 * new CanaryRelease(this, 'Release', {
 *   api,
 *   rollout: CanaryRollout.ramp({
 *     gates: [RolloutGate.errorShare(), RolloutGate.slowShare({ slowerThan: Duration.seconds(1) }), RolloutGate.alarms([apiDown])],
 *   }),
 * });
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/canary-release.html
 */
export class CanaryRollout {
  /** 10 % for 5 minutes, then everybody. CodeDeploy's steps, and 2 to 3 minutes for the metrics: 7 to 8 minutes. */
  static readonly CANARY_10PERCENT_5MINUTES = CanaryRollout.canary({ percentTraffic: 10, bake: Duration.minutes(5) });
  /** 10 % for 10 minutes, then everybody. CodeDeploy's steps, and 2 to 3 minutes for the metrics: 12 to 13 minutes. */
  static readonly CANARY_10PERCENT_10MINUTES = CanaryRollout.canary({ percentTraffic: 10, bake: Duration.minutes(10) });
  /** 10 % for 15 minutes, then everybody. CodeDeploy's steps, and 2 to 3 minutes for the metrics: 17 to 18 minutes. */
  static readonly CANARY_10PERCENT_15MINUTES = CanaryRollout.canary({ percentTraffic: 10, bake: Duration.minutes(15) });
  /** 10 % for 30 minutes, then everybody. CodeDeploy's steps, and 2 to 3 minutes for the metrics: 32 to 33 minutes. */
  static readonly CANARY_10PERCENT_30MINUTES = CanaryRollout.canary({ percentTraffic: 10, bake: Duration.minutes(30) });
  /** 10 % more every minute. CodeDeploy's steps, and 2 to 3 minutes for the metrics of each: 27 to 36 minutes. */
  static readonly LINEAR_10PERCENT_EVERY_1MINUTE = CanaryRollout.linear({ stepPercent: 10, interval: Duration.minutes(1) });
  /** 10 % more every 2 minutes. CodeDeploy's steps, and 2 to 3 minutes for the metrics of each: 36 to 45 minutes. */
  static readonly LINEAR_10PERCENT_EVERY_2MINUTES = CanaryRollout.linear({ stepPercent: 10, interval: Duration.minutes(2) });
  /** 10 % more every 3 minutes. CodeDeploy's steps, and 2 to 3 minutes for the metrics of each: 45 to 54 minutes. */
  static readonly LINEAR_10PERCENT_EVERY_3MINUTES = CanaryRollout.linear({ stepPercent: 10, interval: Duration.minutes(3) });
  /** 10 % more every 10 minutes. CodeDeploy's steps, and 2 to 3 minutes for the metrics of each: 108 to 117 minutes. */
  static readonly LINEAR_10PERCENT_EVERY_10MINUTES = CanaryRollout.linear({ stepPercent: 10, interval: Duration.minutes(10) });
  /** Everybody at once, as without a rollout. */
  static readonly ALL_AT_ONCE = CanaryRollout.allAtOnce();

  /**
   * 1 % for 5 minutes, then 5, 20 and 50 % for 10 minutes each: about 46 minutes with the metrics.
   *
   * The first percents find a catastrophe while few meet it. The 50 % find what is a little worse.
   *
   * @param options how it judges
   */
  static ramp(options?: CanaryRolloutOptions): CanaryRollout {
    const rungs: Array<[percentTraffic: number, minutes: number]> = [[1, 5], [5, 10], [20, 10], [50, 10]];
    return new CanaryRollout(rungs.map(([percentTraffic, minutes]) => ({ percentTraffic, bake: Duration.minutes(minutes) })), options);
  }

  /**
   * Equal steps, the last one below 100 %.
   *
   * @param steps how much and how long
   * @param options how it judges
   */
  static linear(steps: LinearRolloutSteps, options?: CanaryRolloutOptions): CanaryRollout {
    // JavaScript may leave them out.
    const { stepPercent, interval }: Partial<LinearRolloutSteps> = steps ?? {};
    const isUsable = typeof stepPercent === 'number' && stepPercent >= SMALLEST_PERCENT && stepPercent < 100;
    // Anything else is one step, which is reported when the rollout has a release.
    const count = isUsable ? Math.ceil(Number((100 / stepPercent).toFixed(6))) - 1 : 1;
    const percents = Array.from({ length: count }, (_, i) => isUsable ? Number((stepPercent * (i + 1)).toFixed(2)) : stepPercent);
    return new CanaryRollout(percents.map((percentTraffic) => ({ percentTraffic, bake: interval } as RolloutStep)), options, (scope) => {
      checkNeededObject(scope, 'The argument of linear', steps, ['stepPercent', 'interval'], '{ stepPercent: 10, interval: Duration.minutes(5) }');
    });
  }

  /**
   * One step, then everybody.
   *
   * @param step how much and how long
   * @param options how it judges
   */
  static canary(step: RolloutStep, options?: CanaryRolloutOptions): CanaryRollout {
    return new CanaryRollout([step], options);
  }

  /**
   * Steps of your own.
   *
   * @param steps in their order. Percents must not fall
   * @param options how it judges
   */
  static steps(steps: RolloutStep[], options?: CanaryRolloutOptions): CanaryRollout {
    return new CanaryRollout(steps, options);
  }

  /** Everybody at once: production follows the code, as without a rollout, and nothing is judged. For the stages that nobody depends on. */
  static allAtOnce(): CanaryRollout {
    checkNoMore('CanaryRollout.allAtOnce', arguments, 0);
    return new CanaryRollout('all at once');
  }

  /** @internal */
  readonly _steps: readonly RolloutStep[] | 'all at once';
  /** @internal */
  readonly _options: CanaryRolloutOptions;

  /**
   * What is to be checked once there is a release to name in an error.
   *
   * @internal
   */
  readonly _check: (scope: IConstruct) => void;

  private constructor(
    steps: readonly RolloutStep[] | 'all at once', options?: CanaryRolloutOptions, check: (scope: IConstruct) => void = () => {},
  ) {
    this._steps = steps;
    // JavaScript and Python may pass null.
    this._options = options ?? {};
    this._check = check;
  }

  /**
   * The same steps with other options, for instance CodeDeploy's steps with gates of your own.
   *
   * @param options how it judges. They replace those that it had
   */
  withOptions(options: CanaryRolloutOptions): CanaryRollout {
    return new CanaryRollout(this._steps, options, this._check);
  }
}
