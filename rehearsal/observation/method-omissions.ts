import { Integration, Method } from '../apigateway/model';
import { parseTemplate } from '../apigateway/velocity/parse-template';
import { VelocityError } from '../apigateway/velocity/template-nodes';

/** What the engine leaves out of a method, each as an end of "The engine does not play ...". The same for a resource and for an OpenAPI document. */
export function methodOmissions({ authorizationType, apiKeyRequired, requestValidatorId, integration }: Method): string[] {
  return [
    ...when(authorizationType === 'AWS_IAM', 'signatures: what looks signed is let in'),
    ...when(authorizationType === 'COGNITO_USER_POOLS', 'tokens of user pools: any is let in'),
    ...when(authorizationType === 'CUSTOM', 'what Lambda authorizers say to the rehearsal\'s own requests: they have to be there, and are not run'),
    ...when(
      apiKeyRequired || requestValidatorId !== undefined, 'API keys and request validators for the rehearsal\'s own requests: they pass without',
    ),
    ...integration === undefined ? [] : [...settingsOf(integration), ...httpBackend(integration), ...unreadTemplate(integration)],
  ];
}

function settingsOf(integration: Integration): string[] {
  const converts = [integration, ...integration.integrationResponses].some(({ contentHandling }) => contentHandling !== undefined);
  return [
    ...when(converts, 'conversions between text and bytes (`contentHandling`)'),
    ...when(integration.timeoutInMillis !== undefined, 'timeouts of integrations'),
    ...when(integration.connectionType === 'VPC_LINK', 'VPC links: what is behind them is not called'),
    ...when(integration.cacheNamespace !== undefined, 'cache namespaces: each resource has a cache of its own'),
    ...when(integration.responseTransferMode?.toUpperCase() === 'STREAM', 'streamed answers: they arrive as a whole'),
  ];
}

function when(holds: boolean, what: string): string[] {
  return holds ? [what] : [];
}

function httpBackend({ type, uri }: Integration): string[] {
  const isHttp = type === 'HTTP' || type === 'HTTP_PROXY';
  return when(isHttp && !/^https?:\/\/(localhost|127\.|\[::1\])/.test(String(uri)), 'HTTP backends elsewhere: they answer 200 and are not called');
}

/** Templates that can't be read, or that change the request by `requestOverride`. */
function unreadTemplate({ requestTemplates, integrationResponses }: Integration): string[] {
  const answers = integrationResponses.map(({ responseTemplates }) => responseTemplates);
  const templates = [requestTemplates, ...answers].flatMap((each) => Object.values(each ?? {}).map(String));
  if (templates.some((template) => template.includes('requestOverride'))) { return ['`$context.requestOverride` in mapping templates']; }
  for (const template of templates) {
    try {
      parseTemplate(template);
    } catch (error) {
      if (!(error instanceof VelocityError)) { throw error; }
      return [`a mapping template: ${error.message}`];
    }
  }
  return [];
}
