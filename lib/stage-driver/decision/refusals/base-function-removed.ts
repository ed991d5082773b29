import type { RefusalText } from '../../../messages/ids';
import { checkBaseFunctions, functionsAtStake } from '../base-functions';
import type { Situation } from '../situation';

/** Requests on the base release would get a 500 once CloudFormation has deleted what it calls. */
export function baseFunctionRemoved(situation: Situation): RefusalText | undefined {
  const { live, stack, base } = situation;
  const atStake = live && functionsAtStake(situation);
  const called = base?.calls?.functions.map(({ name }) => name);
  if (atStake === undefined || atStake.leaving.length === 0) { return undefined; }
  return checkBaseFunctions({ stackName: '', names: new Map(), ...stack, ...atStake, called });
}

/** Whether the functions that the base release calls must be known. */
export function asksForFunctions(situation: Situation): boolean {
  return situation.live !== undefined && functionsAtStake(situation) !== undefined;
}
