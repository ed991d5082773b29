import { countedOperations, securedBy } from './base-calls';
import { withVariables } from './stage-variables';
import { BACKEND_KINDS, BackendKind } from '../contract/needed-types';
import type { NamedResource } from '../contract/stack-history';

/** A resource beside functions and roles that a release needs, as its deployment names it. */
export interface CalledBackend {
  readonly kind: BackendKind;
  /** As `backendName` gives it: the name of a queue, the id of a VPC link. */
  readonly name: string;
  /** Absent for what has to be in the region of the API. */
  readonly region?: string;
  /** Absent for what has to be in the account of the API. */
  readonly account?: string;
}

/** An integration of an AWS service, as the base release sees it. */
interface ServiceCall {
  readonly region: string;
  readonly service: string;
  readonly subdomain?: string;
  /** What stands behind `path/` or `action/`. */
  readonly path: string;
  /** The path, and what the integration sends along. */
  readonly text: string;
}

type Variables = Readonly<Record<string, string>>;

/** In a JSON text that may stand in another one. */
const QUOTE = '\\\\?"';
/** What the request of a service says the name of the resource with. */
const NAME_FIELDS: ReadonlyArray<readonly [service: BackendKind, field: string]> = [
  ['dynamodb', 'TableName'], ['kinesis', 'Stream(?:Name|ARN)'], ['firehose', 'DeliveryStreamName'], ['events', 'EventBusName'],
];

/**
 * What a stage needs beside functions and roles, out of its export with integrations and authorizers.
 *
 * Only what stands there as such, with stage variables filled in: what a template puts together out of a request is not known.
 *
 * @param definition OpenAPI 3
 * @param variables stage variables of the base release
 * @param routes only what these lead to, for instance `GET /hello`. @default - all
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration.html
 */
export function backendsOf(definition: any, variables: Variables, routes?: readonly string[]): CalledBackend[] {
  const operations = countedOperations(definition, routes);
  const secured = securedBy(operations);
  const integrations = operations.map((operation) => operation?.['x-amazon-apigateway-integration'] ?? {});
  const authorizers = Object.entries<any>(definition.components?.securitySchemes ?? {})
    .filter(([name]) => secured.includes(name)).map(([, scheme]) => scheme?.['x-amazon-apigateway-authorizer']);
  const found = [
    ...integrations.flatMap((integration) => [...linkedIn(integration, variables), ...calledIn(serviceCall(integration, variables))]),
    ...authorizers.flatMap((authorizer) => userPoolsIn(authorizer?.providerARNs)),
  ];
  return [...new Map(found.map((backend) => [JSON.stringify(backend), backend])).values()];
}

/** Whether a resource of a stack is neither a function nor a role. */
export function isBackend({ type }: Pick<NamedResource, 'type'>): boolean {
  return type in BACKEND_KINDS;
}

/** What a resource is called by an integration or an authorizer, out of its physical id. */
export function backendName(kind: BackendKind, physicalId: string): string {
  switch (kind) {
    case 'sqs': return physicalId.split('/').pop()!;
    case 'sns': return physicalId.split(':').pop()!;
    case 'states': return physicalId.split(':stateMachine:').pop()!;
    case 'loadbalancer': return physicalId.split(':loadbalancer/').pop()!;
    default: return physicalId;
  }
}

/** What a private integration goes through, and the load balancer behind it. */
function linkedIn({ connectionId, integrationTarget }: any, variables: Variables): CalledBackend[] {
  const link = typeof connectionId === 'string' ? withVariables(connectionId, variables) : '';
  const target = typeof integrationTarget === 'string' ? withVariables(integrationTarget, variables) : '';
  return [
    ...isWhole(link) ? [{ kind: 'vpclink', name: link } as const] : [],
    ...arnsIn(target, 'elasticloadbalancing', 'loadbalancer/([\\w/-]+)').map((arn) => ({ kind: 'loadbalancer', ...arn }) as const),
  ];
}

function userPoolsIn(arns: unknown): CalledBackend[] {
  return Array.isArray(arns) ? arnsIn(arns.join(' '), 'cognito-idp', 'userpool/([\\w-]+)').map((arn) => ({ kind: 'userpool', ...arn })) : [];
}

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html ("uri") */
function serviceCall({ uri, requestParameters, requestTemplates }: any, variables: Variables): ServiceCall | undefined {
  if (typeof uri !== 'string') { return undefined; }
  const parameters = Object.entries<unknown>(requestParameters ?? {})
    .map(([name, value]): [string, string] => [name, withVariables(String(value), variables)]);
  // A path parameter of the integration is filled with a literal, with a stage variable, or with something of the request.
  const literals = new Map(parameters.flatMap(([name, value]) => {
    const [, literal] = /^'(.*)'$/.exec(value) ?? (value === requestParameters[name] ? [] : [value, value]);
    return literal === undefined ? [] : [[name.replace('integration.request.path.', ''), literal] as const];
  }));
  const complete = withVariables(uri, variables).replace(/\{(\w+)\}/g, (parameter, name: string) => literals.get(name) ?? parameter);
  const [, region, subdomain, service, path] = /^arn:[\w-]+:apigateway:([\w-]+):(?:(.+)\.)?([\w-]+):(?:path|action)\/(.*)$/.exec(complete) ?? [];
  if (service === undefined) { return undefined; }
  const templates = Object.values<unknown>(requestTemplates ?? {}).map((template) => withVariables(String(template), variables));
  return { region, service, subdomain, path, text: decoded([path, ...parameters.map(([, value]) => value), ...templates].join('\n')) };
}

function calledIn(call: ServiceCall | undefined): CalledBackend[] {
  switch (call?.service) {
    case 'sqs': return queuesIn(call);
    case 'sns': return arnsIn(call.text, 'sns', '([\\w.-]+)').map((arn) => ({ kind: 'sns', ...arn }));
    case 'states': return stateMachinesIn(call);
    case 's3': return bucketsIn(call);
    default: return NAME_FIELDS.filter(([service]) => service === call?.service).flatMap(([kind, field]) => namedIn(call!, kind, field));
  }
}

/** In the path, or by the URL of the queue. */
function queuesIn({ region, path, text }: ServiceCall): CalledBackend[] {
  const places = [/^(\d{12})\/([\w.-]+)/.exec(decoded(path)) ?? [], ...text.matchAll(/amazonaws\.com(?:\.cn)?\/(\d{12})\/([\w.-]+)/g)];
  return places.flatMap(([, account, name]) => name === undefined ? [] : [{ kind: 'sqs', name, region, account }]);
}

/** A version or an alias behind the name is a resource of its own. */
function stateMachinesIn({ text }: ServiceCall): CalledBackend[] {
  return arnsIn(text, 'states', 'stateMachine:([\\w.-]+(?::[\\w.-]+)?)').flatMap(({ name, ...place }) =>
    [...new Set([name.split(':')[0], name])].map((one) => ({ kind: 'states', name: one, ...place })));
}

function bucketsIn({ subdomain, path }: ServiceCall): CalledBackend[] {
  const [, inQuery] = /[?&]Bucket=([^&]+)/.exec(path) ?? [];
  const name = subdomain ?? inQuery ?? path.split('/')[0];
  return /^[\w.-]+$/.test(name) ? [{ kind: 's3', name }] : [];
}

/** By the field of the request that says the name. DynamoDB has requests that have it elsewhere: then it can be any word in quotes. */
function namedIn({ text }: ServiceCall, kind: BackendKind, field: string): CalledBackend[] {
  const inField = [...text.matchAll(new RegExp(`${QUOTE}${field}${QUOTE}\\s*:\\s*${QUOTE}([^"\\\\]+)`, 'g'))];
  const quoted = inField.length === 0 && kind === 'dynamodb' ? [...text.matchAll(new RegExp(`${QUOTE}([\\w.:/-]+?)${QUOTE}`, 'g'))] : inField;
  return quoted.flatMap(([, named]): CalledBackend[] => {
    const [, region, account, name] = /^arn:[\w-]+:[\w-]+:([\w-]*):(\d*):[\w-]+\/([\w.-]+)/.exec(named) ?? [];
    if (name !== undefined) { return [{ kind, name, region, account }]; }
    return /^[\w.-]+$/.test(named) ? [{ kind, name: named }] : [];
  });
}

function arnsIn(text: string, service: string, resource: string): Array<Omit<CalledBackend, 'kind'>> {
  return [...text.matchAll(new RegExp(`arn:[\\w-]+:${service}:([\\w-]*):(\\d*):${resource}`, 'g'))]
    .map(([, region, account, name]) => ({ name, region, account }));
}

function decoded(text: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}

function isWhole(text: string): boolean {
  return /^[\w-]+$/.test(text);
}
