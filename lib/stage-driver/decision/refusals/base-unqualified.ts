import { refusalText, RefusalText } from '../../../messages/ids';
import { hasSteps, stageAfter } from '../../../stage/stage-after';
import type { Situation } from '../situation';

/**
 * The base release calls a function without a version, and the canary calls it by one: the base runs the new code since CloudFormation updated the
 * function, so everybody has what was meant for the canary. Not if the code is that of before.
 *
 * Where the base's calls can't be read, the canary is refused, too: the rollback takes the new code back from whoever has it.
 */
export function baseUnqualified(situation: Situation): RefusalText | undefined {
  const { base, stack } = situation;
  const changed = changedFunctions(situation);
  if (changed.length === 0) { return undefined; }
  if (base?.calls === undefined || stack === undefined) {
    return refusalText('BaseFunctionsUnreadable', changed, stack?.stackName ?? '', 'changed');
  }
  const unqualified = base.calls.functions.filter(({ qualifier }) => qualifier === undefined).map(({ name }) => name);
  const names = changed.flatMap((logicalId) => stack.names.get(logicalId) ?? []).filter((name) => unqualified.includes(name));
  return names.length > 0 ? refusalText('BaseUnqualified', names) : undefined;
}

/** Whether it must be known what the base release calls, and by which names. */
export function asksForUnqualified(situation: Situation): boolean {
  return changedFunctions(situation).length > 0;
}

/** Logical ids of functions that the canary calls by version, and whose code is another than that of the operation before. */
function changedFunctions({ live, desired, previous }: Situation): string[] {
  if (live === undefined || previous === undefined) { return []; }
  const isCanaried = hasSteps(desired, live) || (desired.action === 'HOLD' && stageAfter(desired, live).deploymentId !== desired.deploymentId);
  if (!isCanaried) { return []; }
  const before = new Map(previous.calledFunctions.map((text): [string, string] => [text.split('|')[0], text.split('|')[1]]));
  return desired.calledFunctions.map((text) => text.split('|'))
    .filter(([logicalId, hash, by]) => by === 'version' && before.get(logicalId) !== hash)
    .map(([logicalId]) => logicalId);
}
