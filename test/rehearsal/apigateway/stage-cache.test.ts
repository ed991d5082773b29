import { givenService, lambdaMethod } from './given-api';
import { StageRequest, StageResponse } from '../../../rehearsal/apigateway/data-plane/messages';
import { Integration } from '../../../rehearsal/apigateway/model';

/** `GET /pets/{id}` whose answers count up, on a stage with a cache for all methods. Base and canary on different deployments. */
function givenCache(integration: Partial<Integration> = {}) {
  const wired = givenService();
  const { service, lambda, handlers, dataPlane, clock } = wired;
  let answers = 0;
  handlers.pets = () => ({ statusCode: 200, body: String(++answers) });
  const { functionArn } = lambda.createFunction('pets', { directory: 'pets', handler: 'index.handler' });
  lambda.addPermission('pets', { statementId: 'any', principal: 'apigateway.amazonaws.com', action: 'lambda:InvokeFunction' });
  const api = service.createRestApi({ name: 'Shop' });
  const pet = service.createResource(api.id, service.createResource(api.id, api.rootResourceId, 'pets').id, '{id}');
  for (const verb of ['GET', 'POST']) { service.putMethod(api.id, pet.id, lambdaMethod(verb, functionArn, integration)); }
  const [base, canary] = [service.createDeployment(api.id).id, service.createDeployment(api.id).id];
  service.createStage(api.id, {
    stageName: 'prod',
    deploymentId: base,
    cacheClusterEnabled: true,
    canarySettings: { deploymentId: canary, percentTraffic: 50, useStageCache: true },
  });
  const set = (path: string, value: string) => service.updateStage(api.id, 'prod', [{ op: 'replace', path, value }]);
  set('/*/*/caching/enabled', 'true');

  const respond = (request: Partial<StageRequest> = {}): Promise<StageResponse> => dataPlane.invokeStage({
    restApiId: api.id, stageName: 'prod', method: 'GET', path: '/pets/7', release: 'base', headers: {}, ...request,
  });
  const ask = async (request?: Partial<StageRequest>) => String((await respond(request)).body);
  const wait = (seconds: number) => { clock.time = new Date(clock.time.getTime() + seconds * 1000); };
  return { ...wired, api, base, canary, set, respond, ask, wait };
}

describe('the cache of a stage', () => {
  test('answers again what it has, under a request id of its own', async () => {
    const { respond } = givenCache();
    const [first, second] = [await respond(), await respond()];

    expect([first.fromCache, second.fromCache]).toEqual([undefined, true]);
    expect([first.body, second.body]).toEqual(['1', '1']);
    expect(second.headers['x-amzn-requestid']).not.toEqual(first.headers['x-amzn-requestid']);
  });

  test('keeps an answer for 300 seconds', async () => {
    const { ask, wait } = givenCache();
    await ask();
    wait(299.999);
    expect(await ask()).toBe('1');
    wait(0.001);
    expect(await ask()).toBe('2');
  });

  test('keeps it as long as the method setting says', async () => {
    const { ask, wait, set } = givenCache();
    set('/*/*/caching/ttlInSeconds', '10');
    await ask();
    wait(10);

    expect(await ask()).toBe('2');
  });

  test('keeps nothing for no time', async () => {
    const { ask, set } = givenCache();
    set('/*/*/caching/ttlInSeconds', '0');

    expect([await ask(), await ask()]).toEqual(['1', '2']);
  });

  test('takes a setting of the method before the setting for all', async () => {
    const { ask, set } = givenCache();
    set('/~1pets~1{id}/GET/caching/enabled', 'false');

    expect([await ask(), await ask()]).toEqual(['1', '2']);
  });

  test.each([
    ['the stage has no cache', '/cacheClusterEnabled'],
    ['the method is not cached', '/*/*/caching/enabled'],
  ])('is not asked when %s', async (_, path) => {
    const { ask, set } = givenCache();
    set(path, 'false');

    expect([await ask(), await ask()]).toEqual(['1', '2']);
  });

  test('is for GET only', async () => {
    const { ask } = givenCache();

    expect([await ask({ method: 'POST' }), await ask({ method: 'POST' })]).toEqual(['1', '2']);
  });

  test('keeps what a function answers with an error status, and nothing of a function that fails', async () => {
    const { respond, handlers } = givenCache();
    handlers.pets = () => { throw new Error('boom'); };
    expect((await respond()).status).toBe(502);
    handlers.pets = () => ({ statusCode: 429, body: 'later' });
    expect((await respond()).status).toBe(429);
    handlers.pets = () => ({ statusCode: 200 });

    expect((await respond()).status).toBe(429);
  });

  test('is passed by a rehearsal\'s question', async () => {
    const { ask } = givenCache();

    expect([await ask(), await ask({ headers: undefined })]).toEqual(['1', '2']);
  });

  describe('tells requests apart by', () => {
    test('nothing but their method, unless the integration names parameters', async () => {
      const { ask } = givenCache();

      expect([await ask(), await ask({ path: '/pets/8', query: new URLSearchParams('page=2') })]).toEqual(['1', '1']);
    });

    test.each([
      ['a path parameter', 'method.request.path.id', { path: '/pets/8' }],
      ['a query string parameter', 'method.request.querystring.page', { query: new URLSearchParams('page=2') }],
      ['a header', 'method.request.header.X-User', { headers: { 'x-user': 'ada' } }],
    ])('%s that the integration names', async (_, parameter, other) => {
      const { ask } = givenCache({ cacheKeyParameters: [parameter] });

      expect([await ask(), await ask(other), await ask(), await ask(other)]).toEqual(['1', '2', '1', '2']);
    });
  });

  describe('with a canary', () => {
    test('keeps answers of base and canary apart while they are on different deployments', async () => {
      const { ask } = givenCache();

      expect([await ask(), await ask({ release: 'canary' }), await ask(), await ask({ release: 'canary' })]).toEqual(['1', '2', '1', '2']);
    });

    test('gives both the same answer while they are on the same deployment', async () => {
      const { ask, set, base } = givenCache();
      set('/canarySettings/deploymentId', base);

      expect([await ask(), await ask({ release: 'canary' })]).toEqual(['1', '1']);
    });

    test('is not for the canary without useStageCache', async () => {
      const { ask, set } = givenCache();
      set('/canarySettings/useStageCache', 'false');

      expect([await ask({ release: 'canary' }), await ask({ release: 'canary' })]).toEqual(['1', '2']);
      expect([await ask(), await ask()]).toEqual(['3', '3']);
    });

    test('does not answer from before a promotion', async () => {
      const { ask, service, api } = givenCache();
      await ask();
      service.updateStage(api.id, 'prod', [{ op: 'copy', from: '/canarySettings/deploymentId', path: '/deploymentId' }]);

      expect(await ask()).toBe('2');
    });
  });
});
