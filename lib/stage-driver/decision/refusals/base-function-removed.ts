import type { RefusalText } from '../../../messages/ids';
import { checkBaseFunctions, functionsAtStake, replacedVersions } from '../base-functions';
import type { Situation } from '../situation';

/** Requests on the base release would get a 500 once CloudFormation has deleted what it calls. */
export function baseFunctionRemoved(situation: Situation): RefusalText | undefined {
  const { live, stack = { stackName: '', names: new Map() }, base, desired: { deploymentId, calls } } = situation;
  const atStake = live && functionsAtStake(situation);
  const called = base?.calls?.functions.map(({ name }) => name);
  if (atStake === undefined || (atStake.leaving.length === 0 && !atStake.isAdopted)) { return undefined; }
  const staysOn = live!.deploymentId === deploymentId ? deploymentId : undefined;
  const lostVersions = atStake.isAdopted && base?.calls ? replacedVersions(base.calls, calls, stack.names) : [];
  return checkBaseFunctions({ ...stack, ...atStake, called, lostVersions }, staysOn);
}

/** Whether the functions that the base release calls must be known. */
export function asksForFunctions(situation: Situation): boolean {
  return situation.live !== undefined && functionsAtStake(situation) !== undefined;
}
