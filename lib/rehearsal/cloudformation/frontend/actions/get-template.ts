import { Action } from '../action';
import { requiredParameter } from '../required-parameter';

/** GetTemplate: the template as it was given. */
export const getTemplate: Action = (service, parameters) => {
  const stack = service.registry.existing(requiredParameter(parameters, 'StackName'));
  return { TemplateBody: JSON.stringify(stack.template?.template ?? {}), StagesAvailable: ['Original', 'Processed'] };
};
