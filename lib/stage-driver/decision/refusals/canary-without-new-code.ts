import { refusalText, RefusalText } from '../../../messages/ids';
import { stageAfter } from '../../../stage/stage-after';
import type { Situation } from '../situation';

/**
 * The canary would be what everybody gets anyway, while the template has new code: its deployment does not follow the code.
 *
 * Where the base's calls can't be read, the canary is let through: it hurts nobody.
 */
export function canaryWithoutNewCode(situation: Situation): RefusalText | undefined {
  const { desired: { deploymentId }, base } = situation;
  if (!asksForCalls(situation) || base?.calls === undefined) { return undefined; }
  const called = base.calls.functions.map(({ reference }) => reference);
  const unserved = versionsIn(situation.desired.calls).filter((version) => !called.includes(version));
  return unserved.length > 0 ? refusalText('CanaryWithoutNewCode', deploymentId, unserved) : undefined;
}

/** Whether the result is a canary that serves the same as the base, and the template says which versions it calls. */
export function asksForCalls({ live, desired, previous }: Situation): boolean {
  return live !== undefined && previous !== undefined && versionsIn(desired.calls).length > 0 && isSameAsBase({ live, desired });
}

/** Whether requests on the canary would get what all others get. */
export function isSameAsBase({ live, desired }: Pick<Situation, 'live' | 'desired'>): boolean {
  if (live === undefined) { return false; }
  const { deploymentId, variables, canary } = stageAfter(desired, live);
  return desired.action === 'HOLD' && canary !== undefined && canary.deploymentId === deploymentId
    && Object.entries(canary.stageVariableOverrides).every(([name, value]) => variables[name] === value);
}

/** An alias or a function may well be called by other means in the same code. */
function versionsIn(calls: readonly string[]): string[] {
  return calls.filter((call) => /:\d+$/.test(call));
}
