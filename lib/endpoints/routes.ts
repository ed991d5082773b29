import { conditionError } from '../messages/condition-error';

/**
 * One endpoint of a REST API: a method on a resource path, with what decides whether a request is let in.
 *
 * An optional member that is absent is not known (a hand-written list names routes only), and what is not known is never compared.
 */
export interface Route {
  /** Resource path as it was written, for instance `/pets/{petId}`. `/` is the root. */
  readonly path: string;
  /** One of `ROUTE_METHODS`, upper case. */
  readonly method: string;
  /** `NONE`, `AWS_IAM`, `CUSTOM` or `COGNITO_USER_POOLS`. */
  readonly authorizationType?: string;
  /** Which authorizer, as `<kind>:<name>`. Two ids are comparable only when they are of one kind. */
  readonly authorizerId?: string;
  readonly apiKeyRequired?: boolean;
  /** What API Gateway validates before the integration is called, in words. `none` when it validates nothing. */
  readonly requestValidation?: string;
}

/** The methods that API Gateway can route on, without `ANY`. */
export const VERBS: readonly string[] = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];

/** The methods that a REST API method can have. */
export const ROUTE_METHODS: readonly string[] = ['ANY', ...VERBS];

/**
 * Reads an endpoint written as `GET /pets/{petId}`.
 *
 * @param where what the text is, for the error message, for instance `exceptEndpoints[0]`
 * @param id of the error
 * @throws if it isn't a method and a path that a REST API can have
 */
export function parseRoute(text: string, where: string, id: 'BaselineInvalidRoute' | 'InvalidExceptEndpoint' = 'BaselineInvalidRoute'): Route {
  const wrong = (problem: string): Error =>
    conditionError(id, where, `${problem}, got ${quote(text)}; write a method and a path, like 'GET /pets/{petId}'.`);
  if (typeof text !== 'string') { throw wrong('must be a string'); }
  const match = /^\s*(\S+)\s+(\S.*?)\s*$/.exec(text);
  if (!match) { throw wrong('must have a method and a path'); }
  const method = match[1].toUpperCase();
  if (!ROUTE_METHODS.includes(method)) { throw wrong(`must begin with one of ${ROUTE_METHODS.join(', ')}`); }
  const problem = problemOfPath(match[2]);
  if (problem) { throw wrong(problem); }
  return { path: normalPath(match[2]), method };
}

/** Why no resource of a REST API can have this path, or undefined when one can. */
export function problemOfPath(path: string): string | undefined {
  if (path.includes('${Token[')) { return 'contains a token, which has no value before the deploy'; }
  if (!path.startsWith('/')) { return 'must have a path that begins with /'; }
  if (/[\s?#]/.test(path)) { return 'must have a path without spaces, query string or fragment'; }
  const segments = segmentsOf(path);
  const bad = segments.find((segment, i) => !isSegment(segment, i === segments.length - 1));
  if (bad === undefined) { return undefined; }
  return bad === ''
    ? 'must have a path without empty segments'
    : `has the path segment ${quote(bad)}, but a segment is a name, '{name}', or (at the end only) '{name+}'`;
}

/** The segments of a path. The root has none. A trailing slash adds none, because no resource has an empty path part. */
export function segmentsOf(path: string): string[] {
  const trimmed = path.replace(/^\//, '').replace(/\/$/, '');
  return trimmed === '' ? [] : trimmed.split('/');
}

/** A segment without percent-encoding. As it is when the encoding is broken. */
export function decodedSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Whether the segment takes one arbitrary segment of a request: `{petId}`. */
export function isPathParameter(segment: string): boolean {
  return segment.startsWith('{') && segment.endsWith('}') && !isGreedy(segment);
}

/** Whether the segment takes the whole rest of a request's path, at least one segment: `{proxy+}`. */
export function isGreedy(segment: string): boolean {
  return segment.startsWith('{') && segment.endsWith('+}');
}

/**
 * Equal for exactly those routes that API Gateway cannot tell apart.
 *
 * The name of a parameter is not part of a route (`/pets/{id}` is `/pets/{petId}`). Upper and lower case are.
 */
export function routeKey(route: Route): string {
  const segments = segmentsOf(route.path).map((segment) => (isGreedy(segment) ? '{+}' : isPathParameter(segment) ? '{}' : segment));
  return `${route.method} /${segments.join('/')}`;
}

/** How people read a route: `GET /pets/{petId}`. */
export function displayRoute(route: Route): string {
  return `${route.method} ${route.path}`;
}

/** Routes by path, then method, each route once (the first of equal ones). The order doesn't depend on the machine's locale. */
export function sortedRoutes(routes: readonly Route[]): Route[] {
  const byKey = new Map<string, Route>();
  for (const route of routes) {
    const key = routeKey(route);
    if (!byKey.has(key)) { byKey.set(key, route); }
  }
  return [...byKey.values()].sort((a, b) => order(a.path, b.path) || order(a.method, b.method));
}

/** The path as a resource has it: with a leading and without a trailing slash. */
export function normalPath(path: string): string {
  return `/${segmentsOf(path).join('/')}`;
}

function isSegment(segment: string, last: boolean): boolean {
  if (isGreedy(segment)) { return last && /^\{[^{}+]+\+\}$/.test(segment); }
  return isPathParameter(segment) ? /^\{[^{}+]+\}$/.test(segment) : /^[^{}]+$/.test(segment);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function quote(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value) ?? String(value);
}
