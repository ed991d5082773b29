import { refusalText, RefusalText } from '../../../messages/ids';
import { calledByItsOwn, checkBaseFunctions, functionNameIn, functionsAtStake, leavesBase, replacedVersions } from '../base-functions';
import type { Situation } from '../situation';
import { hadAttemptWithoutRelease, isBasedOnAttemptWithoutRelease } from '../way-back';

/** Requests on the base release, or on a canary that is no new deployment, would get a 500 once CloudFormation has deleted what it calls. */
export function baseFunctionRemoved(situation: Situation): RefusalText | undefined {
  const { live, stack = { stackName: '', names: new Map() }, base, desired: { deploymentId, calls } } = situation;
  const atStake = live && functionsAtStake(situation);
  const isLeft = leavesBase(situation);
  const isUnretained = !isLeft && (atStake?.isAdopted === true || standsOnUnretained(situation));
  if (atStake === undefined || (atStake.leaving.length === 0 && !isUnretained)) { return undefined; }
  const byBase = isLeft ? [] : base?.calls?.functions.map(({ name }) => name);
  const byItsOwn = calledByItsOwn(situation);
  const called = byBase && [...new Set([...byBase, ...byItsOwn])];
  const follows = byItsOwn.length === 0 && live!.deploymentId !== deploymentId;
  const staysOn = follows ? undefined : deploymentId;
  const own = [...stack.names].filter(([, name]) => calls.some((call) => functionNameIn(call) === name)).map(([logicalId]) => logicalId);
  if (called === undefined && isUnretained && own.length > 0) { return refusalText('BaseFunctionsUnreadable', own, stack.stackName, 'adopted'); }
  const lostVersions = isUnretained && base?.calls ? replacedVersions(base.calls, calls, stack.names) : [];
  return checkBaseFunctions({ ...stack, ...atStake, called, lostVersions }, staysOn);
}

/** Whether a paused attempt without the release has put production where it is, or has given up what the release retained for it. */
function standsOnUnretained(situation: Situation): boolean {
  const { live, previous } = situation;
  if (live === undefined || previous === undefined) { return false; }
  const operation = { ...situation, live, previous };
  return isBasedOnAttemptWithoutRelease(operation) || hadAttemptWithoutRelease(operation);
}

/** Whether the functions that the base release calls must be known. */
export function asksForFunctions(situation: Situation): boolean {
  return situation.live !== undefined && functionsAtStake(situation) !== undefined;
}
