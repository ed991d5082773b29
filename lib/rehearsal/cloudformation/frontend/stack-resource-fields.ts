import { StackResource } from '../stack-record';

/** Fields that every description of a stack's resource has. */
export function stackResourceFields(resource: StackResource) {
  return {
    LogicalResourceId: resource.definition.logicalId,
    PhysicalResourceId: resource.physicalId,
    ResourceType: resource.definition.type,
    ResourceStatus: resource.status,
    ResourceStatusReason: resource.statusReason,
    DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
  };
}
