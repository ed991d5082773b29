import { invalidBaseline, shown } from './invalid-baseline';
import { BasePathMode, routesFromOpenApi } from './openapi-routes';
import { isObject } from '../../templates/is-object';
import {
  ReadAsset, ScopedResource, TemplateScope, inOutermostTerms, nestedScope, nestedTemplate, outermostScope, resourcesOfType,
} from '../../templates/template-scope';
import { attributeOf, logicalIdOf, refOf } from '../../templates/template-values';
import { requestValidationText, requiredParameters } from '../request-validation';
import { ROUTE_METHODS, Route, normalPath, problemOfPath } from '../routes';

/** A template and what lies beside it. */
export interface TemplateSource {
  readonly template: Record<string, any>;
  /** What to call the template in messages. */
  readonly where: string;
  /** Logical id of the RestApi. @default - the only one, or else the one with the id of the released API */
  readonly apiLogicalId?: string;
  /** Logical id of the API that is released. A template of the same app most likely calls it the same. */
  readonly releasedApi?: string;
  /** What lies beside the template. */
  readonly readAsset?: ReadAsset;
}

/**
 * The endpoints of an API as a CloudFormation template declares them: methods and resources, an OpenAPI body, nested stacks.
 *
 * A resource under a `Condition` counts as declared: whether it exists is known only to the live stage.
 *
 * @throws if the template has no such API, or if a path or method in it is no literal
 */
export function routesFromTemplate(source: TemplateSource): Route[] {
  const outermost = outermostScope(source.template, source.where);
  const api = chooseApi(outermost, source);
  const scopes = [outermost, ...nestedScopes(outermost, api.id, source)];
  const resources = new Map(scopes.flatMap((scope) => resourcesOfType(scope, 'AWS::ApiGateway::Resource')).map((found) => [found.id, found]));
  const validators = new Map(
    scopes.flatMap((scope) => resourcesOfType(scope, 'AWS::ApiGateway::RequestValidator')).map((found) => [found.id, found]),
  );
  const methods = scopes.flatMap((scope) => resourcesOfType(scope, 'AWS::ApiGateway::Method'))
    .filter((method) => refOf(inOutermostTerms(method.resource.Properties.RestApiId, method.scope)) === api.id)
    .map((method) => routeOfMethod(method, resources, validators));
  return [...routesOfBody(api, source), ...methods];
}

function chooseApi(scope: TemplateScope, { apiLogicalId, releasedApi }: TemplateSource): ScopedResource {
  const apis = resourcesOfType(scope, 'AWS::ApiGateway::RestApi');
  const named = (name: string | undefined): ScopedResource | undefined => apis.find(({ logicalId }) => logicalId === name);
  const chosen = apiLogicalId === undefined && apis.length === 1 ? apis[0] : named(apiLogicalId ?? releasedApi);
  if (chosen) { return chosen; }
  if (apis.length === 0) {
    throw invalidBaseline('BaselineWrongKind', scope.where, 'has no AWS::ApiGateway::RestApi. Check that it is the template of the stack with the '
      + 'API, after transforms '
      + '(aws cloudformation get-template --template-stage Processed).');
  }
  const names = apis.map(({ logicalId }) => logicalId).join(', ');
  throw invalidBaseline('BaselineAmbiguous', scope.where, apiLogicalId === undefined
    ? `has several APIs (${names}), none with the logical id of the released one. Name the one that is meant by restApiLogicalId.`
    : `has no API with the logical id '${apiLogicalId}', but ${names}. Name the one that is meant by restApiLogicalId.`);
}

/** The templates of nested stacks that get the API passed. */
function nestedScopes(scope: TemplateScope, api: string, source: TemplateSource): TemplateScope[] {
  return resourcesOfType(scope, 'AWS::CloudFormation::Stack').flatMap((stack) => {
    const passed = Object.values(stack.resource.Properties.Parameters ?? {});
    if (!passed.some((value) => logicalIdOf(inOutermostTerms(value, scope)) === api)) { return []; }
    const template = nestedTemplate(stack.resource, source.readAsset);
    if (!template) {
      throw invalidBaseline('BaselineReference', `${scope.where}, resource ${stack.logicalId}`,
        'is a nested stack with endpoints of the API, but its template is not beside this one. '
        + 'Use the template in the cdk.out that was deployed, or a baseline from a list of endpoints.');
    }
    const nested = nestedScope(template, `${scope.where}, nested stack ${stack.logicalId}`, stack);
    return [nested, ...nestedScopes(nested, api, source)];
  });
}

function routeOfMethod(
  method: ScopedResource, resources: ReadonlyMap<string, ScopedResource>, validators: ReadonlyMap<string, ScopedResource>,
): Route {
  const { Properties } = method.resource;
  const where = placeOf(method);
  const httpMethod = inOutermostTerms(Properties.HttpMethod, method.scope);
  if (typeof httpMethod !== 'string' || !ROUTE_METHODS.includes(httpMethod.toUpperCase())) {
    throw invalidBaseline('BaselineInvalidRoute', where, `must have an HttpMethod of ${ROUTE_METHODS.join(', ')}, got ${shown(httpMethod)}.`);
  }
  const authorizer = inOutermostTerms(Properties.AuthorizerId, method.scope);
  const validator = validators.get(refOf(inOutermostTerms(Properties.RequestValidatorId, method.scope)) ?? '')?.resource.Properties;
  return {
    path: pathOf(inOutermostTerms(Properties.ResourceId, method.scope), resources, where),
    method: httpMethod.toUpperCase(),
    authorizationType: typeof Properties.AuthorizationType === 'string' ? Properties.AuthorizationType.toUpperCase() : 'NONE',
    ...(logicalIdOf(authorizer) ? { authorizerId: `resource:${logicalIdOf(authorizer)}` } : {}),
    apiKeyRequired: String(Properties.ApiKeyRequired) === 'true',
    requestValidation: requestValidationText({
      body: String(validator?.ValidateRequestBody) === 'true',
      parameters: String(validator?.ValidateRequestParameters) === 'true',
      required: requiredParameters(Properties.RequestParameters),
    }),
  };
}

function pathOf(resourceId: unknown, resources: ReadonlyMap<string, ScopedResource>, where: string): string {
  const parts: string[] = [];
  let id = resourceId;
  while (attributeOf(id)?.attribute !== 'RootResourceId') {
    const resource = resources.get(refOf(id) ?? '');
    if (!resource || parts.length > resources.size) {
      throw invalidBaseline(
        'BaselineInvalidRoute', where, `is on the resource ${shown(id)}, which the template doesn't have. Use a baseline from a list of endpoints.`,
      );
    }
    parts.unshift(pathPart(resource));
    id = inOutermostTerms(resource.resource.Properties.ParentId, resource.scope);
  }
  const path = `/${parts.join('/')}`;
  const problem = problemOfPath(path);
  if (problem) { throw invalidBaseline('BaselineInvalidRoute', where, `${problem}. Correct the PathPart.`); }
  return normalPath(path);
}

function pathPart(resource: ScopedResource): string {
  const part = inOutermostTerms(resource.resource.Properties.PathPart, resource.scope);
  if (typeof part === 'string') { return part; }
  throw invalidBaseline('BaselineInvalidRoute', placeOf(resource),
    `has the PathPart ${shown(part)}, whose value only CloudFormation knows. Use a baseline from a list of endpoints, or leave baseline out.`);
}

function routesOfBody(api: ScopedResource, source: TemplateSource): Route[] {
  const { Body, BodyS3Location, Parameters } = api.resource.Properties;
  if (Body === undefined && BodyS3Location === undefined) { return []; }
  const where = `${placeOf(api)}, ${Body === undefined ? 'BodyS3Location' : 'Body'}`;
  const document = isObject(Body) ? Body : source.readAsset?.({ file: api.resource.Metadata['aws:asset:path'], objectKey: BodyS3Location?.Key });
  if (!document || 'Fn::Transform' in document) {
    throw invalidBaseline(
      'BaselineReference',
      where,
      'is an OpenAPI document in S3, which synth doesn\'t read. Use EndpointBaseline.fromOpenApi with a copy of the document.',
    );
  }
  return routesFromOpenApi(document, where, basePathMode(Parameters));
}

/** The import parameter `basepath` of a RestApi. */
export function basePathMode(parameters: unknown): BasePathMode {
  const mode = isObject(parameters) ? String(parameters.basepath ?? parameters.basePath ?? 'ignore').toLowerCase() : 'ignore';
  return mode === 'prepend' || mode === 'split' ? mode : 'ignore';
}

function placeOf(resource: ScopedResource): string {
  return `${resource.scope.where}, resource ${resource.logicalId}`;
}
