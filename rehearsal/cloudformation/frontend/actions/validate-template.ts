import { Action } from '../action';
import { requestedTemplate } from '../requested-stack';
import { templateFields } from '../template-fields';

/** ValidateTemplate: whether the text is a template at all, and what it declares. */
export const validateTemplate: Action = async (context, parameters) => templateFields(await requestedTemplate(context, parameters));
