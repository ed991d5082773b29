import { Route, decodedSegment, isGreedy, isPathParameter, segmentsOf } from './routes';

/**
 * The routes of one release, as API Gateway looks a request up in them.
 *
 * A request is routed on the pair of path and method. From the root on, segment by segment, a name comes before `{param}` and
 * `{param}` before `{proxy+}`. At the end, the method comes before `ANY`. A resource that matches the path but has neither the
 * method nor `ANY` is passed over for the next one, so `POST /jobs` reaches `ANY /{proxy+}` although `GET /jobs` exists.
 * Recorded on AWS: ministackorg/ministack#1423, floci-io/floci#3399, LocalStack `test_proxy_routing_with_hardcoded_resource_sibling`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html
 */
export interface RouteTable {
  readonly names: ReadonlyMap<string, RouteTable>;
  readonly parameter?: RouteTable;
  readonly greedy?: RouteTable;
  readonly methods: ReadonlyMap<string, Route>;
}

interface Node extends RouteTable {
  readonly names: Map<string, Node>;
  parameter?: Node;
  greedy?: Node;
  readonly methods: Map<string, Route>;
}

/** Builds the table. Of routes that API Gateway cannot tell apart, the first counts. */
export function routeTable(routes: readonly Route[]): RouteTable {
  const root = newNode();
  for (const route of routes) {
    const node = segmentsOf(route.path).reduce(child, root);
    if (!node.methods.has(route.method)) { node.methods.set(route.method, route); }
  }
  return root;
}

/**
 * The route that serves a request, or undefined: then API Gateway answers 403 `Missing Authentication Token`.
 *
 * @param path the request's path without stage and query string. Percent-encoding is undone segment by segment, so `%2F` separates nothing
 */
export function findRoute(table: RouteTable, method: string, path: string): Route | undefined {
  return findBySegments(table, method, segmentsOf(path).map(decodedSegment));
}

/** The same for a path that is already split and decoded. */
export function findBySegments(table: RouteTable, method: string, segments: readonly string[], from = 0): Route | undefined {
  const methodOf = (node: RouteTable): Route | undefined => node.methods.get(method) ?? node.methods.get('ANY');
  if (from === segments.length) { return methodOf(table); }
  const name = table.names.get(segments[from]);
  const named = name && findBySegments(name, method, segments, from + 1);
  // A parameter takes something: `/pets//toys` isn't `/pets/{id}/toys` with an empty id.
  if (named || segments[from] === '') { return named; }
  return (table.parameter && findBySegments(table.parameter, method, segments, from + 1))
    ?? (table.greedy && methodOf(table.greedy));
}

function child(parent: Node, segment: string): Node {
  if (isGreedy(segment)) { return parent.greedy ??= newNode(); }
  if (isPathParameter(segment)) { return parent.parameter ??= newNode(); }
  const existing = parent.names.get(segment);
  if (existing) { return existing; }
  const created = newNode();
  parent.names.set(segment, created);
  return created;
}

function newNode(): Node {
  return { names: new Map(), methods: new Map() };
}
