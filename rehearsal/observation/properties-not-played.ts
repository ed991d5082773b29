import { methodOmissions } from './method-omissions';
import { templateOmissions } from './template-omissions';
import { methodOf } from '../apigateway/resource-types/integration-properties';
import { Properties } from '../cloudformation/resource-type';
import { StackResource } from '../cloudformation/stack-resource';
import { LocalAws } from '../local-aws';

/** Something of AWS that the engine leaves out, and by which resources an app would notice. */
interface Omission {
  readonly type: string;
  /** What is left out, as an end of "The engine does not play ...". A text for each resource where it differs. */
  readonly what: (properties: Properties) => string | undefined;
}

/** The parts of the engine that know what was deployed. */
export type DeployedAws = Pick<LocalAws, 'cloudFormation' | 'apiGateway'>;

const when = (holds: unknown, what: string): string | undefined => (holds ? what : undefined);

const OMISSIONS: readonly Omission[] = [
  { type: 'AWS::ApiGateway::RestApi', what: ({ Policy }) => when(Policy, 'resource policies of an API: nobody is turned away') },
  {
    type: 'AWS::ApiGateway::RestApi',
    what: ({ DisableExecuteApiEndpoint }) => when(String(DisableExecuteApiEndpoint) === 'true', 'disabled default endpoints: they answer'),
  },
  {
    type: 'AWS::ApiGateway::RestApi',
    what: ({ EndpointConfiguration }) => when(
      JSON.stringify(EndpointConfiguration ?? {}).includes('PRIVATE'), 'private endpoints: everybody gets there',
    ),
  },
  { type: 'AWS::ApiGateway::RestApi', what: ({ MinimumCompressionSize }) => when(MinimumCompressionSize !== undefined, 'compression of answers') },
  {
    type: 'AWS::ApiGateway::RestApi',
    what: ({ Body }) => when(
      hasKey(Body, 'x-amazon-apigateway-request-validator'), 'request validators of an OpenAPI document: every request passes',
    ),
  },
  {
    type: 'AWS::ApiGateway::RestApi',
    what: ({ Body }) => when(
      hasKey(Body, 'x-amazon-apigateway-gateway-responses'), 'gateway responses of an OpenAPI document: those of API Gateway stay',
    ),
  },
  ...['AWS::ApiGateway::RestApi', 'AWS::ApiGateway::Method'].flatMap((type): Omission[] => [
    { type, what: (properties) => when(hasKey(properties, 'contentHandling'), 'conversions between text and bytes (`contentHandling`)') },
    { type, what: (properties) => when(hasKey(properties, 'timeoutInMillis'), 'timeouts of integrations') },
  ]),
  {
    type: 'AWS::ApiGateway::GatewayResponse',
    what: ({ ResponseTemplates }) => when(
      /\$(?!context\.error\.(message|messageString|responseType)\b)(?!\{context\.error\.(message|messageString|responseType)\})[\w{!]/
        .test(JSON.stringify(ResponseTemplates ?? {})),
      'templates of gateway responses, but for `$context.error`: the rest of them is empty',
    ),
  },
  {
    type: 'AWS::ApiGateway::Authorizer',
    what: ({ IdentityValidationExpression: expression }) => when(
      expression !== undefined && !isReadable(String(expression)), 'a validation expression that only Java reads: every token matches it',
    ),
  },
  {
    type: 'AWS::ApiGateway::Stage',
    what: ({ MethodSettings }) => when(
      settingsOf(MethodSettings).some((each) => 'ThrottlingRateLimit' in each || 'ThrottlingBurstLimit' in each), 'throttling of stages and methods',
    ),
  },
  { type: 'AWS::ApiGateway::UsagePlan', what: ({ Throttle, Quota }) => when(Throttle || Quota, 'throttling and quotas of usage plans') },
  { type: 'AWS::Lambda::Function', what: ({ Layers }) => when(Array.isArray(Layers) && Layers.length > 0, 'the content of layers under /opt') },
  { type: 'AWS::Lambda::Function', what: ({ FileSystemConfigs }) => when(FileSystemConfigs, 'file systems of functions') },
  { type: 'AWS::Lambda::Function', what: ({ VpcConfig }) => when(VpcConfig, 'networks of functions: they have that of this machine') },
  {
    type: 'AWS::Lambda::Function',
    what: ({ ReservedConcurrentExecutions: reserved }) => when(reserved !== undefined, 'reserved concurrency of functions: none is throttled'),
  },
];

/**
 * What the engine leaves out of an app, with the resources that it concerns.
 *
 * A rehearsal prints it: what is not played is neither tested nor found to fail.
 */
export function propertiesNotPlayed({ cloudFormation: { stacks }, apiGateway }: DeployedAws): string[] {
  const concerned = new Map<string, string[]>();
  const note = (what: string, resource: string): void => { concerned.set(what, [...concerned.get(what) ?? [], resource]); };
  for (const stack of stacks) {
    for (const resource of stack.resources.values()) {
      omissionsOf(resource).forEach((what) => note(what, nameOf(resource)));
      ofDocument(resource, apiGateway).forEach(([what, route]) => note(what, `${nameOf(resource)} ${route}`));
    }
    templateOmissions(stack).forEach(([what, name]) => note(what, name));
  }
  return [...concerned].map(([what, resources]) => `${what} (${listed(resources)})`);
}

function omissionsOf({ definition: { type }, properties }: StackResource): string[] {
  return [
    ...OMISSIONS.filter((omission) => omission.type === type).flatMap(({ what }) => what(properties) ?? []),
    ...type === 'AWS::ApiGateway::Method' ? methodOmissions(methodOf(properties)) : [],
    ...JSON.stringify(properties).includes('{{resolve:') ? ['dynamic references: `{{resolve:...}}` stays as it is'] : [],
  ];
}

/** What is left out of the methods that an API has from a document. */
function ofDocument(
  { definition: { type }, properties, physicalId }: StackResource, apiGateway: DeployedAws['apiGateway'],
): Array<[what: string, route: string]> {
  const hasDocument = type === 'AWS::ApiGateway::RestApi' && (properties.Body !== undefined || properties.BodyS3Location !== undefined);
  if (!hasDocument || physicalId === undefined || !apiGateway.hasRestApi(physicalId)) { return []; }
  return apiGateway.listResources(physicalId).flatMap(({ path, methods }) => Object.values(methods).flatMap((method) =>
    methodOmissions(method).map((what): [string, string] => [what, `${method.httpMethod} ${path}`])));
}

function nameOf({ definition }: StackResource): string {
  return definition.place.constructPath ?? definition.logicalId;
}

function settingsOf(value: unknown): Properties[] {
  return Array.isArray(value) ? value as Properties[] : [];
}

/** Whether a key stands anywhere in a value, in whichever case templates and documents have it. */
function hasKey(value: unknown, key: string): boolean {
  return JSON.stringify(value ?? null).toLowerCase().includes(`"${key.toLowerCase()}":`);
}

function isReadable(expression: string): boolean {
  try {
    return new RegExp(expression) instanceof RegExp;
  } catch {
    return false;
  }
}

/** At most three, so that a large API stays readable. */
function listed(resources: readonly string[]): string {
  return resources.length <= 3 ? resources.join(', ') : `${resources.slice(0, 2).join(', ')} and ${resources.length - 2} more`;
}
