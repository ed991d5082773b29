/**
 * What the steps and the promotion are told by the driver: attributes of `Custom::CanaryStage` in a release with a rollout, beside
 * `BaseDeploymentId`.
 *
 * The driver answers them in every operation of such a release, on the way back too: an answer without them breaks every `Fn::GetAtt` on them later.
 */
export const ROLLOUT_ID_ATTRIBUTE = 'RolloutId';
export const ROLLOUT_STEPS_ATTRIBUTE = 'RolloutSteps';

/**
 * What the steps have to do.
 *
 * `RUN`: the driver has attached the canary at 0 %. `SKIPPED`: the operator said `skip`, and production is on the template's deployment already.
 * `NOTHING`: there is nothing to shift (first deploy, adoption, an abort, production on the template's deployment already, the way back).
 */
export type RolloutSteps = 'RUN' | 'SKIPPED' | 'NOTHING';
