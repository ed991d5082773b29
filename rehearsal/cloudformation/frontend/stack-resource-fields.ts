import { resourceDriftInformation } from './drift-information';
import { StackRecord } from '../stack-record';
import { StackResource } from '../stack-resource';

/** Fields that every description of a stack's resource has. */
export function stackResourceFields(stack: StackRecord, resource: StackResource) {
  return {
    LogicalResourceId: resource.definition.logicalId,
    PhysicalResourceId: resource.physicalId,
    ResourceType: resource.definition.type,
    ResourceStatus: resource.status,
    ResourceStatusReason: resource.statusReason,
    DriftInformation: resourceDriftInformation(stack.drift, resource.definition.logicalId),
  };
}
