import type { DesiredStage } from '../stage-driver/contract/driver-properties';

/** Whether production moves to the deployment of the template that asks this. */
export function movesProduction(desired: DesiredStage): boolean {
  return desired.action === 'NONE' || (desired.action === 'PROMOTE' && desired.promote!.updateDeployment);
}

/** The stage variables that a template asks for, promoted overrides included. */
export function declaredVariables(desired: DesiredStage): Record<string, string> {
  return desired.promote?.updateStageVariables
    ? { ...desired.variables, ...desired.canary?.stageVariableOverrides }
    : { ...desired.variables };
}
