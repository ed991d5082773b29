import { displayRoute } from '../../lib/endpoints/routes';
import { ApiSnapshot, Integration, Method, Resource } from '../apigateway/model';
import { route } from '../apigateway/routed-method';

/** A request that the release must answer through one of its routes. */
export interface AskedRequest {
  /** For instance `GET /pets/{petId}`. */
  readonly route: string;
  readonly method: string;
  /** A path that the route takes. */
  readonly path: string;
}

/** What to ask a release, and what can't be asked here. */
export interface AskedRequests {
  readonly requests: readonly AskedRequest[];
  /** Routes to a service that the engine does not play. */
  readonly notPlayed: readonly string[];
}

/** In the order in which they stand in for `ANY`. */
const VERBS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'];

/** A deployment never changes, and is asked after every single resource operation. */
const known = new WeakMap<readonly Resource[], AskedRequests>();

/** One request for every route of a deployment. A route that no request reaches (another one takes them all) is left out. */
export function askedRequests(snapshot: Pick<ApiSnapshot, 'resources'>): AskedRequests {
  const asked = known.get(snapshot.resources) ?? requestsOf(snapshot);
  known.set(snapshot.resources, asked);
  return asked;
}

function requestsOf(snapshot: Pick<ApiSnapshot, 'resources'>): AskedRequests {
  const routes = snapshot.resources.flatMap((resource) => Object.values(resource.methods).map((method) => ({ resource, method })));
  const [played, notPlayed] = [true, false].map((wanted) => routes.filter(({ method }) => isPlayed(method.integration) === wanted));
  const placeholder = unknownName(snapshot.resources);
  return {
    requests: played.flatMap(({ resource, method }) => requestFor(snapshot, resource, method, placeholder)),
    notPlayed: notPlayed.map(({ resource, method }) => nameOf(resource, method)),
  };
}

function requestFor(snapshot: Pick<ApiSnapshot, 'resources'>, resource: Resource, method: Method, placeholder: string): AskedRequest[] {
  const verb = method.httpMethod === 'ANY' ? VERBS.find((candidate) => !(candidate in resource.methods)) : method.httpMethod;
  const path = resource.path.replace(/\{[^}]+\}/g, placeholder);
  if (verb === undefined || route(snapshot, verb, path)?.method !== method) { return []; }
  return [{ route: nameOf(resource, method), method: verb, path }];
}

/** Integrations with other AWS services answer 500 here. On AWS they may well work. */
function isPlayed(integration: Integration | undefined): boolean {
  const toService = integration?.type === 'AWS' || integration?.type === 'AWS_PROXY';
  return !toService || /:lambda:path\//.test(integration.uri ?? ':lambda:path/');
}

function nameOf({ path }: Resource, { httpMethod }: Method): string {
  return displayRoute({ path, method: httpMethod });
}

/** What stands for a path parameter: no resource is called like that, so that no static route takes the request. */
function unknownName(resources: readonly Resource[]): string {
  const names = new Set(resources.map(({ pathPart }) => pathPart));
  let name = 'rehearsal';
  while (names.has(name)) { name += '-'; }
  return name;
}
