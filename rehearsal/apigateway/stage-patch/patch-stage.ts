import { Hypotheses } from '../../hypotheses';
import { Stage } from '../model';
import { promoteFromCanary, removeInCanary, replaceInCanary } from './patch-canary';
import { PATCH_MESSAGES } from './patch-messages';
import { removeMethodSetting, replaceMethodSetting } from './patch-method-settings';
import { pathParts } from './patch-path';
import { RequestedPatch, PatchRefusal } from './requested-patch';
import { checkStageVariable, parseFlag } from './stage-values';
import { withoutKey } from './without-key';

/** What the rules need to know besides the stage. */
export interface PatchContext {
  readonly deploymentExists: (id: string) => boolean;
  /** Without an answer, what is not there can't be removed. */
  readonly hypotheses: Pick<Hypotheses, 'deploymentIdOnCanaryStage'> & Partial<Pick<Hypotheses, 'removeCanaryWithoutOne'>>;
  /** Becomes the stage's `lastUpdatedDate`. */
  readonly now: Date;
}

export type PatchResult =
  | { readonly outcome: 'patched'; readonly stage: Stage }
  | { readonly outcome: 'refused'; readonly message: string };

/**
 * What one `UpdateStage` call makes of a stage: its operations in their order, all of them or none.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html (wrong in places: see BEHAVIOUR.md)
 */
export function patchStage(stage: Stage, operations: readonly RequestedPatch[], context: PatchContext): PatchResult {
  try {
    const patched = operations.reduce((current, operation) => applyOperation(current, operation, context), stage);
    return { outcome: 'patched', stage: { ...patched, lastUpdatedDate: context.now } };
  } catch (error) {
    if (error instanceof PatchRefusal) { return { outcome: 'refused', message: error.message }; }
    throw error;
  }
}

function applyOperation(stage: Stage, { op = '', path = '', value = '', from = '' }: RequestedPatch, context: PatchContext): Stage {
  switch (op) {
    case 'replace': return replace(stage, path, value, context);
    case 'remove': return remove(stage, path, context);
    case 'copy': return copy(stage, path, from);
    default: throw new PatchRefusal(PATCH_MESSAGES.badOperation(op, path));
  }
}

/** Each path is copied only from its own counterpart. (Assumed for the crossed pairs. Recorded for all others.) */
function copy(stage: Stage, path: string, from: string): Stage {
  const source = { '/deploymentId': '/canarySettings/deploymentId', '/variables': '/canarySettings/stageVariableOverrides' }[path];
  if (source === undefined || source !== from) { throw new PatchRefusal(PATCH_MESSAGES.badCopy(path, from)); }
  return promoteFromCanary(stage, path);
}

function replace(stage: Stage, path: string, value: string, context: PatchContext): Stage {
  const replaced = replaceTopLevel(stage, path, value, context) ?? replaceMethodSetting(stage, path, value);
  if (!replaced) { throw new PatchRefusal(PATCH_MESSAGES.badReplace(path)); }
  return replaced;
}

function replaceTopLevel(stage: Stage, path: string, value: string, context: PatchContext): Stage | undefined {
  const [name, ...rest] = pathParts(path);
  if (name === 'canarySettings') { return replaceInCanary(stage, rest, value, context.deploymentExists); }
  if (name === 'variables' && rest.length === 1) { return replaceVariable(stage, rest[0], value); }
  if (name === 'accessLogSettings' && rest.length === 1 && ['destinationArn', 'format'].includes(rest[0])) {
    return { ...stage, accessLogSettings: { ...stage.accessLogSettings, [rest[0]]: value } };
  }
  if (rest.length > 0) { return undefined; }
  switch (name) {
    case 'deploymentId': return replaceDeployment(stage, value, context);
    case 'cacheClusterEnabled':
    case 'tracingEnabled': return { ...stage, [name]: parseFlag(value) };
    case 'description':
    case 'cacheClusterSize':
    case 'clientCertificateId':
    case 'documentationVersion': return { ...stage, [name]: value };
    default: return undefined;
  }
}

function replaceDeployment(stage: Stage, deploymentId: string, context: PatchContext): Stage {
  if (!context.deploymentExists(deploymentId)) { throw new PatchRefusal(PATCH_MESSAGES.unknownDeployment()); }
  const moves = deploymentId !== stage.deploymentId;
  if (moves && stage.canarySettings && context.hypotheses.deploymentIdOnCanaryStage === 'refused') {
    throw new PatchRefusal(PATCH_MESSAGES.canaryPinsDeployment());
  }
  return { ...stage, deploymentId };
}

function replaceVariable(stage: Stage, name: string, value: string): Stage {
  checkStageVariable(name, value);
  return { ...stage, variables: { ...stage.variables, [name]: value } };
}

function remove(stage: Stage, path: string, { hypotheses }: PatchContext): Stage {
  if (path === '/canarySettings' && stage.canarySettings === undefined && hypotheses.removeCanaryWithoutOne === 'accepted') { return stage; }
  const removed = removeTopLevel(stage, path) ?? removeMethodSetting(stage, path);
  if (!removed) { throw new PatchRefusal(PATCH_MESSAGES.badRemove(path)); }
  return removed;
}

/** Only what is there is removed (assumed: of the absent, AWS is recorded to refuse method settings and bad paths). */
function removeTopLevel(stage: Stage, path: string): Stage | undefined {
  const [name, ...rest] = pathParts(path);
  if (name === 'canarySettings') { return removeInCanary(stage, rest); }
  if (name === 'variables') { return removeVariables(stage, rest); }
  const removable = ['description', 'accessLogSettings', 'clientCertificateId', 'documentationVersion'];
  if (rest.length > 0 || !removable.includes(name) || stage[name as keyof Stage] === undefined) { return undefined; }
  const { [name as keyof Stage]: gone, ...left } = stage;
  return left as Stage;
}

function removeVariables(stage: Stage, rest: readonly string[]): Stage | undefined {
  const { variables, ...left } = stage;
  if (!variables) { return undefined; }
  if (rest.length === 0) { return left; }
  if (rest.length > 1 || variables[rest[0]] === undefined) { return undefined; }
  const others = withoutKey(variables, rest[0]);
  return others ? { ...left, variables: others } : left;
}
