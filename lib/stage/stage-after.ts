import type { LiveCanary, LiveStage } from './live-stage';
import type { DesiredStage } from '../stage-driver/contract/driver-properties';

/** What a deploy asks of a stage. In a synthesis the values may be tokens. */
export type ReleaseRequest = Pick<DesiredStage, 'action' | 'deploymentId' | 'variables' | 'canary' | 'promote'>;

/** What the stage is on, as far as an action may leave it there. */
export type BaseRelease = Pick<LiveStage, 'deploymentId' | 'variables'>;

/**
 * What a stage is after an action: the one law, for the Stage resource that the synthesis declares and for the stage that the driver sets.
 *
 * | Action | production | variables | canary |
 * |---|---|---|---|
 * | `NONE`, `SKIP` | the template's deployment | as declared | none |
 * | `ROLLOUT`, after its steps | the template's deployment | as declared | none |
 * | `HOLD` | the base | as declared | the template's deployment, as declared |
 * | `PROMOTE` | the template's deployment, if it updates the deployment | as declared, with the overrides, if it updates the variables | at 0 %, if
 * it resets the traffic |
 * | `ABORT` | the base | as they are. Declared ones that the stage does not have are added | none |
 *
 * @param base what production stays on when the action does not move it
 */
export function stageAfter(request: ReleaseRequest, base: BaseRelease): LiveStage {
  return {
    deploymentId: movesProduction(request) ? request.deploymentId : base.deploymentId,
    variables: request.action === 'ABORT' ? { ...request.variables, ...base.variables } : declaredVariables(request),
    canary: canaryAfter(request),
  };
}

/**
 * What a stage is when the driver has done its part.
 *
 * It is what the stage is after the action, but for a rollout with steps: production and its variables are as they were, and the template's
 * deployment is a canary that no request reaches yet. The steps and the promotion do the rest.
 */
export function stageAfterDriver(request: ReleaseRequest, live: LiveStage): LiveStage {
  if (!hasSteps(request, live)) { return stageAfter(request, live); }
  const changed = Object.entries(declaredVariables(request)).filter(([name, value]) => live.variables[name] !== value);
  return {
    ...live,
    canary: { deploymentId: request.deploymentId, percentTraffic: 0, useStageCache: false, stageVariableOverrides: Object.fromEntries(changed) },
  };
}

/** Whether this deploy shifts traffic in steps. There is nothing to shift where production is on the template's deployment already. */
export function hasSteps(
  { action, deploymentId }: Pick<ReleaseRequest, 'action' | 'deploymentId'>, base: Pick<BaseRelease, 'deploymentId'>,
): boolean {
  return action === 'ROLLOUT' && base.deploymentId !== deploymentId;
}

/** Whether production moves to the deployment of the template. An action of a later version may do anything, so it counts as one that does. */
export function movesProduction({ action, promote }: ReleaseRequest): boolean {
  switch (action) {
    case 'HOLD':
    case 'ABORT': return false;
    case 'PROMOTE': return promote!.updateDeployment;
    default: return true;
  }
}

/** The stage variables that a template asks for, promoted overrides included. */
export function declaredVariables({ variables, canary, promote }: ReleaseRequest): Readonly<Record<string, string>> {
  return promote?.updateStageVariables ? { ...variables, ...canary?.stageVariableOverrides } : { ...variables };
}

/** Whether the template asks for a canary on the stage. */
export function hasCanary({ action }: Pick<ReleaseRequest, 'action'>): boolean {
  return action === 'HOLD' || action === 'PROMOTE';
}

function canaryAfter(request: ReleaseRequest): LiveCanary | undefined {
  const { canary, deploymentId, promote } = request;
  if (canary === undefined || !hasCanary(request)) { return undefined; }
  return { ...canary, deploymentId, percentTraffic: promote?.resetTraffic ? 0 : canary.percentTraffic };
}
