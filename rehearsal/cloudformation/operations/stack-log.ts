import { Properties } from '../resource-type';
import { StackEvent, StackRecord } from '../stack-record';
import { StackResource } from '../stack-resource';
import { ResourceStatus, StackStatus } from '../stack-status';
import { Engine } from './engine';
import { maskedProperties } from '../template/masked-properties';

/** Sets the stack's status, writes the event and tells the listener. */
export async function setStackStatus(engine: Engine, stack: StackRecord, status: StackStatus, reason?: string): Promise<void> {
  await engine.clock.settle();
  if (status.endsWith('_IN_PROGRESS') && !status.endsWith('_CLEANUP_IN_PROGRESS')) { stack.operations++; }
  stack.status = status;
  stack.statusReason = reason;
  const { stackName: logicalId, stackId: physicalId } = stack.identity;
  writeEvent(engine, stack, { logicalId, physicalId, type: 'AWS::CloudFormation::Stack', status, reason });
  await engine.notify({ action: 'status', stack: stack.identity, status, reason });
}

/**
 * Changes how a resource stands, and writes the event.
 *
 * @param wanted the properties that it is about to get. @default - those that it has
 */
export function setResource(engine: Engine, stack: StackRecord, resource: Omit<StackResource, 'lastUpdated'>, wanted?: Properties): void {
  const shown = { definition: resource.definition, properties: wanted ?? resource.properties };
  const event = writeResourceEvent(engine, stack, shown, resource.physicalId, resource.status, resource.statusReason);
  stack.resources.set(resource.definition.logicalId, { ...resource, lastUpdated: event.timestamp });
}

/** Writes an event about a physical resource, which need not be the one its logical id stands for now. */
export function writeResourceEvent(
  engine: Engine, stack: StackRecord, resource: Pick<StackResource, 'definition' | 'properties'>, physicalId: string | undefined,
  status: ResourceStatus, reason?: string,
): StackEvent {
  const { definition: { logicalId, type }, properties } = resource;
  return writeEvent(engine, stack, { logicalId, physicalId: physicalId ?? '', type, status, reason, properties: maskedProperties(properties) });
}

function writeEvent(
  engine: Engine, stack: StackRecord, event: Pick<StackEvent, 'logicalId' | 'physicalId' | 'type' | 'status' | 'reason' | 'properties'>,
): StackEvent {
  const { stackId, stackName } = stack.identity;
  const operationId = `${stackId.slice(stackId.lastIndexOf('/') + 1)}-${stack.operations}`;
  const written = { eventId: `${event.logicalId}-${stack.events.length}`, operationId, stackId, stackName, ...event, timestamp: engine.clock.tick() };
  stack.events.push(written);
  return written;
}
