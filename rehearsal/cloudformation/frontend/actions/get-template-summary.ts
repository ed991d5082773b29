import { Action } from '../action';
import { requestedTemplate } from '../requested-stack';
import { templateFields } from '../template-fields';

/** GetTemplateSummary: what a template declares; of a stack, when one is named. */
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
