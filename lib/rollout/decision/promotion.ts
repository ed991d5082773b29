import { hasNothingToShift } from './standing';
import type { LiveStage } from '../../stage/live-stage';
import { ParsedPromotion, StepVerdict } from '../contract';

/** What becomes of a promotion. */
export type PromotionOutcome =
  /** `NOTHING_TO_SHIFT`: the driver did what there was to do. `TIDY`: production is on the deployment already. What is left of the canary goes. */
  | { readonly act: 'NOTHING_TO_SHIFT' | 'TIDY' | 'PROMOTE' }
  | { readonly act: 'FAIL'; readonly id: 'NoVerdict'; readonly why: string };

/** Verdicts that move production. The others are right only where it has moved already. */
const MOVING: readonly StepVerdict[] = ['PASS', 'INCONCLUSIVE_ACCEPTED', 'DRY_RUN'];

/** A promotion needs a verdict, of its own rollout: a missing one is an abort. */
export function decidePromotion(promotion: ParsedPromotion, live: LiveStage | undefined): PromotionOutcome {
  const { steps, verdict, verdictRolloutId, rolloutId, deploymentId } = promotion;
  if (steps === 'RUN' && live?.deploymentId === deploymentId) { return { act: 'TIDY' }; }
  if (hasNothingToShift(promotion, live)) { return { act: 'NOTHING_TO_SHIFT' }; }
  if (verdictRolloutId !== rolloutId) {
    return { act: 'FAIL', id: 'NoVerdict', why: `The last verdict is of rollout ${verdictRolloutId}, not of ${rolloutId}.` };
  }
  return MOVING.includes(verdict as StepVerdict)
    ? { act: 'PROMOTE' }
    : { act: 'FAIL', id: 'NoVerdict', why: `The last step says ${verdict || 'nothing'}.` };
}
