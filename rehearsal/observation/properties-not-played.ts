import { parseTemplate } from '../apigateway/velocity/parse-template';
import { VelocityError } from '../apigateway/velocity/template-nodes';
import { Properties } from '../cloudformation/resource-type';
import { StackRecord } from '../cloudformation/stack-record';

/** Something of AWS that the engine leaves out, and by which resources an app would notice. */
interface Omission {
  readonly type: string;
  /** What is left out, as an end of "The engine does not play ...". A text for each resource where it differs. */
  readonly what: (properties: Properties) => string | undefined;
}

const when = (holds: unknown, what: string): string | undefined => (holds ? what : undefined);

const OMISSIONS: readonly Omission[] = [
  { type: 'AWS::ApiGateway::RestApi', what: ({ Policy }) => when(Policy, 'resource policies of an API: nobody is turned away') },
  {
    type: 'AWS::ApiGateway::Method',
    what: ({ AuthorizationType }) => when(AuthorizationType === 'AWS_IAM', 'signatures: what looks signed is let in'),
  },
  {
    type: 'AWS::ApiGateway::Method',
    what: ({ AuthorizationType }) => when(AuthorizationType === 'COGNITO_USER_POOLS', 'tokens of user pools: any is let in'),
  },
  { type: 'AWS::ApiGateway::Method', what: ({ Integration }) => httpBackend(integrationOf(Integration)) },
  { type: 'AWS::ApiGateway::Method', what: ({ Integration }) => unreadTemplate(integrationOf(Integration)) },
  {
    type: 'AWS::ApiGateway::Stage',
    what: ({ MethodSettings }) => when(
      settingsOf(MethodSettings).some((each) => 'ThrottlingRateLimit' in each || 'ThrottlingBurstLimit' in each), 'throttling of stages and methods',
    ),
  },
  { type: 'AWS::ApiGateway::UsagePlan', what: ({ Throttle, Quota }) => when(Throttle || Quota, 'throttling and quotas of usage plans') },
];

/**
 * What the engine leaves out of an app, with the resources that it concerns.
 *
 * A rehearsal prints it: what is not played is neither tested nor found to fail.
 */
export function propertiesNotPlayed(stacks: readonly StackRecord[]): string[] {
  const concerned = new Map<string, string[]>();
  for (const stack of stacks) {
    for (const { definition, properties } of stack.resources.values()) {
      for (const { type, what } of OMISSIONS) {
        const text = type === definition.type ? what(properties) : undefined;
        if (text !== undefined) { concerned.set(text, [...concerned.get(text) ?? [], definition.place.constructPath ?? definition.logicalId]); }
      }
    }
  }
  return [...concerned].map(([what, resources]) => `${what} (${listed(resources)})`);
}

function integrationOf(value: unknown): Properties {
  return (value ?? {}) as Properties;
}

function settingsOf(value: unknown): Properties[] {
  return Array.isArray(value) ? value as Properties[] : [];
}

function httpBackend({ Type: type, Uri: uri }: Properties): string | undefined {
  const isHttp = type === 'HTTP' || type === 'HTTP_PROXY';
  return when(isHttp && !/^https?:\/\/(localhost|127\.|\[::1\])/.test(String(uri)), 'HTTP backends elsewhere: they answer 200 and are not called');
}

/** Templates that can't be read, or that change the request by `requestOverride`. */
function unreadTemplate({ RequestTemplates: requests, IntegrationResponses: responses }: Properties): string | undefined {
  const answers = (Array.isArray(responses) ? responses as Properties[] : []).map(({ ResponseTemplates }) => ResponseTemplates);
  const templates = [requests, ...answers].flatMap((each) => Object.values((each ?? {}) as object).map(String));
  if (templates.some((template) => template.includes('requestOverride'))) { return '`$context.requestOverride` in mapping templates'; }
  for (const template of templates) {
    try {
      parseTemplate(template);
    } catch (error) {
      if (!(error instanceof VelocityError)) { throw error; }
      return `a mapping template: ${error.message}`;
    }
  }
  return undefined;
}

/** At most three, so that a large API stays readable. */
function listed(resources: readonly string[]): string {
  return resources.length <= 3 ? resources.join(', ') : `${resources.slice(0, 2).join(', ')} and ${resources.length - 2} more`;
}
