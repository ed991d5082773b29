import { TemplateError } from '../../template/template-error';
import { Action } from '../action';
import { requiredParameter } from '../required-parameter';
import { stackResourceFields } from '../stack-resource-fields';
import { visibleResource } from '../visible-state';

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
