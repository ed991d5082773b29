import { refusalText, RefusalText } from '../../../messages/ids';
import type { LiveStage } from '../../../stage/live-stage';
import { declaredVariables, stageAfter } from '../../../stage/stage-after';
import { isAdoption, leavesBase } from '../base-functions';
import type { Situation } from '../situation';
import { variablesIn } from '../stage-variables';
import { withVariablesOfOthers } from '../variables-after';

type Variables = LiveStage['variables'];

/**
 * A stage variable goes that a release uses which stays, or which production moves to: its URIs would lead to nothing.
 *
 * What the base uses is read. Of the deployment of the template only what it calls is known. A value that changes is shared by both releases.
 */
export function baseVariableRemoved(situation: Situation): RefusalText | undefined {
  const { live, base, desired: { deploymentId, stageName, calls, canary } } = situation;
  const going = takenFromBase(situation);
  const names = Object.keys(going);
  if (names.length > 0 && base?.variables === undefined) {
    return refusalText('BaseFunctionsUnreadable', names.map((name) => `Stage variable '${name}'`), stageName, 'undeclared');
  }
  const used = only(going, base?.variables ?? []);
  const overrides = Object.keys(canary?.stageVariableOverrides ?? {});
  if (Object.keys(used).length > 0) {
    return refusalText('BaseVariableRemoved', used, { overrides, deployment: live!.deploymentId === deploymentId ? deploymentId : undefined });
  }
  const called = only(takenFromOwn(situation), variablesIn(calls.join('\n')));
  return Object.keys(called).length > 0 ? refusalText('BaseVariableRemoved', called, { overrides, deployment: deploymentId }) : undefined;
}

/** Whether it must be known which variables the base release uses. */
export function asksForVariables(situation: Situation): boolean {
  return Object.keys(takenFromBase(situation)).length > 0;
}

/** Whether a variable of the stage is not declared in the deploy that brings the release: the template before may have declared it. */
export function mayTakeUntold(situation: Situation): boolean {
  const { live, desired } = situation;
  return isAdoption(situation) && Object.keys(without(live!.variables, stageAfter(desired, live!).variables)).length > 0;
}

/** Variables that leave the stage while production stays on its deployment. */
function takenFromBase(situation: Situation): Variables {
  const { live, desired, previous, stack } = situation;
  if (live === undefined || leavesBase(situation)) { return {}; }
  const before = [...Object.keys(previous ? declaredVariables(previous) : {}), ...stack?.variablesBefore ?? []];
  return without(only(live.variables, before), stageAfter(desired, live).variables);
}

/**
 * Variables that the deployment of the template no longer sees, as production or as a canary, while the stage or the canary of before has them.
 */
function takenFromOwn({ live, desired, previous }: Situation): Variables {
  if (live === undefined || previous === undefined) { return {}; }
  const { deploymentId, variables, canary } = stageAfter(desired, live);
  if (deploymentId !== desired.deploymentId && canary === undefined) { return {}; }
  const overrides = deploymentId === desired.deploymentId ? {} : canary?.stageVariableOverrides;
  const seen = { ...withVariablesOfOthers(variables, { live, previous }), ...overrides };
  return without({ ...live.variables, ...live.canary?.stageVariableOverrides }, seen);
}

function only(variables: Variables, names: readonly string[]): Variables {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => names.includes(name)));
}

function without(variables: Variables, others: Variables): Variables {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => others[name] === undefined));
}
