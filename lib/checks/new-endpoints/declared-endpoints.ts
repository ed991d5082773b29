import { Reference, Stack, Token, Tokenization } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { IConstruct } from 'constructs';
import { definitionOf } from './declared-definition';
import { ApiMembership } from '../../construct-tree/api-membership';
import { owningConstruct } from '../../construct-tree/owning-construct';
import { referencesIn } from '../../construct-tree/references';
import { isA } from '../../construct-tree/resource-type';
import { requestValidationText, requiredParameters } from '../../endpoints/request-validation';
import { ROUTE_METHODS, Route, normalPath, problemOfPath } from '../../endpoints/routes';

/** The endpoints that this app gives an API, as far as synth can read them. */
export interface DeclaredEndpoints {
  /** Each route with the construct that adds it: a method, or the API itself when an OpenAPI definition does. */
  readonly routes: ReadonlyMap<Route, IConstruct>;
  readonly unreadable: readonly UnreadableEndpoints[];
}

/** Something that adds endpoints which are known only at deploy. */
export interface UnreadableEndpoints {
  readonly construct: IConstruct;
  /** Why, as the end of a sentence about the construct. */
  readonly reason: string;
}

/**
 * Reads methods and resources anywhere in the app that belong to the API (so those of nested stacks too), and its OpenAPI definition.
 *
 * It sees what the app has when it is called: call it after aspects ran.
 */
export function declaredEndpoints(api: apigateway.CfnRestApi): DeclaredEndpoints {
  const routes = new Map<Route, IConstruct>();
  const unreadable: UnreadableEndpoints[] = [];
  const collect = (construct: IConstruct, read: () => Route[]): void => {
    try {
      read().forEach((route) => routes.set(route, construct));
    } catch (error) {
      unreadable.push({ construct, reason: (error as Error).message });
    }
  };
  collect(owningConstruct(api), () => definitionOf(api));
  const ofApi = new ApiMembership(api);
  const paths = new Map<IConstruct, string>();
  for (const node of api.node.root.node.findAll()) {
    if (isA(node, apigateway.CfnMethod) && ofApi.has(node)) {
      collect(owningConstruct(node), () => [routeOf(node, api, paths)]);
    }
  }
  return { routes, unreadable };
}

function routeOf(method: apigateway.CfnMethod, api: apigateway.CfnRestApi, paths: Map<IConstruct, string>): Route {
  const httpMethod = String(known(method.httpMethod, method)).toUpperCase();
  if (!ROUTE_METHODS.includes(httpMethod)) {
    throw new Error(`has the HTTP method ${JSON.stringify(known(method.httpMethod, method))}, which is known only at deploy`);
  }
  const path = normalPath(pathOf(method.resourceId, method, api, paths));
  const problem = problemOfPath(path);
  if (problem) { throw new Error(`${problem} (${path})`); }
  return {
    path,
    method: httpMethod,
    ...authorizationOf(method),
    apiKeyRequired: known(method.apiKeyRequired, method) === true,
    requestValidation: validationOf(method),
  };
}

function pathOf(resourceId: string, scope: IConstruct, api: apigateway.CfnRestApi, paths: Map<IConstruct, string>): string {
  const target = targetOf(resourceId, scope);
  if (target === api) { return '/'; }
  if (!isA(target, apigateway.CfnResource)) { throw new Error('is on a resource that this app doesn\'t define'); }
  const visited = paths.get(target);
  if (visited !== undefined) { return visited; }
  const part = known(target.pathPart, target);
  if (typeof part !== 'string') { throw new Error(`is below the path part ${JSON.stringify(part)}, which is known only at deploy`); }
  const parent = pathOf(target.parentId, target, api, paths);
  const path = `${parent === '/' ? '' : parent}/${part}`;
  paths.set(target, path);
  return path;
}

function authorizationOf(method: apigateway.CfnMethod): Pick<Route, 'authorizationType' | 'authorizerId'> {
  const type = known(method.authorizationType ?? 'NONE', method);
  const target = method.authorizerId === undefined ? undefined : targetOf(method.authorizerId, method);
  return {
    ...(typeof type === 'string' ? { authorizationType: type } : {}),
    ...(isA(target, apigateway.CfnAuthorizer) ? { authorizerId: `resource:${idInTemplates(target)}` } : {}),
  };
}

function validationOf(method: apigateway.CfnMethod): string {
  const target = method.requestValidatorId === undefined ? undefined : targetOf(method.requestValidatorId, method);
  if (!isA(target, apigateway.CfnRequestValidator)) { return requestValidationText({ body: false, parameters: false, required: [] }); }
  return requestValidationText({
    body: known(target.validateRequestBody, target) === true,
    parameters: known(target.validateRequestParameters, target) === true,
    required: requiredParameters(known(method.requestParameters, method)),
  });
}

/** The logical id, preceded by those of the nested stacks that it is in: as `routesFromTemplate` names it. */
function idInTemplates(resource: apigateway.CfnAuthorizer): string {
  const ids = [Stack.of(resource).resolve(resource.logicalId)];
  for (let stack = Stack.of(resource); stack.nestedStackResource; stack = stack.nestedStackParent!) {
    ids.unshift(stack.nestedStackParent!.resolve(stack.nestedStackResource.logicalId));
  }
  return ids.join('/');
}

/** The resource that a value refers to. */
function targetOf(value: string, scope: IConstruct): IConstruct | undefined {
  if (!Token.isUnresolved(value)) { return undefined; }
  const token = Tokenization.reverse(value, { failConcat: false });
  if (Reference.isReference(token)) { return token.target; }
  return referencesIn(value, scope)[0]?.target;
}

/** A value as far as synth knows it. Almost all are literals, and resolving hundreds of those takes longer than all the rest. */
function known(value: unknown, scope: IConstruct): unknown {
  return typeof value === 'object' || Token.isUnresolved(value) ? Stack.of(scope).resolve(value) : value;
}
