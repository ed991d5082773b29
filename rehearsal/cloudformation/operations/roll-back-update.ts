import { sameValue } from '../same-value';
import { PendingUpdate, ResourceChange, StackRecord } from '../stack-record';
import { PhysicalResource, StackResource } from '../stack-resource';
import { StagedResourceType } from '../staged-resource-type';
import { OperationContext } from './apply-template';
import { attempt } from './attempt';
import { changeOf, physicalResource, rememberPhysical } from './resource-changes';
import { setResource } from './stack-log';
import { VisitOutcome, walk } from './walk';
import { PreparedTemplate } from '../template/prepared-template';
import { ResourceDefinition } from '../template/resource-definition';
import { TemplateError } from '../template/template-error';

/**
 * Updates whatever the failed update touched back towards the previous template, without deleting anything.
 *
 * - What was updated, or failed while it was, gets an update with old and new swapped.
 * - What was replaced is its old physical resource again. Nothing is called for that, unless an earlier attempt had updated it.
 * - What the update created, and what it was going to delete, stays as it is until the cleanup.
 *
 * @returns the resources that failed, none when the rollback is complete
 */
export async function rollBackUpdate(context: OperationContext, pending: PendingUpdate, previous: PreparedTemplate): Promise<string[]> {
  const { engine } = context;
  const failed: string[] = [];
  const direction = engine.hypotheses.rollbackOrder === 'reverse' ? 'dependents-first' : 'dependencies-first';
  await walk(previous.graph, direction, engine.random, async (logicalId): Promise<VisitOutcome> => {
    if (pending.rolledBack.has(logicalId)) { return 'continue'; }
    const definition = previous.resources.get(logicalId)!;
    const properties = (): StackResource['properties'] | TemplateError =>
      previousProperties(context, previous, definition, remembered(pending, context.stack.resources.get(logicalId)!));
    if (!await rollBackResource(context, pending, properties, definition)) {
      failed.push(logicalId);
      pending.failedInRollback.add(logicalId);
      return 'stop';
    }
    pending.rolledBack.add(logicalId);
    pending.failedInRollback.delete(logicalId);
    return 'continue';
  });
  return failed;
}

/**
 * With rollback disabled: takes the resources whose update failed back to their last stable state. What was done to others stays, so that what they
 * refer to may show other attributes by now: they get the values that they had.
 *
 * Nested stacks stay as they are. Theirs were taken back inside.
 */
export async function takeBackFailed(
  context: OperationContext, pending: PendingUpdate, previous: PreparedTemplate, failed: ReadonlyArray<string>,
): Promise<void> {
  for (const logicalId of failed) {
    const definition = previous.resources.get(logicalId);
    if (definition === undefined || !pending.changes.has(logicalId) || definition.type === 'AWS::CloudFormation::Stack') { continue; }
    await rollBackResource(context, pending, () => remembered(pending, context.stack.resources.get(logicalId)!).properties, definition);
  }
}

/** A person takes this resource for rolled back: CloudFormation believes it, and looks no further. */
export function skipInRollback(stack: StackRecord, pending: PendingUpdate, logicalId: string): void {
  pending.rolledBack.add(logicalId);
  pending.failedInRollback.delete(logicalId);
  const [resource, previous] = [stack.resources.get(logicalId), pending.changes.get(logicalId)?.previous];
  if (resource === undefined || previous === undefined) { return; }
  const { definition, properties } = previous;
  stack.resources.set(logicalId, { ...resource, definition, properties, status: 'UPDATE_COMPLETE', statusReason: undefined });
}

/** @param propertiesBefore what it goes back to */
async function rollBackResource(
  context: OperationContext, pending: PendingUpdate, propertiesBefore: () => StackResource['properties'] | TemplateError,
  definition: ResourceDefinition,
): Promise<boolean> {
  const { engine, stack } = context;
  const { logicalId } = definition;
  const change = pending.changes.get(logicalId);
  const resource = stack.resources.get(logicalId)!;
  const properties = propertiesBefore();
  if (properties instanceof TemplateError) { return rollBackUnresolvable(context, resource, properties); }
  const before = change?.replaced ? { ...resource, ...oldResource(change) } : resource;
  if (change?.replaced) { setResource(engine, stack, { ...before, definition, status: 'UPDATE_IN_PROGRESS', statusReason: undefined }); }
  const done = sameValue(before.properties, properties) && (change === undefined || change.replaced);
  // A replacement in the rollback itself could only come from an attribute that changed between two equal updates; what exists is kept.
  if (done || engine.typeNamed(definition.type).requiresReplacement(before.properties, properties)) {
    if (change === undefined) {
      stack.resources.set(logicalId, { ...before, definition });
    } else {
      setResource(engine, stack, { ...before, definition, status: 'UPDATE_COMPLETE', statusReason: undefined });
    }
    return true;
  }
  return updateBack(context, changeOf(pending, logicalId, before), before, definition, properties);
}

/** The physical resource that was replaced, as the operation last left it: an earlier attempt may have updated it. */
function oldResource({ previous, physical }: ResourceChange): PhysicalResource | undefined {
  return physical.get(previous?.physicalId ?? '') ?? previous;
}

/** A resource as it was before the operation touched it. */
function remembered({ changes }: PendingUpdate, resource: StackResource): Pick<StackResource, 'properties'> {
  return changes.get(resource.definition.logicalId)?.previous ?? resource;
}

/** Dependencies that went back first may show other attributes now. In the reverse order only the old values are known. */
function previousProperties(
  context: OperationContext, previous: PreparedTemplate, definition: ResourceDefinition, before: Pick<StackResource, 'properties'>,
): StackResource['properties'] | TemplateError {
  if (context.engine.hypotheses.rollbackOrder === 'reverse') { return before.properties; }
  try {
    return previous.properties(definition, context.stack.resources);
  } catch (error) {
    if (error instanceof TemplateError) { return error; }
    throw error;
  }
}

async function updateBack(
  context: OperationContext, change: ResourceChange, resource: StackResource, definition: ResourceDefinition, properties: StackResource['properties'],
): Promise<boolean> {
  const { engine, stack, running } = context;
  const { logicalId, type } = definition;
  setResource(engine, stack, { ...resource, status: 'UPDATE_IN_PROGRESS', statusReason: undefined }, properties);
  const changedId = engine.hypotheses.rollbackDeliversPhysicalId === 'changed' ? resource.physicalId : change.previous?.physicalId;
  const physicalId = changedId ?? resource.physicalId!;
  const result = await attempt(engine, running, { phase: 'rollback', logicalId, type, action: 'update', physicalId }, stack, async (fault) => {
    const implementation: StagedResourceType = engine.typeNamed(type);
    const request = { stack: stack.identity, logicalId, type, properties, physicalId, previousProperties: resource.properties, fault };
    return implementation.rollback === undefined ? implementation.update(request) : implementation.rollback(request);
  });
  const status = result.succeeded ? 'UPDATE_COMPLETE' : 'UPDATE_FAILED';
  const failed = { ...resource, physicalId: result.provisioned?.physicalId ?? resource.physicalId };
  const updated = result.succeeded ? physicalResource(definition, properties, result.provisioned) : failed;
  rememberPhysical(change, updated);
  setResource(engine, stack, { ...updated, status, statusReason: result.reason });
  await engine.notify({ ...result.operation, outcome: result.succeeded ? 'succeeded' : 'failed', reason: result.reason, status });
  return result.succeeded;
}

async function rollBackUnresolvable(context: OperationContext, resource: StackResource, error: TemplateError): Promise<boolean> {
  const { engine, stack, running } = context;
  const { logicalId, type } = resource.definition;
  const result = await attempt(engine, running, { phase: 'rollback', logicalId, type, action: 'update', physicalId: resource.physicalId }, stack,
    () => Promise.reject(error));
  setResource(engine, stack, { ...resource, status: 'UPDATE_FAILED', statusReason: result.reason });
  await engine.notify({ ...result.operation, outcome: 'failed', reason: result.reason, status: 'UPDATE_FAILED' });
  return false;
}
