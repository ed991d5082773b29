import * as fc from 'fast-check';
import { ROUTE_METHODS, Route, VERBS, isGreedy, isPathParameter, routeKey, segmentsOf } from '../../lib/endpoints/routes';

/** Few names, so that random routes meet each other. */
const NAMES = ['a', 'b', 'c'];

const segment = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...NAMES) }, { weight: 2, arbitrary: fc.constant('{id}') });

const path = fc.tuple(fc.array(segment, { maxLength: 3 }), fc.option(fc.constant('{proxy+}'), { nil: undefined }))
  .map(([segments, greedy]) => `/${[...segments, ...(greedy ? [greedy] : [])].join('/')}`);

const method = fc.oneof(fc.constantFrom('GET', 'POST', 'ANY'), fc.constantFrom(...ROUTE_METHODS));

/** A route that API Gateway could have. */
export const anyRoute: fc.Arbitrary<Route> = fc.record({ path, method });

/** The routes of an API: each once. */
export const anyApi: fc.Arbitrary<Route[]> = fc.uniqueArray(anyRoute, { maxLength: 8, selector: routeKey });

/** A request that such an API may or may not serve. `z` is a name that no route has. */
export const anyRequest = fc.record({
  method: fc.constantFrom(...VERBS),
  path: fc.array(fc.constantFrom(...NAMES, 'z'), { maxLength: 5 }).map((segments) => `/${segments.join('/')}`),
});

/** Whether the route's pattern takes the request, read off the definition and not off the code under test. */
export function takes(route: Route, request: { readonly method: string; readonly path: string }): boolean {
  const pattern = segmentsOf(route.path).map((part) => (isGreedy(part) ? '[^/]+(?:/[^/]+)*' : isPathParameter(part) ? '[^/]+' : part)).join('/');
  return (route.method === 'ANY' || route.method === request.method) && new RegExp(`^/${pattern}$`).test(request.path);
}
