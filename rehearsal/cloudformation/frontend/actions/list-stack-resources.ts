import { Action } from '../action';
import { requiredParameter } from '../required-parameter';
import { stackResourceFields } from '../stack-resource-fields';

/** ListStackResources: every resource of a stack, on one page. */
export const listStackResources: Action = ({ service }, parameters) => {
  const stack = service.registry.existing(requiredParameter(parameters, 'StackName'));
  return {
    StackResourceSummaries: [...stack.resources.values()].map((resource) => (
      { ...stackResourceFields(stack, resource), LastUpdatedTimestamp: resource.lastUpdated }
    )),
  };
};
