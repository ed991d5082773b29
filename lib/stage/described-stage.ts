import type { LiveStage } from './live-stage';
import type { PatchOperation } from './patch-operations';

/** A stage as logs may show it: of stage variables the names alone, because some people keep keys in them. */
export function describedStage(stage: LiveStage): Record<string, unknown> {
  const { deploymentId, variables, canary } = stage;
  return {
    deploymentId,
    variables: Object.keys(variables).sort(),
    ...canary && { canary: { ...canary, stageVariableOverrides: Object.keys(canary.stageVariableOverrides).sort() } },
  };
}

/** The operations of one UpdateStage call, without values of stage variables: `replace /variables/theme`. */
export function describedOperations(operations: readonly PatchOperation[]): string[] {
  return operations.map(({ op, path, from, value }) => {
    const isVariable = /^(\/canarySettings\/stageVariableOverrides|\/variables)\//.test(path);
    return [op, from && `${from} to`, path, isVariable ? undefined : value].filter((part) => part !== undefined).join(' ');
  });
}
