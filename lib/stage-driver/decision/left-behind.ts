import type { LiveStage } from '../../stage/live-stage';
import type { ClockReading } from '../contract/stack-history';

/** The stage as it was read after a move. */
export interface MovedStage {
  /** When it was changed last, by anyone. */
  readonly lastUpdated?: Date;
  /** API Gateway's time. */
  readonly clock?: ClockReading;
}

/**
 * Whether a request that still meets the stage of before needs what the stage of now does without: a deployment, or the value of a variable, which
 * may name a function. CloudFormation may delete what is behind it right after the operation.
 */
export function leavesBehind(before: LiveStage, after: LiveStage): boolean {
  const kept = [after.deploymentId, after.canary?.deploymentId];
  return [before.deploymentId, before.canary?.deploymentId].some((deploymentId) => deploymentId !== undefined && !kept.includes(deploymentId))
    || losesValue(before.variables, after.variables)
    || losesValue(before.canary?.stageVariableOverrides ?? {}, after.canary?.stageVariableOverrides ?? {});
}

/** Whether requests may meet the stage of before still, whoever has changed it: the same event, delivered twice, may have. */
export function isChangedLately({ lastUpdated, clock }: MovedStage, now: Date, milliseconds: number): boolean {
  return lastUpdated !== undefined && (clock?.told ?? now).getTime() - lastUpdated.getTime() < milliseconds;
}

function losesValue(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): boolean {
  return Object.entries(before).some(([name, value]) => after[name] !== value);
}
