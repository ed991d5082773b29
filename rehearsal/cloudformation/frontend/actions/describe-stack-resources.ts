import { StackRecord } from '../../stack-record';
import { TemplateError } from '../../template/template-error';
import { Action } from '../action';
import { stackResourceFields } from '../stack-resource-fields';

/** DescribeStackResources: the resources of a stack, one of them, or those of the stack that a physical id belongs to. */
export const describeStackResources: Action = ({ service }, parameters) => {
  const name = parameters.text('StackName');
  const physicalId = parameters.text('PhysicalResourceId');
  const stack = name !== undefined ? service.registry.existing(name) : owner(service.stacks, physicalId);
  const logicalId = parameters.text('LogicalResourceId');
  const { stackId, stackName } = stack.identity;
  const resources = [...stack.resources.values()].filter(({ definition }) => logicalId === undefined || definition.logicalId === logicalId);
  return {
    StackResources: resources.map((resource) => (
      { StackName: stackName, StackId: stackId, ...stackResourceFields(stack, resource), Timestamp: resource.lastUpdated }
    )),
  };
};

function owner(stacks: ReadonlyArray<StackRecord>, physicalId: string | undefined): StackRecord {
  const found = stacks.find(({ resources }) => [...resources.values()].some((resource) => resource.physicalId === physicalId));
  if (physicalId === undefined || found === undefined) { throw new TemplateError(`Stack for ${physicalId} does not exist`); }
  return found;
}
