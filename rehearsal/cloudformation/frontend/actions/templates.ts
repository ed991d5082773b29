import { Action } from '../action';
import { requestedTemplate } from '../requested-stack';
import { requiredParameter } from '../required-parameter';
import { templateFields } from '../template-fields';

/** GetTemplate: the template as it was given, of a stack or of a change set. */
export const getTemplate: Action = ({ service, changeSets }, parameters) => {
  const changeSet = parameters.text('ChangeSetName');
  const template = changeSet === undefined
    ? service.registry.existing(requiredParameter(parameters, 'StackName')).template?.template
    : changeSets.existing(changeSet, parameters.text('StackName')).request.template;
  return { TemplateBody: JSON.stringify(template ?? {}), StagesAvailable: ['Original', 'Processed'] };
};

/** GetTemplateSummary: what a template declares. Of a stack, when one is named. */
export const getTemplateSummary: Action = async (context, parameters) => {
  const name = parameters.text('StackName');
  const template = name === undefined
    ? await requestedTemplate(context, parameters)
    : context.service.registry.existing(name).template?.template ?? {};
  return {
    ...templateFields(template),
    ResourceTypes: [...new Set(Object.values(template.Resources ?? {}).map(({ Type }) => Type))],
    ResourceIdentifierSummaries: [],
  };
};

/** ValidateTemplate: whether the text is a template at all, and what it declares. */
export const validateTemplate: Action = async (context, parameters) => templateFields(await requestedTemplate(context, parameters));
