import { ActionContext } from './action';
import { readTemplate } from './read-template';
import { requiredParameter } from './required-parameter';
import { QueryParameters } from '../../aws-endpoint/query-protocol';
import { ResourceFailure } from '../resource-type';
import { StackRecord } from '../stack-record';
import { StackRequest } from '../stack-requests';
import { Template } from '../template/template';
import { TemplateError } from '../template/template-error';

/** What a request to create, update or plan a stack asks for. @throws TemplateError when something is missing */
export async function requestedStack(context: ActionContext, parameters: QueryParameters): Promise<StackRequest> {
  const stackName = requiredParameter(parameters, 'StackName');
  const existing = context.service.find(stackName);
  const tags = parameters.structures('Tags');
  return {
    stackName,
    template: await requestedTemplate(context, parameters, existing),
    parameters: requestedParameters(parameters, existing),
    disableRollback: requestedDisableRollback(parameters),
    deploymentMode: parameters.text('DeploymentConfig.Mode') === 'EXPRESS' ? 'EXPRESS' : undefined,
    tags: parameters.hasList('Tags') ? Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])) : undefined,
    capabilities: parameters.texts('Capabilities'),
  };
}

/** Undefined when the request leaves it to the deployment mode. */
export function requestedDisableRollback(parameters: QueryParameters): boolean | undefined {
  if (parameters.text('OnFailure') === 'DO_NOTHING') { return true; }
  const said = parameters.text('DisableRollback') ?? parameters.text('DeploymentConfig.DisableRollback');
  return said === undefined ? undefined : said === 'true';
}

/** The template of a request: given, at a URL, or the stack's own. @throws TemplateError when there is none */
export async function requestedTemplate(context: ActionContext, parameters: QueryParameters, existing?: StackRecord): Promise<Template> {
  const body = parameters.text('TemplateBody');
  if (body !== undefined) { return readTemplate(body); }
  const url = parameters.text('TemplateURL');
  if (url !== undefined) { return templateAt(context, url); }
  const previous = parameters.text('UsePreviousTemplate') === 'true' ? existing?.template?.template : undefined;
  if (previous !== undefined) { return previous; }
  throw new TemplateError('Either Template URL or Template Body must be specified.');
}

async function templateAt(context: ActionContext, url: string): Promise<Template> {
  try {
    return await context.templates(url);
  } catch (error) {
    if (error instanceof ResourceFailure) { throw new TemplateError(error.message); }
    throw error;
  }
}

function requestedParameters(parameters: QueryParameters, existing: StackRecord | undefined): Record<string, string> {
  const previous = existing?.template?.surroundings.parameters ?? {};
  const entries = parameters.structures('Parameters')
    .map(({ ParameterKey: key, ParameterValue: value, UsePreviousValue }): [string, string | undefined] =>
      [key, UsePreviousValue === 'true' ? previous[key] : value]);
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
