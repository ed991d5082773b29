import { invalidBaseline, shown } from './invalid-baseline';
import { BasePathMode, routesFromOpenApi } from './openapi-routes';
import { isObject } from '../../templates/is-object';
import { inOutermostTerms } from '../../templates/template-references';
import { NamedFragment, ReadAsset, TemplateResources, assetFileOf, templateResources } from '../../templates/template-resources';
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
  const { where, readAsset } = source;
  const all = templateResources(source.template, readAsset);
  const api = chooseApi(all, source);
  for (const id of all.unread) {
    const stack = all.resources.get(id)!;
    if (isPassed(api, stack)) {
      throw invalidBaseline('BaselineReference', placeOf(stack, where),
        'is a nested stack with endpoints of the API, but its template is not beside this one. '
        + 'Use the template in the cdk.out that was deployed, or a baseline from a list of endpoints.');
    }
  }
  const methods = ofType(all, 'AWS::ApiGateway::Method')
    .filter((method) => refOf(valueOf(method, 'RestApiId')) === api.id)
    .map((method) => routeOfMethod(method, all, where));
  return [...routesOfBody(api, source), ...methods];
}

/** The API that is meant, of those in the outermost template. */
function chooseApi(all: TemplateResources, { where, apiLogicalId, releasedApi }: TemplateSource): NamedFragment {
  const apis = ofType(all, 'AWS::ApiGateway::RestApi').filter(({ names }) => names.prefix === '');
  const named = (name: string | undefined): NamedFragment | undefined => apis.find(({ id }) => id === name);
  const chosen = apiLogicalId === undefined && apis.length === 1 ? apis[0] : named(apiLogicalId ?? releasedApi);
  if (chosen) { return chosen; }
  if (apis.length === 0) {
    throw invalidBaseline('BaselineWrongKind', where, 'has no AWS::ApiGateway::RestApi. Check that it is the template of the stack with the API, '
      + 'after transforms (aws cloudformation get-template --template-stage Processed).');
  }
  const ids = apis.map(({ id }) => id).join(', ');
  throw invalidBaseline('BaselineAmbiguous', where, apiLogicalId === undefined
    ? `has several APIs (${ids}), none with the logical id of the released one. Name the one that is meant by restApiLogicalId.`
    : `has no API with the logical id '${apiLogicalId}', but ${ids}. Name the one that is meant by restApiLogicalId.`);
}

/** Whether a nested stack gets the API, or something of it, as a parameter. */
function isPassed(api: NamedFragment, stack: NamedFragment): boolean {
  const { Parameters } = propertiesOf(stack);
  return Object.values(isObject(Parameters) ? Parameters : {}).some((value) => logicalIdOf(inOutermostTerms(value, stack.names)) === api.id);
}

function ofType({ resources }: TemplateResources, type: string): NamedFragment[] {
  return [...resources.values()].filter(({ fragment }) => fragment.Type === type);
}

/** In a hand-written template they may be anything. */
function propertiesOf({ fragment }: NamedFragment): Record<string, any> {
  return isObject(fragment.Properties) ? fragment.Properties : {};
}

function valueOf(resource: NamedFragment, property: string): unknown {
  return inOutermostTerms(propertiesOf(resource)[property], resource.names);
}

function routeOfMethod(method: NamedFragment, all: TemplateResources, source: string): Route {
  const properties = propertiesOf(method);
  const where = placeOf(method, source);
  const httpMethod = valueOf(method, 'HttpMethod');
  if (typeof httpMethod !== 'string' || !ROUTE_METHODS.includes(httpMethod.toUpperCase())) {
    throw invalidBaseline('BaselineInvalidRoute', where, `must have an HttpMethod of ${ROUTE_METHODS.join(', ')}, got ${shown(httpMethod)}.`);
  }
  const authorizer = logicalIdOf(valueOf(method, 'AuthorizerId'));
  const validator = referred(all, valueOf(method, 'RequestValidatorId'), 'AWS::ApiGateway::RequestValidator');
  const validated = validator && propertiesOf(validator);
  return {
    path: pathOf(valueOf(method, 'ResourceId'), all, where, source),
    method: httpMethod.toUpperCase(),
    authorizationType: typeof properties.AuthorizationType === 'string' ? properties.AuthorizationType.toUpperCase() : 'NONE',
    ...(authorizer ? { authorizerId: `resource:${authorizer}` } : {}),
    apiKeyRequired: String(properties.ApiKeyRequired) === 'true',
    requestValidation: requestValidationText({
      body: String(validated?.ValidateRequestBody) === 'true',
      parameters: String(validated?.ValidateRequestParameters) === 'true',
      required: requiredParameters(properties.RequestParameters),
    }),
  };
}

/** The resource of a type that a value refers to. */
function referred({ resources }: TemplateResources, value: unknown, type: string): NamedFragment | undefined {
  const found = resources.get(refOf(value) ?? '');
  return found?.fragment.Type === type ? found : undefined;
}

function pathOf(resourceId: unknown, all: TemplateResources, where: string, source: string): string {
  const parts: string[] = [];
  let id = resourceId;
  while (attributeOf(id)?.attribute !== 'RootResourceId') {
    const resource = referred(all, id, 'AWS::ApiGateway::Resource');
    if (!resource || parts.length > all.resources.size) {
      throw invalidBaseline(
        'BaselineInvalidRoute', where, `is on the resource ${shown(id)}, which the template doesn't have. Use a baseline from a list of endpoints.`,
      );
    }
    parts.unshift(pathPart(resource, source));
    id = valueOf(resource, 'ParentId');
  }
  const path = `/${parts.join('/')}`;
  const problem = problemOfPath(path);
  if (problem) { throw invalidBaseline('BaselineInvalidRoute', where, `${problem}. Correct the PathPart.`); }
  return normalPath(path);
}

function pathPart(resource: NamedFragment, source: string): string {
  const part = valueOf(resource, 'PathPart');
  if (typeof part === 'string') { return part; }
  throw invalidBaseline('BaselineInvalidRoute', placeOf(resource, source),
    `has the PathPart ${shown(part)}, whose value only CloudFormation knows. Use a baseline from a list of endpoints, or leave baseline out.`);
}

function routesOfBody(api: NamedFragment, source: TemplateSource): Route[] {
  const { Body, BodyS3Location, Parameters } = propertiesOf(api);
  if (Body === undefined && BodyS3Location === undefined) { return []; }
  const where = `${placeOf(api, source.where)}, ${Body === undefined ? 'BodyS3Location' : 'Body'}`;
  const document = isObject(Body) ? Body : source.readAsset?.({ file: assetFileOf(api.fragment), objectKey: BodyS3Location?.Key });
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

/** For instance `template.json, nested stack Routes, resource Get`. */
function placeOf({ id }: NamedFragment, source: string): string {
  const [logicalId, ...stacks] = id.split('/').reverse();
  return [source, ...stacks.reverse().map((stack) => `nested stack ${stack}`), `resource ${logicalId}`].join(', ');
}
