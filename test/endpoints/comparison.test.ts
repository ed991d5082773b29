import * as fc from 'fast-check';
import { anyApi, anyRequest, anyRoute, takes } from './random-routes';
import { EndpointDifference, OneSidedRoute, compareEndpoints } from '../../lib/endpoints/comparison';
import { findRoute, routeTable } from '../../lib/endpoints/matching';
import { Route, displayRoute, parseRoute, routeKey } from '../../lib/endpoints/routes';

function routes(endpoints: string[]): Route[] {
  return endpoints.map((endpoint) => parseRoute(endpoint, 'endpoint'));
}

/** Differences as text: `UnservedEndpoint GET /pets [GET /pets]`, `shadowedEndpoint GET /pets by GET /{id}`. */
function compared(base: string[], canary: string[]): string[] {
  return compareEndpoints(routes(base), routes(canary)).map((difference) => {
    if (!('unserved' in difference)) { return `${difference.kind} ${displayRoute(difference.route)}`; }
    const unserved = difference.unserved.length > 0 ? ` [${difference.unserved.join(', ')}]` : '';
    const servedBy = difference.servedBy.length > 0 ? ` by ${difference.servedBy.map(displayRoute).join(', ')}` : '';
    return `${difference.kind} ${displayRoute(difference.route)}${unserved}${servedBy}`;
  });
}

describe('unserved by the base', () => {
  test('a method on a new path', () => {
    expect(compared(['GET /hello'], ['GET /hello', 'GET /pets'])).toEqual(['UnservedEndpoint GET /pets [GET /pets]']);
  });

  test('a new method on a path that the base has', () => {
    expect(compared(['GET /pets'], ['GET /pets', 'POST /pets'])).toEqual(['UnservedEndpoint POST /pets [POST /pets]']);
  });

  test('the preflight of a new path', () => {
    expect(compared(['GET /'], ['GET /', 'GET /pets', 'OPTIONS /pets']))
      .toEqual(['UnservedEndpoint GET /pets [GET /pets]', 'UnservedEndpoint OPTIONS /pets [OPTIONS /pets]']);
  });

  test('the other verbs, when ANY replaces single methods', () => {
    expect(compared(['GET /x', 'POST /x'], ['ANY /x'])).toEqual([
      'UnservedEndpoint ANY /x [DELETE /x, HEAD /x, OPTIONS /x, PATCH /x, PUT /x] by GET /x, POST /x',
      'replacedEndpoint GET /x by ANY /x',
      'replacedEndpoint POST /x by ANY /x',
    ]);
  });

  test('the deeper paths, when a greedy parameter replaces a single one', () => {
    expect(compared(['GET /pets/{id}'], ['GET /pets/{proxy+}'])[0])
      .toBe('UnservedEndpoint GET /pets/{proxy+} [GET /pets/something/something] by GET /pets/{id}');
  });

  test('all other names, when a parameter replaces a name', () => {
    expect(compared(['GET /pets/mine'], ['GET /pets/mine', 'GET /pets/{id}'])).toEqual(['UnservedEndpoint GET /pets/{id} [GET /pets/something]']);
  });

  test('what lies between the proxies of the base', () => {
    expect(compared(['ANY /a/{proxy+}', 'ANY /b/{proxy+}'], ['GET /{x}/y'])[0])
      .toBe('UnservedEndpoint GET /{x}/y [GET /something/y] by ANY /a/{proxy+}, ANY /b/{proxy+}');
    expect(compared(['ANY /a/{proxy+}'], ['ANY /a/{proxy+}', 'GET /{x}/y'])).toEqual(['UnservedEndpoint GET /{x}/y [GET /something/y]']);
  });

  test('the same path in another case', () => {
    expect(compared(['GET /pets'], ['GET /Pets'])[0]).toBe('UnservedEndpoint GET /Pets [GET /Pets]');
  });

  test('everything, when the base serves nothing', () => {
    expect(compared([], ['GET /'])).toEqual(['UnservedEndpoint GET / [GET /]']);
  });
});

describe('served by another route of the base', () => {
  test('a name that a parameter takes', () => {
    expect(compared(['GET /{id}'], ['GET /{id}', 'GET /pets'])).toEqual(['shadowedEndpoint GET /pets by GET /{id}']);
  });

  test('anything that a greedy parameter takes', () => {
    expect(compared(['ANY /{proxy+}'], ['ANY /{proxy+}', 'GET /a/b', 'POST /c'])).toEqual([
      'shadowedEndpoint GET /a/b by ANY /{proxy+}',
      'shadowedEndpoint POST /c by ANY /{proxy+}',
    ]);
  });

  test('a method that ANY takes', () => {
    expect(compared(['ANY /x'], ['ANY /x', 'GET /x'])).toEqual(['shadowedEndpoint GET /x by ANY /x']);
  });

  test('a resource that has the path but not the method, when a proxy has both', () => {
    expect(compared(['GET /x', 'ANY /{proxy+}'], ['GET /x', 'ANY /{proxy+}', 'POST /x']))
      .toEqual(['shadowedEndpoint POST /x by ANY /{proxy+}']);
  });

  test('several routes of the base together', () => {
    expect(compared(['GET /x', 'ANY /{proxy+}'], ['ANY /x', 'ANY /{proxy+}'])[0])
      .toBe('shadowedEndpoint ANY /x by GET /x, ANY /{proxy+}');
  });
});

describe('removed from the canary', () => {
  test('a route that only the base has', () => {
    expect(compared(['GET /a', 'GET /b'], ['GET /a'])).toEqual(['RemovedEndpoint GET /b [GET /b]']);
  });

  test('the route of the canary that takes over is named', () => {
    expect(compared(['GET /{id}', 'GET /pets'], ['GET /{id}'])).toEqual(['replacedEndpoint GET /pets by GET /{id}']);
  });

  test('the other verbs, when a single method replaces ANY', () => {
    expect(compared(['ANY /x'], ['GET /x'])).toEqual([
      'shadowedEndpoint GET /x by ANY /x',
      'RemovedEndpoint ANY /x [DELETE /x, HEAD /x, OPTIONS /x, PATCH /x, POST /x, PUT /x] by GET /x',
    ]);
  });
});

describe('unchanged', () => {
  test('the same resource under a differently named parameter', () => {
    expect(compared(['GET /pets/{id}', 'ANY /{proxy+}'], ['GET /pets/{petId}', 'ANY /{rest+}'])).toEqual([]);
  });

  test('a route that only lost requests to a new, more specific one', () => {
    expect(compared(['GET /{id}'], ['GET /{id}', 'GET /pets']).some((text) => text.includes(' GET /{id} '))).toBe(false);
  });

  test('an ANY that no request reaches, because every single method is there', () => {
    const all = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'].map((method) => `${method} /x`);
    expect(compared(all, [...all, 'ANY /x'])).toEqual([]);
    expect(compared([...all, 'ANY /x'], all)).toEqual([]);
  });
});

describe('settings', () => {
  const change = (base: Partial<Route>, canary: Partial<Route>): unknown[] => {
    const route = parseRoute('GET /pets', 'x');
    return compareEndpoints([{ ...route, ...base }], [{ ...route, ...canary }])
      .map((difference) => 'base' in difference && [difference.kind, difference.base, difference.canary]);
  };

  test('another authorization type is reported', () => {
    expect(change({ authorizationType: 'NONE' }, { authorizationType: 'AWS_IAM' })).toEqual([['endpointAuthorization', 'NONE', 'AWS_IAM']]);
  });

  test('another authorizer of the same type is reported', () => {
    expect(change({ authorizationType: 'CUSTOM', authorizerId: 'resource:A' }, { authorizationType: 'CUSTOM', authorizerId: 'resource:B' }))
      .toEqual([['endpointAuthorization', 'CUSTOM (resource:A)', 'CUSTOM (resource:B)']]);
  });

  test('authorizers that are named in different ways cannot be compared, so their type is', () => {
    expect(change({
      authorizationType: 'CUSTOM', authorizerId: 'resource:A',
    }, { authorizationType: 'CUSTOM', authorizerId: 'scheme:A' })).toEqual([]);
    expect(change({ authorizationType: 'CUSTOM', authorizerId: 'resource:A' }, { authorizationType: 'AWS_IAM' }))
      .toEqual([['endpointAuthorization', 'CUSTOM', 'AWS_IAM']]);
  });

  test('a required API key is reported', () => {
    expect(change({ apiKeyRequired: false }, { apiKeyRequired: true })).toEqual([['endpointApiKey', 'not required', 'required']]);
  });

  test('other request validation is reported', () => {
    expect(change({ requestValidation: 'none' }, { requestValidation: 'body' })).toEqual([['endpointRequestValidation', 'none', 'body']]);
  });

  test('what one side does not tell is not compared', () => {
    expect(change({}, { authorizationType: 'AWS_IAM', apiKeyRequired: true, requestValidation: 'body' })).toEqual([]);
    expect(change({ authorizationType: 'AWS_IAM', apiKeyRequired: true, requestValidation: 'body' }, {})).toEqual([]);
  });
});

describe('laws', () => {
  const onlyUnserved = (differences: EndpointDifference[]): OneSidedRoute[] =>
    differences.filter((difference) => difference.kind === 'UnservedEndpoint');

  test('comparing an API with itself finds nothing', () => {
    fc.assert(fc.property(anyApi, (api) => expect(compareEndpoints(api, api)).toEqual([])));
  });

  test('a request that the canary routes to a route without finding is served by the base', () => {
    fc.assert(fc.property(anyApi, anyApi, anyRequest, (base, canary, request) => {
      const route = findRoute(routeTable(canary), request.method, request.path);
      const served = findRoute(routeTable(base), request.method, request.path) !== undefined;
      const found = onlyUnserved(compareEndpoints(base, canary)).some((difference) => difference.route === route);
      if (route && !served) { expect(found).toBe(true); }
    }), { numRuns: 1000 });
  });

  test('every reported request is routed to the route by the canary and by nothing of the base', () => {
    fc.assert(fc.property(anyApi, anyApi, (base, canary) => {
      for (const { route, unserved } of onlyUnserved(compareEndpoints(base, canary))) {
        for (const request of unserved) {
          const [method, path] = request.split(' ');
          expect(findRoute(routeTable(canary), method, path)).toBe(route);
          expect(findRoute(routeTable(base), method, path)).toBeUndefined();
        }
      }
    }));
  });

  test('a route of which the base takes every request by a proxy is never unserved', () => {
    fc.assert(fc.property(anyApi, anyApi, (base, canary) => {
      const withProxy = [...base, ...routes(['ANY /', 'ANY /{proxy+}'])];
      expect(onlyUnserved(compareEndpoints(withProxy, canary))).toEqual([]);
    }));
  });

  test('what is new in one direction is removed in the other, and nothing else is', () => {
    fc.assert(fc.property(anyApi, anyApi, (one, other) => {
      const added = compareEndpoints(one, other).filter(({ kind }) => kind === 'UnservedEndpoint' || kind === 'shadowedEndpoint');
      const removed = compareEndpoints(other, one).filter(({ kind }) => kind === 'RemovedEndpoint' || kind === 'replacedEndpoint');
      const text = (difference: EndpointDifference): string => JSON.stringify({ ...difference, kind: undefined });
      expect(removed.map(text)).toEqual(added.map(text));
    }));
  });

  test('one more route in the base makes no route of the canary unserved', () => {
    fc.assert(fc.property(anyApi, anyApi, anyRoute, (base, canary, more) => {
      const before = onlyUnserved(compareEndpoints(base, canary)).map(({ route }) => routeKey(route));
      const after = onlyUnserved(compareEndpoints([...base, more], canary)).map(({ route }) => routeKey(route));
      expect(before).toEqual(expect.arrayContaining(after));
    }));
  });

  test('one more route in the canary makes no other route unserved', () => {
    fc.assert(fc.property(anyApi, anyApi, anyRoute, (base, canary, more) => {
      const before = [...onlyUnserved(compareEndpoints(base, canary)).map(({ route }) => routeKey(route)), routeKey(more)];
      const after = onlyUnserved(compareEndpoints(base, [...canary, more])).map(({ route }) => routeKey(route));
      expect(before).toEqual(expect.arrayContaining(after));
    }));
  });

  test('neither the order of the routes nor the names of parameters matter', () => {
    fc.assert(fc.property(anyApi, anyApi, (base, canary) => {
      const renamed = [...base].reverse().map((route) => ({ ...route, path: route.path.replace('{id}', '{other}').replace('{proxy+}', '{rest+}') }));
      const kinds = (differences: EndpointDifference[]): string[] => differences.map(({ kind, route }) => `${kind} ${routeKey(route)}`);
      expect(kinds(compareEndpoints(renamed, [...canary].reverse())).sort()).toEqual(kinds(compareEndpoints(base, canary)).sort());
    }));
  });

  test('a route that takes no request of the base is unserved as a whole', () => {
    fc.assert(fc.property(anyApi, anyApi, anyRequest, (base, canary, request) => {
      for (const { route, servedBy } of onlyUnserved(compareEndpoints(base, canary))) {
        if (servedBy.length === 0 && takes(route, request) && findRoute(routeTable(canary), request.method, request.path) === route) {
          expect(findRoute(routeTable(base), request.method, request.path)).toBeUndefined();
        }
      }
    }));
  });
});
