import { ResourceFailure } from '../resource-type';
import { PendingUpdate } from '../stack-record';
import { ApplicationResult, OperationContext, TemplateApplication } from './apply-template';
import { cleanUp, completeStaged, leftoversOfRollback, leftoversOfUpdate } from './clean-up';
import { deleteResources } from './delete-resources';
import { rollBackUpdate, takeBackFailed } from './roll-back-update';
import { setStackStatus } from './stack-log';
import { PreparedTemplate } from '../template/prepared-template';
import { TemplateError } from '../template/template-error';

/** Called when every resource of the target exists: settles outputs and exports. @throws TemplateError when they can't be */
export type SettleOutputs = (target: PreparedTemplate) => void;

/** Creates the stack's resources. On failure deletes them again, unless rollback is disabled or the stack is a nested one. */
export async function createResources(context: OperationContext, target: PreparedTemplate, settle: SettleOutputs): Promise<void> {
  const { engine, stack } = context;
  const pending = beginUpdate(context, target);
  await setStackStatus(engine, stack, 'CREATE_IN_PROGRESS', 'User Initiated');
  const result = await new TemplateApplication(context, pending, 'create', context.running.rollbackDisabled).run();
  const reason = failureReason(result) ?? settled(target, settle);
  if (reason === undefined) {
    stack.pending = undefined;
    await setStackStatus(engine, stack, 'CREATE_COMPLETE');
  } else if (stack.disableRollback || stack.parentId !== undefined) {
    await setStackStatus(engine, stack, 'CREATE_FAILED', reason);
  } else {
    await rollBackCreate(context, reason);
  }
}

/** Moves the stack to the target template. On failure back again, unless rollback is disabled. A nested stack leaves both ends to its root. */
export async function updateResources(context: OperationContext, target: PreparedTemplate, settle: SettleOutputs): Promise<void> {
  const { engine, stack } = context;
  const pending = beginUpdate(context, target);
  stack.lastUpdatedTime = engine.clock.tick();
  await setStackStatus(engine, stack, 'UPDATE_IN_PROGRESS', 'User Initiated');
  const result = await new TemplateApplication(context, pending, 'update', context.running.rollbackDisabled).run();
  const reason = result.cancelled ? 'User Initiated' : failureReason(result) ?? settled(target, settle);
  if (reason === undefined) {
    await setStackStatus(engine, stack, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
    pending.awaiting = 'cleanup';
    if (stack.parentId === undefined) { await finishUpdate(context); }
  } else if (!result.cancelled && context.running.rollbackDisabled) {
    await pause(context, pending, result, reason);
  } else if (!result.cancelled && stack.parentId !== undefined) {
    await setStackStatus(engine, stack, 'UPDATE_FAILED', reason);
  } else if (stack.parentId !== undefined) {
    await setStackStatus(engine, stack, 'UPDATE_FAILED', 'Resource update cancelled');
  } else {
    await rollBack(context, reason);
  }
}

/** Leaves everything as it is for a person, but for the resources that failed: CloudFormation takes each back to its last stable state. */
async function pause(context: OperationContext, pending: PendingUpdate, { failures }: ApplicationResult, reason: string): Promise<void> {
  const { engine, stack } = context;
  const { previousTemplate } = pending;
  const updated = [...failures].filter(([, action]) => action === 'update').map(([logicalId]) => logicalId);
  const takeBack = async (): Promise<void> => {
    if (previousTemplate !== undefined) { await takeBackFailed(context, pending, previousTemplate, updated); }
  };
  if (engine.hypotheses.statusWhileTakenBack === 'UPDATE_IN_PROGRESS') { await takeBack(); }
  await setStackStatus(engine, stack, 'UPDATE_FAILED', reason);
  if (engine.hypotheses.statusWhileTakenBack === 'UPDATE_FAILED') { await takeBack(); }
}

/** Takes a failed operation back: deletes what a create made, moves an update towards the previous template. */
export async function rollBack(context: OperationContext, reason: string): Promise<void> {
  const { engine, stack } = context;
  const pending = stack.pending!;
  const { previousTemplate } = pending;
  pending.awaiting = undefined;
  if (previousTemplate === undefined) { return rollBackCreate(context, reason); }
  await setStackStatus(engine, stack, 'UPDATE_ROLLBACK_IN_PROGRESS', reason);
  const failed = await rollBackUpdate(context, pending, previousTemplate);
  if (failed.length > 0) {
    return setStackStatus(engine, stack, 'UPDATE_ROLLBACK_FAILED', `The following resource(s) failed to update: [${failed.join(', ')}].`);
  }
  stack.template = previousTemplate;
  stack.outputs = pending.previousOutputs;
  await setStackStatus(engine, stack, 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
  pending.awaiting = 'rollback-cleanup';
  if (stack.parentId === undefined) { await finishUpdate(context); }
}

/** The cleanup phase of an update or of its rollback. */
export async function finishUpdate(context: OperationContext): Promise<void> {
  const { engine, stack } = context;
  const pending = stack.pending!;
  await completeStaged(context, pending);
  const rolledBack = pending.awaiting === 'rollback-cleanup';
  const template = stack.template!;
  const leftovers = rolledBack ? leftoversOfRollback(stack, pending) : leftoversOfUpdate(stack, pending);
  const orphans = await cleanUp(context, rolledBack ? 'rollback-cleanup' : 'cleanup', leftovers, (id) => template.resources.has(id));
  stack.pending = undefined;
  const reason = orphans.length > 0 ? 'One or more resources could not be deleted.' : undefined;
  await setStackStatus(engine, stack, rolledBack ? 'UPDATE_ROLLBACK_COMPLETE' : 'UPDATE_COMPLETE', reason);
}

/** Deletes the stack's resources, and the stack when none of them resists. */
export async function deleteStackResources(context: OperationContext, retain: ReadonlyArray<string>): Promise<void> {
  const { engine, stack } = context;
  await setStackStatus(engine, stack, 'DELETE_IN_PROGRESS', 'User Initiated');
  const failed = await deleteResources(context, 'delete', ['Retain', 'RetainExceptOnCreate'], retain);
  if (failed.length > 0) { return setStackStatus(engine, stack, 'DELETE_FAILED', deleteFailure(failed)); }
  stack.pending = undefined;
  stack.outputs = [];
  stack.deletionTime = engine.clock.tick();
  await setStackStatus(engine, stack, 'DELETE_COMPLETE');
}

async function rollBackCreate(context: OperationContext, reason: string): Promise<void> {
  const { engine, stack } = context;
  await setStackStatus(engine, stack, 'ROLLBACK_IN_PROGRESS', `${reason} Rollback requested by user.`);
  const failed = await deleteResources(context, 'rollback', ['Retain']);
  if (failed.length > 0) { return setStackStatus(engine, stack, 'ROLLBACK_FAILED', deleteFailure(failed)); }
  stack.pending = undefined;
  stack.outputs = [];
  await setStackStatus(engine, stack, 'ROLLBACK_COMPLETE');
}

/** A failed operation without rollback can be followed by another update. The way back then still leads to the last stable state. */
function beginUpdate(context: OperationContext, target: PreparedTemplate): PendingUpdate {
  const { stack } = context;
  if (stack.pending !== undefined) {
    stack.pending.target = target;
    // A nested stack that the attempt before has updated waits no more: it is updated again.
    stack.pending.awaiting = undefined;
  } else {
    stack.pending = {
      previousTemplate: stack.template,
      previousOutputs: stack.outputs,
      target,
      changes: new Map(),
      rolledBack: new Set(),
      failedInRollback: new Set(),
    };
  }
  stack.template = target;
  return stack.pending;
}

function failureReason(result: ApplicationResult): string | undefined {
  const failed = (action: 'create' | 'update'): string[] => [...result.failures].filter(([, what]) => what === action).map(([id]) => id);
  const sentences = (['create', 'update'] as const)
    .filter((action) => failed(action).length > 0)
    .map((action) => `The following resource(s) failed to ${action}: [${failed(action).join(', ')}].`);
  return sentences.length > 0 ? sentences.join(' ') : undefined;
}

function settled(target: PreparedTemplate, settle: SettleOutputs): string | undefined {
  try {
    settle(target);
    return undefined;
  } catch (error) {
    if (error instanceof TemplateError || error instanceof ResourceFailure) { return error.message; }
    throw error;
  }
}

function deleteFailure(failed: ReadonlyArray<string>): string {
  return `The following resource(s) failed to delete: [${failed.join(', ')}].`;
}
