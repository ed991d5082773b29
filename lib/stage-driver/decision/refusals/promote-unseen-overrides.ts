import { RefusalText, refusalText } from '../../../messages/ids';
import type { Situation } from '../situation';

/** A promotion makes the overrides of the canary the variables of production: those that requests have met, and no others. */
export function promoteUnseenOverrides({ live, desired }: Situation): RefusalText | undefined {
  if (live === undefined || !desired.promote?.updateStageVariables) { return undefined; }
  const seen = live.canary?.stageVariableOverrides ?? {};
  const asked = desired.canary?.stageVariableOverrides ?? {};
  const promoted = (name: string) => asked[name] ?? desired.variables[name];
  const met = (name: string) => seen[name] ?? live.variables[name];
  const unseen = Object.keys({ ...seen, ...asked }).find((name) => promoted(name) !== met(name));
  if (unseen === undefined) { return undefined; }
  return refusalText('PromoteUnseenOverrides', {
    name: unseen, promoted: promoted(unseen), met: met(unseen), isCanaryLive: live.canary !== undefined,
  });
}
