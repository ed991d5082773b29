import { Refusal, refusal } from './refusal';
import type { Situation } from './situation';
import type { LiveStage } from '../../stage/live-stage';
import { PatchOperation, patchOperations } from '../../stage/patch-operations';
import { movesProduction, stageAfter, variablesAfter } from '../../stage/stage-after';

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
  const refused = refusal(situation);
  if (refused) { return refused; }
  if (live === undefined) {
    // CloudFormation creates the stage after the driver, with everything on the new deployment.
    return { outcome: 'move', operations: [], baseDeploymentId: desired.deploymentId };
  }
  const after = stageAfter(desired, live);
  const expected: LiveStage = {
    deploymentId: productionDeployment(situation, live, after),
    variables: stageVariables(situation, live, after),
    canary: after.canary,
  };
  return { outcome: 'move', operations: patchOperations(live, expected), expected, baseDeploymentId: expected.deploymentId };
}

function productionDeployment(situation: Situation, live: LiveStage, after: LiveStage): string {
  const { previous } = situation;
  if (previous === undefined) {
    // An adopted stage is moved by CloudFormation alone, which can also move it back: it sends no rollback event for a create.
    return live.deploymentId;
  }
  if (!situation.rollback) { return after.deploymentId; }
  const movedByFailedOperation = situation.movedInThisOperation && movesProduction(previous) && live.deploymentId === previous.deploymentId;
  if (!movedByFailedOperation) { return live.deploymentId; }
  return stageAfter(situation.desired, { deploymentId: situation.rememberedDeploymentId ?? live.deploymentId }).deploymentId;
}

/**
 * CloudFormation never removes a stage variable that left the template (aws/aws-cdk#23438); the driver does.
 * Variables that no template of this stack declared belong to somebody else and stay.
 */
function stageVariables({ previous }: Situation, live: LiveStage, after: LiveStage): Record<string, string> {
  if (previous === undefined) { return { ...live.variables }; }
  const before = variablesAfter(previous);
  const others = Object.entries(live.variables).filter(([name]) => before[name] === undefined);
  return { ...Object.fromEntries(others), ...after.variables };
}
