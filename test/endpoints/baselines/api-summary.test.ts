import { ApiSummary, LiveBaseCheck, checkLiveBase, routesFromApiSummary } from '../../../lib/endpoints/baselines/api-summary';

const OPEN = { authorizationType: 'NONE', apiKeyRequired: false };

/** A summary as GetDeployment returns it. */
function summaryOf(...endpoints: string[]): ApiSummary {
  const summary: Record<string, Record<string, typeof OPEN>> = {};
  for (const [method, path] of endpoints.map((endpoint) => endpoint.split(' '))) { (summary[path] ??= {})[method] = OPEN; }
  return summary;
}

function check(base: ApiSummary | undefined, canary: ApiSummary | undefined, rules: Partial<LiveBaseCheck> = {}): string | undefined {
  return checkLiveBase({ base, canary, newEndpoints: 'REJECT', removedEndpoints: 'WARN', exceptEndpoints: [], percentTraffic: 10, ...rules })?.text;
}

test('routes are read from a summary with their authorization and API key', () => {
  expect(routesFromApiSummary({ '/pets/{id}': { GET: { authorizationType: 'AWS_IAM', apiKeyRequired: true }, ANY: OPEN } })).toEqual([
    { method: 'GET', path: '/pets/{id}', authorizationType: 'AWS_IAM', apiKeyRequired: true },
    { method: 'ANY', path: '/pets/{id}', authorizationType: 'NONE', apiKeyRequired: false },
  ]);
});

describe('checkLiveBase', () => {
  test('lets a deployment with the same endpoints pass', () => {
    expect(check(summaryOf('GET /hello'), summaryOf('GET /hello'))).toBeUndefined();
  });

  test('lets changed settings and a shadowed endpoint pass', () => {
    const base = { ...summaryOf('ANY /{proxy+}'), '/a': { GET: { authorizationType: 'AWS_IAM', apiKeyRequired: false } } };
    expect(check(base, summaryOf('ANY /{proxy+}', 'GET /a', 'GET /pets'))).toBeUndefined();
  });

  test('refuses one new endpoint with its share, that the stage was not moved, and the ways out', () => {
    expect(check(summaryOf('GET /hello'), summaryOf('GET /hello', 'GET /orders'))).toBe(
      'GET /orders is served only by the canary release; the 90 % of its requests that land on the base release would get '
      + '403 (Missing Authentication Token). The stage was not moved. Deploy it without a canary first, add it to '
      + 'exceptEndpoints (except_endpoints), or set newEndpoints (new_endpoints) to ALLOW.');
  });

  test('refuses several with one list', () => {
    expect(check(summaryOf('GET /'), summaryOf('GET /', 'GET /orders', 'POST /orders', 'OPTIONS /orders'))).toBe(
      'GET /orders, OPTIONS /orders and POST /orders are served only by the canary release; the 90 % of their requests that land on the base release '
      + 'would get 403 (Missing Authentication Token). The stage was not moved. Deploy them without a canary first, add them to '
      + 'exceptEndpoints (except_endpoints), or set newEndpoints (new_endpoints) to ALLOW.');
  });

  test('says which requests the base does not serve, when it serves a part', () => {
    expect(check(summaryOf('GET /x'), summaryOf('ANY /x'))).toContain('ANY /x (for DELETE, HEAD, OPTIONS, PATCH, POST and PUT /x) is served only by');
  });

  test('keeps the message short when there are many', () => {
    const many = Array.from({ length: 300 }, (_, i) => `GET /r${i}`);
    expect(check(summaryOf('GET /'), summaryOf('GET /', ...many))).toContain('GET /r106 and 290 more are served only by the canary release');
  });

  test('refuses a removed endpoint with REJECT only', () => {
    expect(check(summaryOf('GET /', 'GET /old'), summaryOf('GET /'))).toBeUndefined();
    expect(check(summaryOf('GET /', 'GET /old'), summaryOf('GET /'), { removedEndpoints: 'REJECT' })).toBe(
      'GET /old is not in the canary release; the 10 % of its requests that land on the canary release would get '
      + '403 (Missing Authentication Token). The stage was not moved. Keep it until production has moved, add it to '
      + 'exceptEndpoints (except_endpoints), or set removedEndpoints (removed_endpoints) to ALLOW.');
  });

  test.each(['WARN', 'ALLOW'] as const)('lets a new endpoint pass with %s', (newEndpoints) => {
    expect(check(summaryOf('GET /'), summaryOf('GET /', 'GET /new'), { newEndpoints })).toBeUndefined();
  });

  test('lets an excepted endpoint pass', () => {
    expect(check(summaryOf('GET /'), summaryOf('GET /', 'GET /new'), { exceptEndpoints: ['GET /new'] })).toBeUndefined();
  });

  test('lets everything pass with 0 % traffic', () => {
    expect(check(summaryOf('GET /'), summaryOf('GET /', 'GET /new'), { percentTraffic: 0 })).toBeUndefined();
  });

  test('refuses when either deployment could not be read, because an unknown base serves nothing for sure', () => {
    expect(check(undefined, summaryOf('GET /'))).toContain('The endpoints of the live base deployment could not be read');
    expect(check(summaryOf('GET /'), undefined)).toContain('The endpoints of the new deployment could not be read');
    expect(check(undefined, undefined, { newEndpoints: 'ALLOW' })).toBeUndefined();
  });

  test('takes a deployment without any endpoint for what it is', () => {
    expect(check({}, summaryOf('GET /'))).toContain('GET / is served only by the canary release');
  });
});
