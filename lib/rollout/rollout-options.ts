import { Duration } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { RolloutGate } from './rollout-gate';

/**
 * What a rollout does when the data of a step do not suffice for a verdict, not even after the step was extended.
 */
export enum OnInconclusive {
  /** The base serves everybody again and the deploy fails. */
  ABORT = 'ABORT',
  /**
   * The rollout goes on.
   *
   * It gives up that nothing reaches everybody unjudged: with too little traffic, a bad release passes.
   */
  PROMOTE = 'PROMOTE',
}

/**
 * Functions that a rollout calls. Each gets a documented payload with the API, the stage and both deployments.
 *
 * One that throws or says FAIL stops the canary. After the promotion (`postTraffic`) it fails the deploy, whose rollback takes production back. Only
 * `onAbort` stops nothing.
 */
export interface RolloutHooks {
  /**
   * Before the first percent is set.
   *
   * @default - nothing is called
   */
  readonly preTraffic?: lambda.IFunction;

  /**
   * When the gates of a step have passed, before the step ends. It may return a verdict.
   *
   * @default - nothing is called
   */
  readonly step?: lambda.IFunction;

  /**
   * When production has moved. When it fails, the rollback of the deploy takes production back.
   *
   * @default - nothing is called
   */
  readonly postTraffic?: lambda.IFunction;

  /**
   * When the canary was put back. It never blocks the way back.
   *
   * @default - nothing is called
   */
  readonly onAbort?: lambda.IFunction;
}

/**
 * How a rollout judges, whatever its steps are.
 */
export interface CanaryRolloutOptions {
  /**
   * What stops the canary. The first one that fails, in the order hard errors, alarms, traffic split, shares, others, names the reason.
   *
   * @default - `RolloutGate.errorShare()`
   */
  readonly gates?: RolloutGate[];

  /**
   * Requests of the canary over the whole rollout, from 1, before production moves. Fewer make the last step longer, then `onInconclusive` decides.
   *
   * @default 100
   */
  readonly minimumRequests?: number;

  /**
   * How late the metrics of a minute are complete, from 0 to 10 minutes. Younger minutes are not judged, and every step lasts so much longer than its
   * bake.
   *
   * @default Duration.minutes(2)
   */
  readonly metricDelay?: Duration;

  /**
   * How long a new canary is not compared, from its first percent on, from 0 to 60 minutes. Cold starts would look like errors and slow requests.
   *
   * The first step must be long enough to judge a minute after it, or synth fails.
   *
   * @default Duration.minutes(2)
   */
  readonly warmUp?: Duration;

  /**
   * What happens when the data do not suffice.
   *
   * @default OnInconclusive.ABORT
   */
  readonly onInconclusive?: OnInconclusive;

  /**
   * Stops the canary at once when so many percent of its requests fail in two minutes running, and the base fails less than half as often. More than
   * 0, up to 100.
   *
   * It counts in the warm-up, too. A lower value stops healthy releases whose errors come in bursts.
   *
   * @default 50
   */
  readonly hardErrorRate?: number;

  /**
   * Reports what would have stopped the canary, and stops nothing: alarms and hard errors are only reported, too.
   *
   * @default false
   */
  readonly dryRun?: boolean;

  /**
   * Functions that are called on the way.
   *
   * @default - none
   */
  readonly hooks?: RolloutHooks;

  /**
   * Gets every event of a rollout as JSON. The events are on the default event bus as well.
   *
   * @default - none
   */
  readonly notify?: sns.ITopic;

  /**
   * Whether an alarm that fires when the rollout starts is ignored until it was OK once: the deploy may be what mends it.
   *
   * @default false
   */
  readonly allowFailingBaseline?: boolean;
}
