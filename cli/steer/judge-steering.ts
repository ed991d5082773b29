import type { Steering, SteeringPlan } from './steering';
import { differences, LiveStage } from '../../lib/stage/live-stage';
import { PatchOperation, patchOperations } from '../../lib/stage/patch-operations';

/** What is known after a write. */
export interface SteeringReadBack {
  /** Read from the stage. */
  readonly after: LiveStage;
  /** What UpdateStage answered that the stage is. @default - it refused, or its answer was lost */
  readonly answer?: LiveStage;
}

/**
 * What became of a write.
 *
 * `done`: the stage is as planned. `unchanged`: it is as before. `changed`: somebody else changed it, too.
 * `repair`: this write met a stage that somebody had changed a moment before, and made something of it that nobody wants: these operations take it
 * back.
 */
export type SteeringVerdict =
  | { readonly outcome: 'done' | 'unchanged' | 'changed' }
  | { readonly outcome: 'repair'; readonly expected: LiveStage; readonly operations: readonly PatchOperation[] };

/** Compares the stage with the plan. */
export function judgeSteering({ command }: Steering, { before, expected }: SteeringPlan, { after, answer }: SteeringReadBack): SteeringVerdict {
  if (differences(expected, after).length === 0) { return { outcome: 'done' }; }
  // Whoever changed a variable meanwhile: the canary is off, and production has not moved.
  if (isRemoval(command) && after.canary === undefined && after.deploymentId === before.deploymentId) { return { outcome: 'done' }; }
  if (differences(before, after).length === 0) { return { outcome: 'unchanged' }; }
  // Only what this very write made is taken back.
  const isOurs = answer !== undefined && differences(answer, after).length === 0;
  const repaired = isOurs ? repairOf(command, before, expected, after) : undefined;
  return repaired === undefined ? { outcome: 'changed' } : { outcome: 'repair', expected: repaired, operations: patchOperations(after, repaired) };
}

function repairOf(command: Steering['command'], before: LiveStage, expected: LiveStage, after: LiveStage): LiveStage | undefined {
  // The canary was replaced before the copy: production is on a deployment that stood in no plan.
  const isStray = ![before.deploymentId, expected.deploymentId].includes(after.deploymentId);
  if (command === 'promote' && isStray) { return { deploymentId: before.deploymentId, variables: before.variables }; }
  // A percent on a stage without a canary makes production its own canary (recorded on AWS).
  const isOwnCanary = after.canary?.deploymentId === after.deploymentId && before.canary?.deploymentId !== before.deploymentId;
  return command === 'set-percent' && isOwnCanary ? { ...after, canary: undefined } : undefined;
}

function isRemoval(command: Steering['command']): boolean {
  return command === 'abort' || command === 'remove';
}
