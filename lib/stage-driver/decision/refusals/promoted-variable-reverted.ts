import { refusalText, RefusalText } from '../../../messages/ids';
import { declaredVariables } from '../../../stage/stage-after';
import type { Situation } from '../situation';

/**
 * A promoted override lives in the stage's variables, but in the template only as long as the promotion stands there.
 * Taking the promotion away with the old value still declared would take production back without anyone having written so.
 * An abort is never refused.
 */
export function promotedVariableReverted({ live, desired, previous }: Situation): RefusalText | undefined {
  if (live === undefined || previous === undefined || desired.action === 'ABORT') { return undefined; }
  const overrides = { ...previous.canary?.stageVariableOverrides, ...live.canary?.stageVariableOverrides };
  const next = declaredVariables(desired);
  const reverted = Object.keys(overrides).find((name) => live.variables[name] === overrides[name]
    && next[name] !== overrides[name] && next[name] === previous.variables[name]);
  if (reverted === undefined) { return undefined; }
  return refusalText('PromotedVariableReverted', reverted, overrides[reverted], next[reverted]);
}
