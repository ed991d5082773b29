import { RouteTable, findBySegments, routeTable } from './matching';
import { Route, routeKey, sortedRoutes } from './routes';
import { RequestSampler, verbsOf } from './sample-requests';

/** A route that only one of two releases has, and what the other release does with its requests. */
export interface OneSidedRoute {
  readonly route: Route;
  /**
   * Requests of the route that the other release answers with 403 `Missing Authentication Token`, as `GET /orders`.
   *
   * When only some of the route's requests are unserved, these are the verbs of one example path.
   */
  readonly unserved: readonly string[];
  /** Routes of the other release that serve (the rest of) its requests. */
  readonly servedBy: readonly Route[];
}

/** Only the canary has the route, and the base serves none or not all of its requests. */
export interface UnservedByBase extends OneSidedRoute {
  readonly kind: 'UnservedEndpoint';
}

/** Only the canary has the route, but another route of the base serves all of its requests: no 403, yet another integration. */
export interface ServedByAnotherRoute extends OneSidedRoute {
  readonly kind: 'shadowedEndpoint';
}

/** Only the base has the route, and the canary serves none or not all of its requests. */
export interface RemovedFromCanary extends OneSidedRoute {
  readonly kind: 'RemovedEndpoint';
}

/** Only the base has the route, but other routes of the canary serve all of its requests. */
export interface ReplacedInCanary extends OneSidedRoute {
  readonly kind: 'replacedEndpoint';
}

/** Both have the route, but a request that one lets in may be refused by the other. */
export interface SettingChanged {
  readonly kind: 'endpointAuthorization' | 'endpointApiKey' | 'endpointRequestValidation';
  /** The canary's. */
  readonly route: Route;
  readonly base: string;
  readonly canary: string;
}

/** `kind` is the id of the condition (`lib/messages/ids.ts`). */
export type EndpointDifference = UnservedByBase | ServedByAnotherRoute | RemovedFromCanary | ReplacedInCanary | SettingChanged;

/**
 * What a client of the API could notice of the two releases having different routes. In the order of the routes.
 *
 * A route that both have, with equal settings, is not reported, and neither is a route that merely lost requests to a new, more
 * specific one: the new one is.
 */
export function compareEndpoints(base: readonly Route[], canary: readonly Route[]): EndpointDifference[] {
  const tables = { base: routeTable(base), canary: routeTable(canary) };
  const sampler = new RequestSampler([tables.base, tables.canary]);
  const baseRoutes = new Map(sortedRoutes(base).map((route) => [routeKey(route), route]));
  const canaryRoutes = new Map(sortedRoutes(canary).map((route) => [routeKey(route), route]));
  const differences: EndpointDifference[] = [];
  for (const [key, route] of canaryRoutes) {
    const same = baseRoutes.get(key);
    differences.push(...(same ? changedSettings(same, route) : newRoute(oneSided(route, tables.canary, tables.base, sampler))));
  }
  for (const [key, route] of baseRoutes) {
    if (!canaryRoutes.has(key)) { differences.push(...removedRoute(oneSided(route, tables.base, tables.canary, sampler))); }
  }
  return differences;
}

function newRoute(route: OneSidedRoute): EndpointDifference[] {
  if (route.unserved.length > 0) { return [{ kind: 'UnservedEndpoint', ...route }]; }
  return takesNoRequest(route) ? [] : [{ kind: 'shadowedEndpoint', ...route }];
}

function removedRoute(route: OneSidedRoute): EndpointDifference[] {
  if (route.unserved.length > 0) { return [{ kind: 'RemovedEndpoint', ...route }]; }
  return takesNoRequest(route) ? [] : [{ kind: 'replacedEndpoint', ...route }];
}

/** `ANY` on a resource that has every single method: no request ever reaches it. */
function takesNoRequest(route: OneSidedRoute): boolean {
  return route.unserved.length === 0 && route.servedBy.length === 0;
}

/** What the other release does with the requests that its own release routes to this route. */
function oneSided(route: Route, own: RouteTable, other: RouteTable, sampler: RequestSampler): OneSidedRoute {
  const servedBy = new Map<string, Route>();
  let unserved: string[] = [];
  for (const segments of sampler.pathsOf(route)) {
    const verbs = verbsOf(route).filter((verb) => findBySegments(own, verb, segments) === route);
    const missing = verbs.filter((verb) => {
      const serving = findBySegments(other, verb, segments);
      if (serving) { servedBy.set(routeKey(serving), serving); }
      return !serving;
    });
    if (missing.length > 0 && missing.length >= unserved.length) { unserved = missing.map((verb) => `${verb} /${segments.join('/')}`); }
  }
  return { route, unserved, servedBy: sortedRoutes([...servedBy.values()]) };
}

function changedSettings(base: Route, canary: Route): SettingChanged[] {
  const pairs = [
    ['endpointAuthorization', ...authorizations(base, canary)],
    ['endpointApiKey', apiKey(base), apiKey(canary)],
    ['endpointRequestValidation', base.requestValidation, canary.requestValidation],
  ] as const;
  return pairs.flatMap(([kind, before, after]) => (
    before === undefined || after === undefined || before === after ? [] : [{ kind, route: canary, base: before, canary: after }]));
}

function authorizations(base: Route, canary: Route): [string | undefined, string | undefined] {
  const kindOf = (route: Route): string | undefined => route.authorizerId?.split(':', 1)[0];
  const comparable = kindOf(base) !== undefined && kindOf(base) === kindOf(canary);
  const text = ({ authorizationType, authorizerId }: Route): string | undefined => (
    authorizationType !== undefined && comparable ? `${authorizationType} (${authorizerId})` : authorizationType);
  return [text(base), text(canary)];
}

function apiKey(route: Route): string | undefined {
  return route.apiKeyRequired === undefined ? undefined : route.apiKeyRequired ? 'required' : 'not required';
}
