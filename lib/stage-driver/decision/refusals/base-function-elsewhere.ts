import { refusalText, RefusalText } from '../../../messages/ids';
import { movesProduction } from '../../../stage/stage-after';
import type { DesiredStage } from '../../contract/driver-properties';
import { functionNameIn } from '../base-functions';
import type { Situation } from '../situation';

/**
 * The base release calls a function of another stack, and this template is the first that does not: from then on nothing keeps the other stack from
 * deleting it. As long as a stack imports something of another one, CloudFormation does.
 *
 * Functions that the app only imports are not among the calls of a template: whoever owns them knows nothing of releases, either way.
 */
export function baseFunctionElsewhere(situation: Situation): RefusalText | undefined {
  const released = releasedFunctions(situation);
  if (released.length === 0) { return undefined; }
  const { base, stack = { stackName: '', names: new Map() } } = situation;
  const own = [...stack.names.values()];
  const foreign = released.filter((name) => !own.includes(name));
  if (foreign.length === 0) { return undefined; }
  if (base?.calls === undefined) { return refusalText('BaseFunctionsUnreadable', foreign, '', 'released'); }
  const called = base.calls.functions.map(({ name }) => name);
  const lost = foreign.filter((name) => called.includes(name));
  return lost.length > 0 ? refusalText('BaseFunctionElsewhere', lost) : undefined;
}

/** Whether functions are no longer referred to, so that it must be known whose they are and whether the base release calls them. */
export function asksForElsewhere(situation: Situation): boolean {
  return releasedFunctions(situation).length > 0;
}

/** Names of functions that the template before refers to, and this one does not. */
function releasedFunctions({ live, desired, previous }: Situation): string[] {
  if (live === undefined || previous === undefined || movesProduction(desired)) { return []; }
  const now = namesIn(desired);
  return namesIn(previous).filter((name) => !now.includes(name));
}

function namesIn({ calls, holds }: DesiredStage): string[] {
  return [...new Set([...calls, ...holds].map(functionNameIn))];
}
