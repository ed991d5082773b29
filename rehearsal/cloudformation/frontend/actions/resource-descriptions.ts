import { StackRecord } from '../../stack-record';
import { TemplateError } from '../../template/template-error';
import { Action } from '../action';
import { requiredParameter } from '../required-parameter';
import { stackResourceFields } from '../stack-resource-fields';
import { listedResources, visibleResource } from '../visible-state';

/** DescribeStackResource: how one resource of a stack stands. */
export const describeStackResource: Action = ({ service }, parameters) => {
  const name = requiredParameter(parameters, 'StackName');
  const logicalId = requiredParameter(parameters, 'LogicalResourceId');
  const stack = service.find(name);
  // This action has its own words for a stack that isn't there.
  if (stack === undefined) { throw new TemplateError(`Stack '${name}' does not exist`); }
  const resource = visibleResource(service, stack, logicalId);
  if (resource === undefined) { throw new TemplateError(`Resource ${logicalId} does not exist for stack ${stack.identity.stackName}`); }
  const { stackId, stackName } = stack.identity;
  return {
    StackResourceDetail: {
      StackName: stackName,
      StackId: stackId,
      ...stackResourceFields(stack, resource),
      LastUpdatedTimestamp: resource.lastUpdated,
      Metadata: JSON.stringify(stack.template?.metadata(logicalId, stack.resources) ?? {}),
    },
  };
};

/** DescribeStackResources: the resources of a stack, one of them, or those of the stack that a physical id belongs to. */
export const describeStackResources: Action = ({ service }, parameters) => {
  const name = parameters.text('StackName');
  const physicalId = parameters.text('PhysicalResourceId');
  const stack = name !== undefined ? service.registry.existing(name) : owner(service.stacks, physicalId);
  const logicalId = parameters.text('LogicalResourceId');
  const { stackId, stackName } = stack.identity;
  const resources = listedResources(service, stack).filter(({ definition }) => logicalId === undefined || definition.logicalId === logicalId);
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

/** ListStackResources: every resource of a stack, on one page. */
export const listStackResources: Action = ({ service }, parameters) => {
  const stack = service.registry.existing(requiredParameter(parameters, 'StackName'));
  return {
    StackResourceSummaries: listedResources(service, stack).map((resource) => (
      { ...stackResourceFields(stack, resource), LastUpdatedTimestamp: resource.lastUpdated }
    )),
  };
};
