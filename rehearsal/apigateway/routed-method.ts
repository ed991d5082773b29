import { ApiSnapshot, Method, Resource } from './model';

/** The method that answers a request, and what its path parameters caught. */
export interface RoutedMethod {
  readonly resource: Resource;
  readonly method: Method;
  /** As in the request, still percent-encoded (recorded on AWS). */
  readonly pathParameters: Readonly<Record<string, string>>;
}

/**
 * Finds the method for a request as API Gateway does: at every level a static part before `{parameter}` before `{greedy+}`,
 * then the verb before `ANY`.
 *
 * A path wins only where it serves the verb: `OPTIONS /test` goes to `OPTIONS /{proxy+}` when `/test` has `POST` alone, but
 * `ANY /test/any` wins over `OPTIONS /{proxy+}` (recorded on AWS: LocalStack `TestProxyRouting`, an AWS-validated test).
 * Paths are case sensitive. One trailing slash does not matter (recorded on AWS for a greedy
 * parameter, assumed elsewhere), nor do further slashes at the beginning (recorded).
 *
 * @param path path inside the stage, percent-encoded, without query
 */
export function route(snapshot: Pick<ApiSnapshot, 'resources'>, httpMethod: string, path: string): RoutedMethod | undefined {
  const root = snapshot.resources.find(({ parentId }) => parentId === undefined);
  return root && descend({ resources: snapshot.resources, httpMethod }, root, segmentsOf(path), {});
}

interface Search {
  readonly resources: readonly Resource[];
  readonly httpMethod: string;
}

function segmentsOf(path: string): string[] {
  const trimmed = path.replace(/^\/+/, '').replace(/\/$/, '');
  return trimmed === '' ? [] : trimmed.split('/');
}

function descend(search: Search, at: Resource, segments: readonly string[], parameters: Record<string, string>): RoutedMethod | undefined {
  if (segments.length === 0) { return routeAt(search, at, parameters); }
  const [segment, ...rest] = segments;
  for (const child of candidates(search.resources, at, segment)) {
    const part = child.pathPart ?? '';
    const found = isGreedy(part)
      ? routeAt(search, child, { ...parameters, [part.slice(1, -2)]: segments.join('/') })
      : descend(search, child, rest, isParameter(part) ? { ...parameters, [part.slice(1, -1)]: segment } : parameters);
    if (found) { return found; }
  }
  return undefined;
}

function routeAt({ httpMethod }: Search, resource: Resource, pathParameters: Record<string, string>): RoutedMethod | undefined {
  const method = resource.methods[httpMethod] ?? resource.methods.ANY;
  return method && { resource, method, pathParameters };
}

/** The children that can take this segment, the most specific first. */
function candidates(resources: readonly Resource[], parent: Resource, segment: string): Resource[] {
  const literal = decoded(segment);
  return childrenOf(resources, parent).filter(({ pathPart = '' }) => (isParameter(pathPart) ? segment !== '' : pathPart === literal));
}

/** A deployment is asked very often, and never changes. */
const children = new WeakMap<readonly Resource[], ReadonlyMap<string | undefined, readonly Resource[]>>();

function childrenOf(resources: readonly Resource[], { id }: Resource): readonly Resource[] {
  const known = children.get(resources) ?? byParent(resources);
  children.set(resources, known);
  return known.get(id) ?? [];
}

function byParent(resources: readonly Resource[]): Map<string | undefined, Resource[]> {
  const grouped = new Map<string | undefined, Resource[]>();
  for (const resource of [...resources].sort((a, b) => specificity(a) - specificity(b))) {
    grouped.set(resource.parentId, [...grouped.get(resource.parentId) ?? [], resource]);
  }
  return grouped;
}

function specificity({ pathPart = '' }: Resource): number {
  if (isGreedy(pathPart)) { return 2; }
  return isParameter(pathPart) ? 1 : 0;
}

function isParameter(pathPart: string): boolean {
  return pathPart.startsWith('{') && pathPart.endsWith('}');
}

function isGreedy(pathPart: string): boolean {
  return isParameter(pathPart) && pathPart.endsWith('+}');
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
