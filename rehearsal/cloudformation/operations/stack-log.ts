import { StackEvent, StackRecord, StackResource } from '../stack-record';
import { ResourceStatus, StackStatus } from '../stack-status';
import { Engine } from './engine';

/** Sets the stack's status, writes the event and tells the listener. */
export async function setStackStatus(engine: Engine, stack: StackRecord, status: StackStatus, reason?: string): Promise<void> {
  if (status.endsWith('_IN_PROGRESS') && !status.endsWith('_CLEANUP_IN_PROGRESS')) { stack.operations++; }
  stack.status = status;
  stack.statusReason = reason;
  const { stackName: logicalId, stackId: physicalId } = stack.identity;
  writeEvent(engine, stack, { logicalId, physicalId, type: 'AWS::CloudFormation::Stack', status, reason });
  await engine.notify({ action: 'status', stack: stack.identity, status, reason });
}

/** Changes how a resource stands, and writes the event. */
export function setResource(engine: Engine, stack: StackRecord, resource: Omit<StackResource, 'lastUpdated'>): void {
  const event = writeResourceEvent(engine, stack, resource, resource.physicalId, resource.status, resource.statusReason);
  stack.resources.set(resource.definition.logicalId, { ...resource, lastUpdated: event.timestamp });
}

/** Writes an event about a physical resource, which need not be the one its logical id stands for now. */
export function writeResourceEvent(
  engine: Engine, stack: StackRecord, resource: Pick<StackResource, 'definition'>, physicalId: string | undefined,
  status: ResourceStatus, reason?: string,
): StackEvent {
  const { logicalId, type } = resource.definition;
  return writeEvent(engine, stack, { logicalId, physicalId: physicalId ?? '', type, status, reason });
}

function writeEvent(
  engine: Engine, stack: StackRecord, event: Pick<StackEvent, 'logicalId' | 'physicalId' | 'type' | 'status' | 'reason'>,
): StackEvent {
  const { stackId, stackName } = stack.identity;
  const operationId = `${stackId.slice(stackId.lastIndexOf('/') + 1)}-${stack.operations}`;
  const written = { eventId: `${event.logicalId}-${stack.events.length}`, operationId, stackId, stackName, ...event, timestamp: engine.clock.tick() };
  stack.events.push(written);
  return written;
}
