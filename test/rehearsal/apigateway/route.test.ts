import * as fc from 'fast-check';
import { mockMethod } from './given-api';
import { Method, Resource } from '../../../rehearsal/apigateway/model';
import { route } from '../../../rehearsal/apigateway/routed-method';

/** Resources for endpoints such as `GET /pets/{id}`, with the resources between them. */
function endpoints(...texts: string[]): { resources: Resource[] } {
  const resources = new Map<string, Resource>([['/', { id: '/', path: '/', methods: {} }]]);
  for (const text of texts) {
    const [verb, path] = text.split(' ');
    const parts = path.split('/').filter((part) => part !== '');
    parts.forEach((pathPart, index) => {
      const own = `/${parts.slice(0, index + 1).join('/')}`;
      const parentId = `/${parts.slice(0, index).join('/')}`;
      if (!resources.has(own)) { resources.set(own, { id: own, parentId, pathPart, path: own, methods: {} }); }
    });
    const key = `/${parts.join('/')}`;
    const resource = resources.get(key)!;
    resources.set(key, { ...resource, methods: { ...resource.methods, [verb]: mockMethod(verb) } as Record<string, Method> });
  }
  return { resources: [...resources.values()] };
}

function answered(snapshot: { resources: Resource[] }, request: string): string | undefined {
  const [verb, path] = request.split(' ');
  const found = route(snapshot, verb, path);
  return found && `${found.method.httpMethod} ${found.resource.path}`;
}

describe('route', () => {
  test.each([
    ['GET /', ['GET /'], 'GET /'],
    ['GET /pets', ['GET /pets', 'GET /{any}', 'GET /{proxy+}'], 'GET /pets'],
    ['GET /dogs', ['GET /pets', 'GET /{any}', 'GET /{proxy+}'], 'GET /{any}'],
    ['GET /dogs/1', ['GET /pets', 'GET /{any}', 'GET /{proxy+}'], 'GET /{proxy+}'],
    ['GET /pets/1/toys', ['GET /pets/{id}/toys', 'GET /pets/{proxy+}'], 'GET /pets/{id}/toys'],
    ['GET /pets/special/toys', ['GET /pets/special', 'GET /pets/{id}/toys'], 'GET /pets/{id}/toys'],
    ['GET /pets', ['GET /pets', 'ANY /pets'], 'GET /pets'],
    ['PUT /pets', ['GET /pets', 'ANY /pets'], 'ANY /pets'],
    ['GET /pets/', ['GET /pets'], 'GET /pets'],
    ['GET /p%65ts', ['GET /pets'], 'GET /pets'],
  ])('sends %s, where %j exist, to %s', (request, existing, expected) => {
    expect(answered(endpoints(...existing), request)).toBe(expected);
  });

  test.each([
    ['OPTIONS /test', 'OPTIONS /{proxy+}'],
    ['POST /test', 'POST /test'],
    ['OPTIONS /test/any', 'ANY /test/any'],
    ['GET /test/any', 'ANY /test/any'],
  ])('sends %s to %s, as recorded on AWS: a path wins only where it serves the verb', (request, expected) => {
    expect(answered(endpoints('POST /test', 'ANY /test/any', 'OPTIONS /{proxy+}'), request)).toBe(expected);
  });

  test.each([
    ['an unknown path', 'GET /absent', ['GET /pets']],
    ['another verb', 'POST /pets', ['GET /pets']],
    ['another case', 'GET /Pets', ['GET /pets']],
    ['the root below a greedy parameter', 'GET /', ['GET /{proxy+}']],
    ['a resource that only holds others', 'GET /pets', ['GET /pets/{id}']],
    ['an empty path parameter', 'GET /pets//toys', ['GET /pets/{id}/toys']],
    ['a longer path', 'GET /pets/1/2', ['GET /pets/{id}']],
  ])('finds nothing for %s', (_, request, existing) => {
    expect(answered(endpoints(...existing), request)).toBeUndefined();
  });

  test('hands on path parameters as they are in the request, still percent-encoded', () => {
    const found = route(endpoints('GET /pets/{id}/{rest+}'), 'GET', '/pets/a%2Bb/c/d@e');

    expect(found?.pathParameters).toEqual({ id: 'a%2Bb', rest: 'c/d@e' });
  });

  test('drops a trailing slash from a greedy parameter', () => {
    expect(route(endpoints('GET /{proxy+}'), 'GET', '/test-path/')?.pathParameters).toEqual({ proxy: 'test-path' });
  });

  describe('for any set of endpoints', () => {
    const part = fc.constantFrom('a', 'b', '{p}');
    const path = fc.tuple(fc.array(part, { maxLength: 3 }), fc.boolean()).map(([parts, greedy]) => {
      const named = parts.map((text, level) => (text === '{p}' ? `{p${level}}` : text));
      return `/${[...named, ...(greedy ? ['{g+}'] : [])].join('/')}`;
    });
    const endpoint = fc.tuple(fc.constantFrom('GET', 'POST', 'ANY'), path).map(([verb, text]) => `${verb} ${text}`);
    const api = fc.array(endpoint, { minLength: 1, maxLength: 8 });
    const request = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 4 }).map((parts) => `/${parts.join('/')}`);

    test('answers only with an endpoint that covers verb and path', () => {
      fc.assert(fc.property(api, request, (existing, requested) => {
        const found = route(endpoints(...existing), 'GET', requested);
        if (!found) { return; }
        const filled = found.resource.path.replace(/\{(\w+)\+?\}/g, (_, name: string) => found.pathParameters[name]);
        expect(filled).toBe(requested);
        expect(['GET', 'ANY']).toContain(found.method.httpMethod);
      }));
    });

    test('finds an endpoint whenever any one of them alone covers the request', () => {
      fc.assert(fc.property(api, request, (existing, requested) => {
        const alone = existing.some((one) => route(endpoints(one), 'GET', requested) !== undefined);
        expect(route(endpoints(...existing), 'GET', requested) !== undefined).toBe(alone);
      }));
    });

    test('does not depend on the order in which they were created', () => {
      fc.assert(fc.property(api, request, (existing, requested) => {
        const there = answered(endpoints(...existing), `GET ${requested}`);
        expect(answered(endpoints(...[...existing].reverse()), `GET ${requested}`)).toBe(there);
      }));
    });
  });
});
