import { Phase } from '../resource-operation';
import { PhysicalResource } from '../stack-resource';
import { ResourceStatus } from '../stack-status';
import { OperationContext } from './apply-template';
import { attempt } from './attempt';
import { setResource, writeResourceEvent } from './stack-log';

/**
 * Deletes one physical resource, trying up to `attempts` times.
 *
 * @returns whether it is gone
 */
export async function deleteResource(context: OperationContext, phase: Phase, resource: PhysicalResource, attempts: number): Promise<boolean> {
  for (let left = attempts; left > 0; left--) {
    if (await tryDelete(context, phase, resource)) { return true; }
  }
  return false;
}

/** Leaves a physical resource where it is, as its policy says. */
export function skipDelete(context: OperationContext, resource: PhysicalResource): void {
  showStatus(context, resource, 'DELETE_SKIPPED');
  const { engine, stack } = context;
  stack.retained.set(resource.definition.logicalId, { ...resource, status: 'DELETE_SKIPPED', lastUpdated: engine.clock.now() });
}

async function tryDelete(context: OperationContext, phase: Phase, resource: PhysicalResource): Promise<boolean> {
  const { engine, running, stack } = context;
  const { definition: { logicalId, type }, physicalId, properties } = resource;
  if (physicalId === undefined) {
    showStatus(context, resource, 'DELETE_COMPLETE');
    return true;
  }
  showStatus(context, resource, 'DELETE_IN_PROGRESS');
  const result = await attempt(engine, running, { phase, logicalId, type, action: 'delete', physicalId }, stack, async (fault) => {
    const request = { stack: stack.identity, logicalId, type, properties, physicalId, fault };
    await engine.typeNamed(type).delete(request);
    return undefined;
  });
  const status = result.succeeded ? 'DELETE_COMPLETE' : 'DELETE_FAILED';
  showStatus(context, resource, status, result.reason);
  await engine.notify({ ...result.operation, outcome: result.succeeded ? 'succeeded' : 'failed', reason: result.reason, status });
  return result.succeeded;
}

/** DescribeStackResource shows the physical resource that the logical id stands for. Of a superseded one only the events tell. */
function showStatus(context: OperationContext, resource: PhysicalResource, status: ResourceStatus, reason?: string): void {
  const { engine, stack } = context;
  const shown = stack.resources.get(resource.definition.logicalId);
  if (shown !== undefined && shown.physicalId === resource.physicalId) {
    setResource(engine, stack, { ...shown, status, statusReason: reason });
  } else {
    writeResourceEvent(engine, stack, resource, resource.physicalId, status, reason);
  }
}
