import type { RefusalText } from '../../../messages/ids';
import { checkBaseFunctions, functionsAtStake } from '../base-functions';
import type { Situation } from '../situation';

/** Requests on the base release would get a 500 once CloudFormation has deleted what it calls. */
export function baseFunctionRemoved({ live, desired, previous, stack, base }: Situation): RefusalText | undefined {
  const atStake = live && functionsAtStake(desired, previous);
  const called = base?.calls?.functions.map(({ name }) => name);
  return atStake && checkBaseFunctions({ stackName: '', names: new Map(), ...stack, ...atStake, called });
}

/** Whether the functions that the base release calls must be known. */
export function asksForFunctions({ live, desired, previous }: Situation): boolean {
  return live !== undefined && functionsAtStake(desired, previous) !== undefined;
}
