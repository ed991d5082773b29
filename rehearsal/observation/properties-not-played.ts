import { methodOmissions } from './method-omissions';
import { API_GATEWAY_PROPERTIES } from './property-classes/api-gateway-properties';
import { LAMBDA_PROPERTIES } from './property-classes/lambda-properties';
import { leftOut, TypeClass } from './property-classes/property-class';
import { templateOmissions } from './template-omissions';
import { methodOf } from '../apigateway/resource-types/integration-properties';
import { StackResource } from '../cloudformation/stack-resource';
import { LocalAws } from '../local-aws';

/** The parts of the engine that know what was deployed. */
export type DeployedAws = Pick<LocalAws, 'cloudFormation' | 'apiGateway'>;

/** Every resource type of API Gateway and Lambda, with what becomes of its properties. */
export const PROPERTY_CLASSES: Readonly<Record<string, TypeClass>> = { ...API_GATEWAY_PROPERTIES, ...LAMBDA_PROPERTIES };

const AUTHORIZER = 'AWS::ApiGateway::Authorizer';
/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const INTEGRATION_SECONDS = 29;

/**
 * What the engine leaves out of an app, with the resources that it concerns.
 *
 * A rehearsal prints it: what is not played is neither tested nor found to fail.
 */
export function propertiesNotPlayed({ cloudFormation: { stacks }, apiGateway }: DeployedAws): string[] {
  const concerned = new Map<string, string[]>();
  const note = (what: string, resource: string): void => { concerned.set(what, [...concerned.get(what) ?? [], resource]); };
  const called = calledFunctions(apiGateway);
  for (const stack of stacks) {
    for (const resource of stack.resources.values()) {
      [...omissionsOf(resource), ...ofCalledFunction(resource, called)].forEach((what) => note(what, nameOf(resource)));
      ofDocument(resource, apiGateway).forEach(([what, route]) => note(what, `${nameOf(resource)} ${route}`));
    }
    templateOmissions(stack).forEach(([what, name]) => note(what, name));
  }
  return [...concerned].map(([what, resources]) => `${what} (${listed(resources)})`);
}

function omissionsOf({ definition: { type }, properties }: StackResource): string[] {
  return [
    ...ofProperties(type, properties),
    ...type === 'AWS::ApiGateway::Method' ? methodOmissions(methodOf(properties)) : [],
    ...JSON.stringify(properties).includes('{{resolve:') ? ['dynamic references: `{{resolve:...}}` stays as it is'] : [],
  ];
}

function ofProperties(type: string, properties: StackResource['properties']): string[] {
  const classes = Object.hasOwn(PROPERTY_CLASSES, type) ? PROPERTY_CLASSES[type] : 'inert';
  return classes === 'inert' ? [] : leftOut(classes, properties);
}

/** Names of the functions that routes call. */
function calledFunctions(apiGateway: DeployedAws['apiGateway']): ReadonlySet<string> {
  const methods = apiGateway.listRestApis().flatMap(({ id }) => apiGateway.listResources(id).flatMap((resource) => Object.values(resource.methods)));
  return new Set(methods.flatMap(({ integration }) => /:function:([^:/]+)/.exec(integration?.uri ?? '')?.[1] ?? []));
}

/** A function that may take longer than API Gateway waits. */
function ofCalledFunction({ definition: { type }, properties, physicalId = '' }: StackResource, called: ReadonlySet<string>): string[] {
  const isSlow = type === 'AWS::Lambda::Function' && Number(properties.Timeout ?? 3) > INTEGRATION_SECONDS;
  return isSlow && called.has(physicalId) ? [`the ${INTEGRATION_SECONDS} s after which API Gateway gives a function up`] : [];
}

/** What is left out of the methods and authorizers that an API has from a document. */
function ofDocument(
  { definition: { type }, properties, physicalId }: StackResource, apiGateway: DeployedAws['apiGateway'],
): Array<[what: string, route: string]> {
  const hasDocument = type === 'AWS::ApiGateway::RestApi' && (properties.Body !== undefined || properties.BodyS3Location !== undefined);
  if (!hasDocument || physicalId === undefined || !apiGateway.hasRestApi(physicalId)) { return []; }
  const ofMethods = apiGateway.listResources(physicalId).flatMap(({ path, methods }) => Object.values(methods).flatMap((method) =>
    methodOmissions(method).map((what): [string, string] => [what, `${method.httpMethod} ${path}`])));
  const ofAuthorizers = apiGateway.listEntities(physicalId).filter(({ kind }) => kind === AUTHORIZER).flatMap((entity) =>
    ofProperties(AUTHORIZER, entity.properties).map((what): [string, string] => [what, String(entity.properties.Name)]));
  return [...ofMethods, ...ofAuthorizers];
}

function nameOf({ definition }: StackResource): string {
  return definition.place.constructPath ?? definition.logicalId;
}

/** At most three, so that a large API stays readable. */
function listed(resources: readonly string[]): string {
  return resources.length <= 3 ? resources.join(', ') : `${resources.slice(0, 2).join(', ')} and ${resources.length - 2} more`;
}
