import { compareEndpoints } from '../../lib/endpoints/comparison';
import { EndpointRules, Finding, applyPolicy } from '../../lib/endpoints/policy';
import { Route, parseRoute } from '../../lib/endpoints/routes';

const RULES: EndpointRules = { newEndpoints: 'REJECT', removedEndpoints: 'WARN', exceptEndpoints: [], percentTraffic: 10 };

function routes(endpoints: Array<string | Route>): Route[] {
  return endpoints.map((endpoint) => (typeof endpoint === 'string' ? parseRoute(endpoint, 'endpoint') : endpoint));
}

function findings(base: Array<string | Route>, canary: Array<string | Route>, rules: Partial<EndpointRules> = {}): Finding[] {
  return applyPolicy(compareEndpoints(routes(base), routes(canary)), { ...RULES, ...rules });
}

function verdicts(...parameters: Parameters<typeof findings>): string[] {
  return findings(...parameters).map(({ level, difference, route }) => `${level} ${difference.kind} ${route.method} ${route.path}`);
}

describe('a new endpoint', () => {
  test('is an error by default, with the share of requests that would fail and the two ways out', () => {
    expect(findings(['GET /hello'], ['GET /hello', 'GET /orders']).map(({ message }) => message)).toEqual([
      'GET /orders is served only by the canary release; the 90 % of its requests that land on the base release would get '
      + '403 (Missing Authentication Token). Deploy it without a canary first, add it to exceptEndpoints, or set newEndpoints to ALLOW.',
    ]);
    expect(verdicts(['GET /hello'], ['GET /hello', 'GET /orders'])).toEqual(['error UnservedEndpoint GET /orders']);
  });

  test('is a warning with WARN, and nothing with ALLOW', () => {
    expect(verdicts([], ['GET /a'], { newEndpoints: 'WARN' })).toEqual(['warning UnservedEndpoint GET /a']);
    expect(verdicts([], ['GET /a'], { newEndpoints: 'ALLOW' })).toEqual([]);
  });

  test('names examples of what the base does not serve, when it serves a part', () => {
    expect(findings(['GET /x'], ['ANY /x'])[0].message)
      .toContain('ANY /x (for DELETE, HEAD, OPTIONS, PATCH, POST and PUT /x) is served only by the canary release; the 90 %');
  });

  test('is not reported as a second finding when it takes the place of a route of the base', () => {
    expect(verdicts(['GET /x'], ['ANY /x'])).toEqual(['error UnservedEndpoint ANY /x']);
  });

  test.each([
    [33.33, '66.67 %'], [0.1, '99.9 %'], [99, '1 %'], [50, '50 %'],
  ])('with %d %% canary traffic would fail for %s of the requests', (percentTraffic, share) => {
    expect(findings([], ['GET /a'], { percentTraffic })[0].message).toContain(`the ${share} of its requests`);
  });

  test('would fail for an unknown part of the requests when the percent traffic is known only at deploy', () => {
    expect(findings([], ['GET /a'], { percentTraffic: undefined })[0].message).toContain(
      'the part of its requests that land on the base release would get 403',
    );
  });

  test('is no finding with 100 % canary traffic, where a removed one is', () => {
    expect(verdicts(['GET /old'], ['GET /a'], { percentTraffic: 100 })).toEqual(['warning RemovedEndpoint GET /old']);
  });

  test('is no finding with 0 % canary traffic, and neither is anything else', () => {
    expect(verdicts(['GET /old'], ['GET /a'], { percentTraffic: 0 })).toEqual([]);
  });
});

describe('an endpoint that another route of the base serves', () => {
  test('is a warning that names the route, even with REJECT', () => {
    const [finding] = findings(['GET /{id}'], ['GET /{id}', 'GET /pets']);
    expect(finding.level).toBe('warning');
    expect(finding.difference.kind).toBe('shadowedEndpoint');
    expect(finding.message).toBe('GET /pets is new; the 90 % of its requests that land on the base release are served by GET /{id} there, '
      + "so clients meet two different endpoints. Deploy it without a canary first, or add 'GET /pets' to exceptEndpoints.");
  });

  test('is nothing with ALLOW', () => {
    expect(verdicts(['GET /{id}'], ['GET /{id}', 'GET /pets'], { newEndpoints: 'ALLOW' })).toEqual([]);
  });
});

describe('a removed endpoint', () => {
  test('is a warning by default, with the canary\'s share of the requests', () => {
    const [finding] = findings(['GET /a', 'GET /old'], ['GET /a']);
    expect(finding.level).toBe('warning');
    expect(finding.message).toBe('GET /old is not in the canary release; the 10 % of its requests that land on the canary release would get '
      + '403 (Missing Authentication Token). Keep it until production has moved, add it to exceptEndpoints, '
      + 'or set removedEndpoints to ALLOW.');
  });

  test('is an error with REJECT, and nothing with ALLOW', () => {
    expect(verdicts(['GET /old'], [], { removedEndpoints: 'REJECT' })).toEqual(['error RemovedEndpoint GET /old']);
    expect(verdicts(['GET /old'], [], { removedEndpoints: 'ALLOW' })).toEqual([]);
  });

  test('is a warning even with REJECT when a route that both have serves it in the canary', () => {
    const [finding] = findings(['GET /{id}', 'GET /pets'], ['GET /{id}'], { removedEndpoints: 'REJECT' });
    expect(finding.level).toBe('warning');
    expect(finding.message).toContain(
      'GET /pets is not in the canary release; the 10 % of its requests that land on the canary release are served by GET /{id} there',
    );
  });
});

describe('a changed setting', () => {
  const pets: Route = { method: 'GET', path: '/pets', authorizationType: 'NONE', apiKeyRequired: false, requestValidation: 'none' };

  test.each([
    ['authorizationType', 'AWS_IAM', 'endpointAuthorization', "GET /pets changes authorization from 'NONE' to 'AWS_IAM'"],
    ['apiKeyRequired', true, 'endpointApiKey', "GET /pets changes the API key from 'not required' to 'required'"],
    ['requestValidation', 'body', 'endpointRequestValidation', "GET /pets changes request validation from 'none' to 'body'"],
  ])('of %s is a warning, whatever the policies', (name, value, id, message) => {
    const found = findings([pets], [{ ...pets, [name]: value }], { newEndpoints: 'ALLOW', removedEndpoints: 'ALLOW' });
    expect(found.map(({ level, difference }) => [level, difference.kind])).toEqual([['warning', id]]);
    expect(found[0].message).toContain(message);
  });
});

describe('exceptEndpoints', () => {
  test('takes an endpoint out, whatever its parameters are called', () => {
    expect(verdicts([], ['GET /pets/{id}', 'GET /b'], { exceptEndpoints: ['GET /pets/{petId}'] })).toEqual(['error UnservedEndpoint GET /b']);
  });

  test('takes the preflight of its path out, but no other method', () => {
    expect(verdicts([], [
      'GET /pets', 'OPTIONS /pets', 'POST /pets',
    ], { exceptEndpoints: ['GET /pets'] })).toEqual(['error UnservedEndpoint POST /pets']);
  });

  test('with ANY takes every method of the path out, but no path below', () => {
    expect(verdicts([], ['GET /pets', 'POST /pets', 'GET /pets/{id}'], { exceptEndpoints: ['ANY /pets'] }))
      .toEqual(['error UnservedEndpoint GET /pets/{id}']);
  });

  test('with a method does not take ANY out', () => {
    expect(verdicts([], ['ANY /pets'], { exceptEndpoints: ['GET /pets'] })).toEqual(['error UnservedEndpoint ANY /pets']);
  });

  test('refuses what is no endpoint, with its place', () => {
    expect(() => findings([], [], { exceptEndpoints: ['GET /a', 'pets'] })).toThrow("exceptEndpoints[1] must have a method and a path, got 'pets'");
  });
});
