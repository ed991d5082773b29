import { Properties, Provisioned } from '../resource-type';
import { PendingUpdate, ResourceChange } from '../stack-record';
import { PhysicalResource, StackResource } from '../stack-resource';
import { ResourceDefinition } from '../template/resource-definition';

/** What the operation did to this logical id so far. Starts the record when this is the first change. */
export function changeOf(pending: PendingUpdate, logicalId: string, existing: StackResource | undefined): ResourceChange {
  const known = pending.changes.get(logicalId);
  if (known !== undefined) { return known; }
  const change: ResourceChange = { previous: existing, replaced: false, physical: new Map() };
  if (existing !== undefined) { rememberPhysical(change, existing); }
  pending.changes.set(logicalId, change);
  return change;
}

/** Notes a physical resource, so that it is cleaned up unless the logical id stands for it in the end. */
export function rememberPhysical(change: ResourceChange, resource: PhysicalResource): void {
  if (resource.physicalId !== undefined) { change.physical.set(resource.physicalId, resource); }
}

/** The physical resource that an operation left. */
export function physicalResource(definition: ResourceDefinition, properties: Properties, provisioned: Provisioned | undefined): PhysicalResource {
  const physicalId = provisioned?.physicalId;
  return { definition, properties, physicalId, ref: provisioned?.ref ?? physicalId, attributes: provisioned?.attributes ?? {} };
}
