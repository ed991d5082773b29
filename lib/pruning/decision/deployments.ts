import { kept, KeptVerdict } from './kept';
import { keyOf, PrunedDeployment, PrunedStage, PruningState, RetainRules } from '../contract/pruning-state';

/** Reasons for which a deployment may be wanted again: what it calls stays with it. */
const PROTECTING = ['live', 'in-stack', 'last-releases', 'too-young', 'refused'];

/** Why a deployment stays. */
export function keptDeployment(deployment: PrunedDeployment, state: PruningState, rules: RetainRules): KeptVerdict {
  const { id, createdAt, inStack, isOurs } = deployment;
  const stage = state.stages.find(({ deploymentId, canaryDeploymentId }) => deploymentId === id || canaryDeploymentId === id);
  if (stage !== undefined) { return kept('live', stage.deploymentId === id ? `stage ${stage.stageName}` : `canary of stage ${stage.stageName}`); }
  if (inStack) { return kept('in-stack'); }
  const wayBack = state.stages.find((one) => wayBackOf(one, state, rules).includes(id));
  if (wayBack !== undefined) { return kept('last-releases', `stage ${wayBack.stageName}`); }
  if (state.now.getTime() - createdAt.getTime() < rules.minimumAgeMilliseconds) { return kept('too-young'); }
  if (!isOurs) { return kept('not-of-this-stack'); }
  const refused = state.refused.get(keyOf({ kind: 'deployment', deploymentId: id, createdAt }));
  return refused === undefined ? undefined : kept('refused', refused);
}

/** The releases of before that a stage can go back to. One that is gone already does not count. */
export function wayBackOf({ productions, deploymentId }: PrunedStage, { deployments }: PruningState, { keep }: RetainRules): string[] {
  return productions.filter((id) => id !== deploymentId && deployments.some((one) => one.id === id)).slice(0, keep);
}

/** Those that may be wanted again. */
export function protectedDeployments(state: PruningState, rules: RetainRules): PrunedDeployment[] {
  return state.deployments.filter((deployment) => PROTECTING.includes(keptDeployment(deployment, state, rules)?.because ?? ''));
}

/** Those that a stage serves, as production or as canary. */
export function liveDeployments({ stages, deployments }: PruningState): PrunedDeployment[] {
  const live = stages.flatMap(({ deploymentId, canaryDeploymentId }) => [deploymentId, canaryDeploymentId]);
  return deployments.filter(({ id }) => live.includes(id));
}
