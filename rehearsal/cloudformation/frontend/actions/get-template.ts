import { Action } from '../action';
import { requiredParameter } from '../required-parameter';

/** GetTemplate: the template as it was given, of a stack or of a change set. */
export const getTemplate: Action = ({ service, changeSets }, parameters) => {
  const changeSet = parameters.text('ChangeSetName');
  const template = changeSet === undefined
    ? service.registry.existing(requiredParameter(parameters, 'StackName')).template?.template
    : changeSets.existing(changeSet, parameters.text('StackName')).request.template;
  return { TemplateBody: JSON.stringify(template ?? {}), StagesAvailable: ['Original', 'Processed'] };
};
