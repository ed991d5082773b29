import { Action } from '../action';
import { requiredParameter } from '../required-parameter';

/** UpdateTerminationProtection: whether the stack may be deleted. */
export const updateTerminationProtection: Action = ({ service }, parameters) => {
  const stack = service.registry.existing(requiredParameter(parameters, 'StackName'));
  stack.terminationProtection = parameters.text('EnableTerminationProtection') === 'true';
  return { StackId: stack.identity.stackId };
};
