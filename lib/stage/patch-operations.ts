import { LiveCanary, LiveStage, samePercent } from './live-stage';

/** One entry of `patchOperations` of UpdateStage. */
export interface PatchOperation {
  readonly op: 'replace' | 'remove' | 'copy';
  readonly path: string;
  readonly value?: string;
  readonly from?: string;
}

type Strings = Readonly<Record<string, string>>;

/**
 * The operations of one UpdateStage call that lead from one state of the stage to another. None when they agree.
 *
 * Only operations whose effect is recorded on AWS. Production moves through the canary: `replace /deploymentId` on a stage with a
 * canary is not recorded, `copy` from the canary is. API Gateway applies them in order.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html
 */
export function patchOperations(live: LiveStage, target: LiveStage): PatchOperation[] {
  const moves = target.deploymentId !== live.deploymentId;
  const variables = moveVariables(live, target);
  // Creating a canary by its deployment gives 0 % and no overrides (recorded on AWS).
  const canary = moves ? canaryAt(live.canary, target.deploymentId) : live.canary;
  return [
    ...variables,
    ...(moves ? moveProduction(live, target.deploymentId) : []),
    ...(target.canary ? setCanary(canary, target.canary) : removeCanary(canary)),
  ];
}

function moveProduction(live: LiveStage, deploymentId: string): PatchOperation[] {
  return [
    ...(live.canary?.deploymentId === deploymentId ? [] : [replace('/canarySettings/deploymentId', deploymentId)]),
    { op: 'copy', from: '/canarySettings/deploymentId', path: '/deploymentId' },
  ];
}

function moveVariables(live: LiveStage, target: LiveStage): PatchOperation[] {
  const overrides = live.canary?.stageVariableOverrides ?? {};
  const promotes = Object.keys(overrides).some((name) => live.variables[name] !== overrides[name])
    && Object.keys(overrides).every((name) => target.variables[name] === overrides[name]);
  const from = promotes ? { ...live.variables, ...overrides } : live.variables;
  return [
    // Merges: variables that the canary does not override stay (recorded on AWS).
    ...(promotes ? [{ op: 'copy' as const, from: '/canarySettings/stageVariableOverrides', path: '/variables' }] : []),
    ...setMap('/variables', from, target.variables),
  ];
}

function setCanary(canary: LiveCanary | undefined, target: LiveCanary): PatchOperation[] {
  const from = canary ?? canaryAt(undefined, '');
  return [
    ...(from.deploymentId === target.deploymentId ? [] : [replace('/canarySettings/deploymentId', target.deploymentId)]),
    ...setMap('/canarySettings/stageVariableOverrides', from.stageVariableOverrides, target.stageVariableOverrides),
    ...(from.useStageCache === target.useStageCache ? [] : [replace('/canarySettings/useStageCache', String(target.useStageCache))]),
    // Last: whatever it sends traffic to is in place by then.
    ...(samePercent(from.percentTraffic, target.percentTraffic) ? [] : [replace('/canarySettings/percentTraffic', String(target.percentTraffic))]),
  ];
}

function removeCanary(canary: LiveCanary | undefined): PatchOperation[] {
  return canary ? [{ op: 'remove', path: '/canarySettings' }] : [];
}

/** Entry by entry: API Gateway refuses to remove a whole map (recorded on AWS). */
function setMap(path: string, from: Strings, to: Strings): PatchOperation[] {
  return [
    ...Object.keys(from).filter((name) => to[name] === undefined).sort().map((name) => ({ op: 'remove' as const, path: `${path}/${name}` })),
    ...Object.keys(to).filter((name) => to[name] !== from[name]).sort().map((name) => replace(`${path}/${name}`, to[name])),
  ];
}

function canaryAt(canary: LiveCanary | undefined, deploymentId: string): LiveCanary {
  return canary ? { ...canary, deploymentId } : { deploymentId, percentTraffic: 0, useStageCache: false, stageVariableOverrides: {} };
}

function replace(path: string, value: string): PatchOperation {
  return { op: 'replace', path, value };
}
