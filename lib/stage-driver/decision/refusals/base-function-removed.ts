import type { RefusalText } from '../../../messages/ids';
import { calledByItsOwn, checkBaseFunctions, functionsAtStake, leavesBase, replacedVersions } from '../base-functions';
import type { Situation } from '../situation';

/** Requests on the base release, or on a canary that is no new deployment, would get a 500 once CloudFormation has deleted what it calls. */
export function baseFunctionRemoved(situation: Situation): RefusalText | undefined {
  const { live, stack = { stackName: '', names: new Map() }, base, desired: { deploymentId, calls } } = situation;
  const atStake = live && functionsAtStake(situation);
  if (atStake === undefined || (atStake.leaving.length === 0 && !atStake.isAdopted)) { return undefined; }
  const byBase = leavesBase(situation) ? [] : base?.calls?.functions.map(({ name }) => name);
  const byItsOwn = calledByItsOwn(situation);
  const called = byBase && [...new Set([...byBase, ...byItsOwn])];
  const follows = byItsOwn.length === 0 && live!.deploymentId !== deploymentId;
  const staysOn = follows ? undefined : deploymentId;
  const lostVersions = atStake.isAdopted && base?.calls ? replacedVersions(base.calls, calls, stack.names) : [];
  return checkBaseFunctions({ ...stack, ...atStake, called, lostVersions }, staysOn);
}

/** Whether the functions that the base release calls must be known. */
export function asksForFunctions(situation: Situation): boolean {
  return situation.live !== undefined && functionsAtStake(situation) !== undefined;
}
