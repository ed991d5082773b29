import { attributesOf, rolloutAttributes } from './attributes';
import { Refusal, refusal } from './refusal';
import { isSameAsBase } from './refusals/canary-without-new-code';
import type { Situation } from './situation';
import { withVariablesOfOthers } from './variables-after';
import { isOnCreated, whatToRemember, wayBack } from './way-back';
import { annotationId, Details, NoteId, conditionText } from '../../messages/ids';
import type { LiveStage } from '../../stage/live-stage';
import { PatchOperation, patchOperations } from '../../stage/patch-operations';
import { stageAfter, stageAfterDriver } from '../../stage/stage-after';
import { Memory, readableBy } from '../contract/physical-id';

/** What to send to API Gateway, what must be true afterwards, and what CloudFormation is told. */
export interface Move {
  readonly outcome: 'move';
  /** One UpdateStage call. None when the stage is as it should be. */
  readonly operations: readonly PatchOperation[];
  /** The stage after the operations. Absent when there is no stage yet. */
  readonly expected?: LiveStage;
  /** What production is on afterwards. */
  readonly baseDeploymentId: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** What the physical id says on the way forward. On the way back, the delivered one stays. */
  readonly memory: Memory;
  /** What the log has to say besides, with its id. */
  readonly notes: readonly string[];
}

/**
 * Decides what happens to the stage: pure, and the same answer to the same question.
 *
 * A rollback is never refused: it only takes back. Where it cannot be carried out, the handler answers FAILED.
 */
export function plan(situation: Situation): Move | Refusal {
  const { live, desired, previous } = situation;
  const refused = refusal(situation);
  if (refused) { return refused; }
  const expected = live && stageToBe({ ...situation, live });
  const memory = whatToRemember(situation);
  return {
    outcome: 'move',
    // CloudFormation creates a stage after the driver, with everything on the new deployment.
    operations: live && expected ? patchOperations(live, expected) : [],
    expected,
    baseDeploymentId: expected?.deploymentId ?? desired.deploymentId,
    attributes: { ...attributesOf(desired, expected), ...rolloutAttributes(situation) },
    memory: previous ? readableBy(previous.handlerVersion, memory) : memory,
    notes: notesOn(situation, expected),
  };
}

function notesOn(situation: Situation, expected: LiveStage | undefined): string[] {
  const { live, desired, memory, rollback, memoryIsOfThisOperation } = situation;
  if (!rollback && !live) { return desired.action === 'NONE' ? [] : [noteText('nothingBefore', desired.action)]; }
  if (!rollback) { return live && isSameAsBase(situation) ? [noteText('sameDeployment', live.deploymentId)] : []; }
  const found = memoryIsOfThisOperation && memory?.canary !== 'none' ? memory?.canary?.deploymentId : undefined;
  return found !== undefined && expected?.canary === undefined && live?.canary !== undefined ? [noteText('foreignCanaryNotRestored', found)] : [];
}

function noteText<Id extends NoteId>(id: Id, ...details: Details<Id>): string {
  return `${conditionText(id, ...details)} [${annotationId(id)}]`;
}

function stageToBe(situation: Situation & { readonly live: LiveStage }): LiveStage {
  const { live, desired, previous, rollback } = situation;
  if (previous === undefined) {
    // An adopted stage is moved by CloudFormation alone, which can also move it back: it sends no rollback event for a create.
    return { ...live, canary: stageAfter(desired, live).canary };
  }
  // Production on a deployment of the operation tells that CloudFormation has not taken the driver back before, whatever the event says.
  if (rollback) { return situation.undoesNothing && !isOnCreated(situation) ? live : wayBack({ ...situation, previous }); }
  const after = stageAfterDriver(desired, live);
  return { ...after, variables: withVariablesOfOthers(after.variables, { live, previous }) };
}
