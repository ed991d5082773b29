import { CfnResource } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { IConstruct } from 'constructs';
import { belongsTo } from './api-membership';
import { AssemblyResources } from './assembly-resources';
import { owningConstruct } from './owning-construct';
import { integrationUris } from '../endpoints/integration-uris';

/** A route or an authorizer of an API, and what it calls. */
export interface Caller {
  /** As a message names it: `GET /hello`, or `The authorizer Stack/Authorizer`. */
  readonly name: string;
  /** The construct that people wrote. */
  readonly construct: IConstruct;
  readonly resource: CfnResource;
  /** Otherwise it is a route. */
  readonly isAuthorizer: boolean;
  /** Of the integration, such as `AWS_PROXY`, or of the authorizer. */
  readonly type: unknown;
  /** As the template will have it. */
  readonly uri: unknown;
  /** The role that the call is made with. Undefined for a call that a permission allows. */
  readonly credentials: unknown;
}

/** Every route and authorizer of an API, in its methods, authorizers and inline definition. */
export function callersOf(api: apigateway.CfnRestApi, resources: AssemblyResources): readonly Caller[] {
  return resources.once(readCallers, api);
}

function readCallers(api: apigateway.CfnRestApi, resources: AssemblyResources): Caller[] {
  const ofApi = (type: string) => resources.ofType(type).filter((resource) => belongsTo(api, resource, resources));
  return [
    ...inDefinition(api, resources),
    ...ofApi('AWS::ApiGateway::Method').map((method): Caller => {
      const { Integration = {} } = resources.propertiesOf(method);
      const { Type: type, Uri: uri, Credentials: credentials } = Integration;
      return { name: routeOf(method), construct: owningConstruct(method), resource: method, isAuthorizer: false, type, uri, credentials };
    }),
    ...ofApi('AWS::ApiGateway::Authorizer').map((authorizer): Caller => {
      const { Type: type, AuthorizerUri: uri, AuthorizerCredentials: credentials } = resources.propertiesOf(authorizer);
      const construct = owningConstruct(authorizer);
      return { name: `The authorizer ${construct.node.path}`, construct, resource: authorizer, isAuthorizer: true, type, uri, credentials };
    }),
  ];
}

function inDefinition(api: apigateway.CfnRestApi, resources: AssemblyResources): Caller[] {
  const { Body = {} } = resources.propertiesOf(api);
  const at = { construct: owningConstruct(api), resource: api };
  const schemes = Object.entries<any>({ ...Body.securityDefinitions, ...Body.components?.securitySchemes })
    .filter(([, scheme]) => scheme?.['x-amazon-apigateway-authorizer']?.authorizerUri !== undefined);
  return [
    ...integrationUris(Body).map(({ route: name, integration: { type, uri, credentials } }): Caller => ({
      ...at, name, isAuthorizer: false, type: String(type).toUpperCase(), uri, credentials,
    })),
    ...schemes.map(([name, { 'x-amazon-apigateway-authorizer': { authorizerUri, authorizerCredentials } }]): Caller => ({
      ...at,
      name: `The authorizer ${name} of the definition`,
      isAuthorizer: true,
      type: 'TOKEN',
      uri: authorizerUri,
      credentials: authorizerCredentials,
    })),
  ];
}

function routeOf(method: CfnResource): string {
  const { httpMethod, resource } = (method.node.scope ?? {}) as Partial<apigateway.Method>;
  return httpMethod !== undefined && resource !== undefined ? `${httpMethod} ${resource.path}` : method.node.path;
}
