import { expectKind } from './document-kind';
import { invalidBaseline, shown } from './invalid-baseline';
import { securityOf } from './openapi-security';
import { isObject } from '../../templates/is-object';
import { requestValidationText } from '../request-validation';
import { Route, decodedSegment, normalPath, problemOfPath } from '../routes';

/**
 * What API Gateway makes of a base path (OpenAPI 2 `basePath`, or the path of the first server in OpenAPI 3) when it imports a document.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api-basePath.html
 */
export type BasePathMode = 'ignore' | 'prepend' | 'split';

const OPERATIONS = new Map([
  ['get', 'GET'], ['put', 'PUT'], ['post', 'POST'], ['delete', 'DELETE'], ['options', 'OPTIONS'], ['head', 'HEAD'], ['patch', 'PATCH'],
  ['x-amazon-apigateway-any-method', 'ANY'],
]);

/**
 * The endpoints that API Gateway creates from an OpenAPI 2 or 3 document.
 *
 * @param where what to call the document in messages
 * @throws if it is no OpenAPI document, or has a path that API Gateway couldn't import
 */
export function routesFromOpenApi(document: Record<string, any>, where: string, basePath: BasePathMode = 'ignore'): Route[] {
  expectKind('openapi', document, where);
  if (!isObject(document.paths)) {
    throw invalidBaseline('BaselineWrongKind', where, `must have paths, got ${shown(document.paths)}. Check that it is the file you meant.`);
  }
  const prefix = prefixOf(document, basePath);
  return Object.entries(document.paths)
    .filter(([path]) => !path.startsWith('x-'))
    .flatMap(([path, item]) => routesOfPath(document, prefix, path, item, where));
}

function routesOfPath(document: Record<string, any>, prefix: string, path: string, item: unknown, where: string): Route[] {
  const place = `${where}, paths['${path}']`;
  const resolved = isObject(item) && typeof item.$ref === 'string' ? followReference(document, item.$ref, place) : item;
  if (!isObject(resolved)) {
    throw invalidBaseline('BaselineInvalidRoute', place, `must be an object of operations, got ${shown(resolved)}.`);
  }
  const fullPath = prefix === '' ? path : `${prefix}${path === '/' ? '' : path}`;
  return Object.entries(resolved)
    .filter(([name]) => OPERATIONS.has(name.toLowerCase()))
    .map(([name, operation]) => ({
      ...routeAt(OPERATIONS.get(name.toLowerCase())!, fullPath, place),
      ...securityOf(document, isObject(operation) ? operation : {}),
      requestValidation: validationOf(document, resolved, isObject(operation) ? operation : {}),
    }));
}

function routeAt(method: string, path: string, place: string): Route {
  const problem = problemOfPath(path);
  if (problem) { throw invalidBaseline('BaselineInvalidRoute', place, `${problem}. API Gateway could not import it: correct the path.`); }
  return { path: normalPath(path), method };
}

/** API Gateway imports one document: a reference into another file would have failed there. */
function followReference(document: Record<string, any>, reference: string, place: string, depth = 0): unknown {
  if (!reference.startsWith('#/') || depth > 20) {
    throw invalidBaseline('BaselineReference', place, depth > 20
      ? `refers to '${reference}', which refers to itself.`
      : `refers to '${reference}'; only references within the document (#/...) can be followed, as in an import. Bundle the document into one file `
        + 'first.');
  }
  const target = reference.slice(2).split('/')
    .map((part) => decodedSegment(part).replace(/~1/g, '/').replace(/~0/g, '~'))
    .reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), document);
  if (target === undefined) {
    throw invalidBaseline('BaselineReference', place, `refers to '${reference}', which the document doesn't have. Correct the reference.`);
  }
  return isObject(target) && typeof target.$ref === 'string' ? followReference(document, target.$ref, place, depth + 1) : target;
}

function prefixOf(document: Record<string, any>, mode: BasePathMode): string {
  if (mode === 'ignore') { return ''; }
  const parts = basePathOf(document).split('/').filter((part) => part !== '');
  return (mode === 'split' ? parts.slice(1) : parts).map((part) => `/${part}`).join('');
}

function basePathOf(document: Record<string, any>): string {
  if (typeof document.basePath === 'string') { return document.basePath; }
  const server = Array.isArray(document.servers) ? document.servers[0] : undefined;
  if (!isObject(server) || typeof server.url !== 'string') { return ''; }
  const url = server.url.replace(/\{([^}]+)\}/g, (_, name: string) => String(server.variables?.[name]?.default ?? ''));
  return url.replace(/^[a-z]+:\/\/[^/]*/i, '');
}

function validationOf(document: Record<string, any>, item: Record<string, any>, operation: Record<string, any>): string {
  const name = operation['x-amazon-apigateway-request-validator'] ?? document['x-amazon-apigateway-request-validator'];
  const validator = document['x-amazon-apigateway-request-validators']?.[name];
  return requestValidationText({
    body: validator?.validateRequestBody === true,
    parameters: validator?.validateRequestParameters === true,
    required: [...parametersOf(item), ...parametersOf(operation)]
      .map((parameter) => (typeof parameter.$ref === 'string' ? lookUp(document, parameter.$ref) : parameter))
      .filter((parameter) => parameter !== undefined)
      .filter((parameter) => parameter.required === true && ['query', 'header'].includes(parameter.in))
      .map((parameter) => `${parameter.in === 'query' ? 'querystring' : 'header'}.${parameter.name}`),
  });
}

function parametersOf(owner: Record<string, any>): Array<Record<string, any>> {
  return Array.isArray(owner.parameters) ? owner.parameters.filter(isObject) : [];
}

function lookUp(document: Record<string, any>, reference: string): Record<string, any> | undefined {
  try {
    const target = followReference(document, reference, '');
    return isObject(target) ? target : undefined;
  } catch {
    return undefined;
  }
}
