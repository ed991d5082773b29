import { Duration } from 'aws-cdk-lib';

/**
 * One rung of a rollout: a percent of the traffic, and how long it is watched.
 */
export interface RolloutStep {
  /**
   * Share of requests sent to the canary release during this step, in percent: more than 0, less than 100, up to two decimals.
   *
   * 10 means 10 %, not 0.1. The percents of a rollout must not fall. Equal ones make a longer step.
   */
  readonly percentTraffic: number;

  /**
   * How long the step is judged at least, from 1 minute. It lasts `metricDelay` longer, so that its last minute is judged before the next percent.
   *
   * Bake, `metricDelay` and the timeout of a pause are at most 52 minutes together, because CloudFormation gives one resource an hour. A longer step
   * is two steps of the same percent.
   */
  readonly bake: Duration;

  /**
   * Waits for a person after the gates of the step have passed. The next step must have a higher percent, which is how the person says "go on".
   *
   * @default - goes on by itself
   */
  readonly pause?: RolloutPause;
}

/**
 * What happens when nobody has ended a pause in time.
 */
export enum OnPauseTimeout {
  /** The base serves everybody again and the deploy fails. */
  ABORT = 'ABORT',
  /** The rollout goes on, as if a person had said so. */
  CONTINUE = 'CONTINUE',
}

/**
 * How long a step waits for a person.
 */
export interface RolloutPauseOptions {
  /**
   * How long the step waits.
   */
  readonly timeout: Duration;

  /**
   * What happens when nobody came.
   *
   * @default OnPauseTimeout.ABORT
   */
  readonly onTimeout?: OnPauseTimeout;
}

/**
 * A wait for a person at the end of a step. The gates keep judging meanwhile, and a failing one stops the canary.
 *
 * The person decides on the live stage, in the console or by the AWS CLI: the percent of the next step (100 after the last one) means
 * "go on", a promoted canary means "release", a canary that was removed means "abort".
 *
 * @example
 * const pause = RolloutPause.until({ timeout: Duration.minutes(40) });
 */
export class RolloutPause {
  /**
   * Waits until a person decides, at most so long.
   *
   * @param options how long, and what happens then
   */
  static until(options: RolloutPauseOptions): RolloutPause {
    return new RolloutPause(options);
  }

  /** @internal */
  readonly _options: RolloutPauseOptions;

  private constructor(options: RolloutPauseOptions) {
    this._options = options;
  }
}
