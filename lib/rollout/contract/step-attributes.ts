/**
 * How a step ended.
 *
 * `PASS`: every gate passed. `INCONCLUSIVE_ACCEPTED`: the data did not suffice, and the rollout, or a person who ended a pause, said to go on.
 * `DRY_RUN`: a gate failed or did not decide, and the rollout only watches. `NOTHING_TO_SHIFT`: there was no canary to judge.
 * `PROMOTED_BY_HAND`: a person promoted the canary while the step waited. `TAKEN_BACK`: the answer of an operation that goes back. Nothing was
 * judged.
 */
export type StepVerdict = 'PASS' | 'INCONCLUSIVE_ACCEPTED' | 'DRY_RUN' | 'NOTHING_TO_SHIFT' | 'PROMOTED_BY_HAND' | 'TAKEN_BACK';

/** Verdicts after which the promotion goes on. Anything else, and no verdict at all, is an abort. */
export const ACCEPTED_VERDICTS: readonly StepVerdict[] = ['PASS', 'INCONCLUSIVE_ACCEPTED', 'DRY_RUN', 'NOTHING_TO_SHIFT', 'PROMOTED_BY_HAND'];

/** Attributes of `Custom::CanaryStep`: all of them in every answer, because CloudFormation can't get one that is missing. */
export interface StepAttributes {
  /** As the driver answered it. The promotion takes a verdict only of its own rollout. */
  readonly RolloutId: string;
  /** When the first step set the first percent, as ISO 8601. Every step passes it on. Empty when nothing was shifted. */
  readonly RolloutStarted: string;
  readonly Verdict: StepVerdict;
  /** The percent that the step left live: its own, or that of the next step when a person ended a pause. */
  readonly PercentTraffic: string;
  /** The largest evidence of a gate in the last look, four significant digits. 20 or more stops the canary. Empty without data. */
  readonly Evidence: string;
  /** A canary that fails so many times as often as the base would have been stopped. Empty when nothing is excluded. */
  readonly ExcludedRatio: string;
}

/** Attributes of `Custom::CanaryPromotion`. */
export interface PromotionAttributes {
  readonly RolloutId: string;
  /** What production is on. */
  readonly DeploymentId: string;
}
