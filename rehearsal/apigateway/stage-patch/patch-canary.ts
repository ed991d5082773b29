import { StageCanary, Stage } from '../model';
import { PATCH_MESSAGES } from './patch-messages';
import { PatchRefusal } from './requested-patch';
import { checkStageVariable, parseFlag, parsePercent } from './stage-values';
import { withoutKey } from './without-key';

/** Sets a part of the canary, creating it when the stage has none. `undefined` when the path names no such part. */
export function replaceInCanary(stage: Stage, parts: readonly string[], value: string, deploymentExists: (id: string) => boolean): Stage | undefined {
  const change = changeOf(parts, value, deploymentExists, stage.canarySettings);
  return change && { ...stage, canarySettings: { ...(stage.canarySettings ?? newCanary(stage)), ...change } };
}

/** Removes the whole canary or one override. `undefined` for what AWS does not remove (the map of overrides, a single setting). */
export function removeInCanary(stage: Stage, parts: readonly string[]): Stage | undefined {
  const { canarySettings: canary, ...rest } = stage;
  if (!canary) { return undefined; }
  if (parts.length === 0) { return rest; }
  const [name, key] = parts;
  if (parts.length !== 2 || name !== 'stageVariableOverrides' || canary.stageVariableOverrides?.[key] === undefined) { return undefined; }
  const { stageVariableOverrides, ...others } = canary;
  const left = withoutKey(stageVariableOverrides, key);
  return { ...stage, canarySettings: left ? { ...others, stageVariableOverrides: left } : others };
}

/** Promotion: the canary's deployment or overrides become the stage's. The canary itself stays as it is. */
export function promoteFromCanary(stage: Stage, path: string): Stage {
  const canary = stage.canarySettings;
  if (!canary) { throw new PatchRefusal(PATCH_MESSAGES.noCanary()); }
  if (path === '/deploymentId') { return { ...stage, deploymentId: canary.deploymentId }; }
  return canary.stageVariableOverrides ? { ...stage, variables: { ...stage.variables, ...canary.stageVariableOverrides } } : stage;
}

/** Recorded on AWS: a canary created by a patch starts on the stage's own deployment, with no traffic. */
function newCanary(stage: Stage): StageCanary {
  return { deploymentId: stage.deploymentId, percentTraffic: 0, useStageCache: false };
}

function changeOf(
  parts: readonly string[], value: string, deploymentExists: (id: string) => boolean, live: StageCanary | undefined,
): Partial<StageCanary> | undefined {
  const [name, key] = parts;
  if (name === 'stageVariableOverrides' && parts.length === 2) {
    checkStageVariable(key, value);
    return { stageVariableOverrides: { ...live?.stageVariableOverrides, [key]: value } };
  }
  if (parts.length !== 1) { return undefined; }
  switch (name) {
    case 'deploymentId':
      if (!deploymentExists(value)) { throw new PatchRefusal(PATCH_MESSAGES.unknownDeployment()); }
      return { deploymentId: value };
    case 'percentTraffic': return { percentTraffic: parsePercent(value) };
    case 'useStageCache': return { useStageCache: parseFlag(value) };
    default: return undefined;
  }
}
