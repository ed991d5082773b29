import { Refusal, refusal } from './refusal';
import { declaredVariables, movesProduction } from '../../stage/desired-stage';
import type { LiveCanary, LiveStage } from '../../stage/live-stage';
import { PatchOperation, patchOperations } from '../../stage/patch-operations';
import type { DesiredStage } from '../contract/driver-properties';

/** Everything the driver knows when it decides. */
export interface Situation {
  /** The stage as API Gateway reports it; absent when there is none. */
  readonly live?: LiveStage;
  /** What the template asks now. On a rollback: what the template before the failed operation asked. */
  readonly desired: DesiredStage;
  /** What the template asked before; absent when the release is new to the stack. On a rollback: what the failed operation asked. */
  readonly previous?: DesiredStage;
  /** Whether CloudFormation is going back to `desired` after a failure. */
  readonly rollback: boolean;
  /** Whether the stage was changed since the running operation began. Before that, whatever is live is somebody else's doing. */
  readonly movedInThisOperation?: boolean;
  /** Production deployment when the operation began that is now rolled back. */
  readonly rememberedDeploymentId?: string;
}

/** What to send to API Gateway, and what must be true afterwards. */
export interface Move {
  readonly outcome: 'move';
  /** One UpdateStage call; none when the stage is as it should be. */
  readonly operations: readonly PatchOperation[];
  /** The stage after the operations; absent when there is no stage yet. */
  readonly expected?: LiveStage;
  /** What production is on afterwards. */
  readonly baseDeploymentId: string;
}

/**
 * Decides what happens to the stage: pure, and the same answer to the same question.
 *
 * A rollback is never refused: it only takes back. Where it cannot be carried out, the handler answers FAILED.
 */
export function plan(situation: Situation): Move | Refusal {
  const { live, desired } = situation;
  const refused = situation.rollback ? undefined : refusal(situation);
  if (refused) { return refused; }
  if (live === undefined) {
    // CloudFormation creates the stage after the driver, with everything on the new deployment.
    return { outcome: 'move', operations: [], baseDeploymentId: desired.deploymentId };
  }
  const expected: LiveStage = {
    deploymentId: productionDeployment(situation, live),
    variables: stageVariables(situation, live),
    canary: canaryRelease(desired),
  };
  return { outcome: 'move', operations: patchOperations(live, expected), expected, baseDeploymentId: expected.deploymentId };
}

function productionDeployment(situation: Situation, live: LiveStage): string {
  const { desired, previous } = situation;
  if (previous === undefined) {
    // An adopted stage is moved by CloudFormation alone, which can also move it back: it sends no rollback event for a create.
    return live.deploymentId;
  }
  if (!situation.rollback) {
    return movesProduction(desired) ? desired.deploymentId : live.deploymentId;
  }
  const movedByFailedOperation = situation.movedInThisOperation && movesProduction(previous) && live.deploymentId === previous.deploymentId;
  if (!movedByFailedOperation) { return live.deploymentId; }
  return movesProduction(desired) ? desired.deploymentId : situation.rememberedDeploymentId ?? live.deploymentId;
}

/**
 * CloudFormation never removes a stage variable that left the template (aws/aws-cdk#23438); the driver does.
 * Variables that no template of this stack declared belong to somebody else and stay.
 */
function stageVariables(situation: Situation, live: LiveStage): Record<string, string> {
  if (situation.previous === undefined) { return { ...live.variables }; }
  const declared = declaredVariables(situation.desired);
  const before = declaredVariables(situation.previous);
  const others = Object.entries(live.variables).filter(([name]) => before[name] === undefined);
  return { ...Object.fromEntries(others), ...declared };
}

function canaryRelease(desired: DesiredStage): LiveCanary | undefined {
  if (desired.canary === undefined || desired.action === 'NONE' || desired.action === 'ABORT') { return undefined; }
  return {
    deploymentId: desired.deploymentId,
    percentTraffic: desired.promote?.resetTraffic ? 0 : desired.canary.percentTraffic,
    useStageCache: desired.canary.useStageCache,
    stageVariableOverrides: desired.canary.stageVariableOverrides,
  };
}
