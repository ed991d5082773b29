import * as fc from 'fast-check';
import { anyApi, anyRequest, takes } from './random-routes';
import { findRoute, routeTable } from '../../lib/endpoints/matching';
import { displayRoute, parseRoute, segmentsOf } from '../../lib/endpoints/routes';
import { ApiSnapshot, Resource } from '../../rehearsal/apigateway/model';
import { route as engineRoute } from '../../rehearsal/apigateway/routed-method';

function serving(endpoints: string[], request: string): string | undefined {
  const [method, path] = request.split(' ');
  const found = findRoute(routeTable(endpoints.map((endpoint) => parseRoute(endpoint, 'endpoint'))), method, path);
  return found && displayRoute(found);
}

describe('a request goes to', () => {
  test('a name rather than a parameter', () => {
    expect(serving(['GET /pets/{id}', 'GET /pets/mine'], 'GET /pets/mine')).toBe('GET /pets/mine');
  });

  test('a parameter rather than a greedy one', () => {
    expect(serving(['GET /pets/{proxy+}', 'GET /pets/{id}'], 'GET /pets/7')).toBe('GET /pets/{id}');
  });

  test('its own method rather than ANY', () => {
    expect(serving(['ANY /pets', 'GET /pets'], 'GET /pets')).toBe('GET /pets');
    expect(serving(['ANY /pets', 'GET /pets'], 'HEAD /pets')).toBe('ANY /pets');
  });

  test('the greedy route when the more specific resource has neither the method nor ANY', () => {
    const api = ['ANY /{proxy+}', 'GET /jobs/{type}', 'OPTIONS /cors', 'GET /jobs/x/deep'];
    expect(serving(api, 'GET /jobs/reboot')).toBe('GET /jobs/{type}');
    expect(serving(api, 'POST /jobs/reboot')).toBe('ANY /{proxy+}');
    expect(serving(api, 'GET /jobs')).toBe('ANY /{proxy+}');
    expect(serving(api, 'GET /cors')).toBe('ANY /{proxy+}');
  });

  test('ANY on the more specific path rather than the method on the greedy one', () => {
    expect(serving(['OPTIONS /{proxy+}', 'ANY /test/any'], 'OPTIONS /test/any')).toBe('ANY /test/any');
  });

  test('the parameter when the name has another method', () => {
    expect(serving(['POST /roles/provision', 'GET /roles/{roleId}'], 'GET /roles/provision')).toBe('GET /roles/{roleId}');
  });

  test('nothing when no route has the method', () => {
    expect(serving(['GET /users/{id}', 'PATCH /users/me'], 'POST /users/me')).toBeUndefined();
    expect(serving(['GET /pets'], 'HEAD /pets')).toBeUndefined();
    expect(serving(['GET /pets'], 'OPTIONS /pets')).toBeUndefined();
  });

  test('the root only when the path is the root', () => {
    expect(serving(['GET /', 'GET /{proxy+}'], 'GET /')).toBe('GET /');
    expect(serving(['GET /{proxy+}'], 'GET /')).toBeUndefined();
    expect(serving(['GET /'], 'GET /x')).toBeUndefined();
  });

  test('a greedy route only with at least one segment more than its parent', () => {
    expect(serving(['GET /files/{proxy+}'], 'GET /files')).toBeUndefined();
    expect(serving(['GET /files/{proxy+}'], 'GET /files/a/b/c')).toBe('GET /files/{proxy+}');
  });

  test('a resource in the same case only', () => {
    expect(serving(['GET /Pets'], 'GET /pets')).toBeUndefined();
  });

  test('a name that is percent-encoded in the request', () => {
    expect(serving(['GET /pets'], 'GET /p%65ts')).toBe('GET /pets');
  });

  test('a parameter when the segment holds an encoded slash, which separates nothing', () => {
    expect(serving(['GET /files/{name}', 'GET /files/{x}/{y}'], 'GET /files/a%2Fb')).toBe('GET /files/{name}');
  });

  test('the same route with a broken percent-encoding, instead of failing', () => {
    expect(serving(['GET /files/{name}'], 'GET /files/100%')).toBe('GET /files/{name}');
  });

  test('the same route with or without a trailing slash', () => {
    expect(serving(['GET /pets'], 'GET /pets/')).toBe('GET /pets');
  });

  test('no parameter with an empty segment', () => {
    expect(serving(['GET /pets/{id}/toys', 'GET /pets/{proxy+}'], 'GET /pets//toys')).toBeUndefined();
  });
});

test('of two routes that API Gateway cannot tell apart, the first is found', () => {
  expect(serving(['GET /pets/{id}', 'GET /pets/{petId}'], 'GET /pets/7')).toBe('GET /pets/{id}');
});

test('a request is served exactly when some route takes it, and by a route that takes it', () => {
  fc.assert(fc.property(anyApi, anyRequest, (api, request) => {
    const found = findRoute(routeTable(api), request.method, request.path);
    expect(found !== undefined).toBe(api.some((route) => takes(route, request)));
    if (found) { expect(takes(found, request)).toBe(true); }
  }));
});

test('the local engine routes every request of a random API the same way', () => {
  fc.assert(fc.property(anyApi, anyRequest, (api, request) => {
    const found = findRoute(routeTable(api), request.method, request.path);
    const engine = engineRoute(snapshotOf(api), request.method, request.path);
    expect(engine && `${engine.method.httpMethod} ${engine.resource.path}`).toBe(found && displayRoute(found));
  }), { numRuns: 500 });
});

function snapshotOf(api: ReadonlyArray<{ readonly method: string; readonly path: string }>): Pick<ApiSnapshot, 'resources'> {
  const resources = new Map<string, { -readonly [P in keyof Resource]: Resource[P] }>([['/', { id: '/', path: '/', methods: {} }]]);
  for (const { method, path } of api) {
    let at = '/';
    for (const pathPart of segmentsOf(path)) {
      const below = `${at === '/' ? '' : at}/${pathPart}`;
      if (!resources.has(below)) { resources.set(below, { id: below, parentId: at, pathPart, path: below, methods: {} }); }
      at = below;
    }
    const resource = resources.get(at)!;
    resource.methods = { ...resource.methods, [method]: { httpMethod: method, authorizationType: 'NONE', apiKeyRequired: false } };
  }
  return { resources: [...resources.values()] };
}
