import { givenService, lambdaMethod, mockMethod } from './given-api';
import { StageResponse } from '../../../rehearsal/apigateway/data-plane/messages';
import { serveStage, StageServer } from '../../../rehearsal/apigateway/serve-stage';

describe('serveStage', () => {
  let server: StageServer;
  let wired: ReturnType<typeof givenService>;
  let restApiId: string;
  let responses: StageResponse[];

  beforeEach(async () => {
    wired = givenService();
    responses = [];
    const { service, lambda, handlers } = wired;
    handlers.echo = async (event) => ({ statusCode: 200, multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] }, body: JSON.stringify(event) });
    const { functionArn } = lambda.createFunction('echo', { directory: 'echo', handler: 'index.handler' });
    lambda.addPermission('echo', { statementId: 's', principal: 'apigateway.amazonaws.com', action: 'lambda:InvokeFunction' });
    const api = service.createRestApi({ name: 'Shop' });
    restApiId = api.id;
    service.putMethod(restApiId, api.rootResourceId, mockMethod('GET', 'root'));
    service.putMethod(restApiId, service.createResource(restApiId, api.rootResourceId, '{proxy+}').id, lambdaMethod('ANY', functionArn));
    service.createDeployment(restApiId, { stageName: 'prod' });
    server = await serveStage({ ...wired, onResponse: (_, response) => responses.push(response) });
  });

  afterEach(() => server.close());

  test('serves a stage under its name, with query, headers and body', async () => {
    const response = await fetch(`${server.url}/prod/pets/a%2Bb?x=1&x=2`, { method: 'POST', body: '{"a":1}', headers: { 'X-Test': 'yes' } });

    expect(await response.json()).toMatchObject({
      httpMethod: 'POST',
      path: '/pets/a%2Bb',
      pathParameters: { proxy: 'pets/a%2Bb' },
      multiValueQueryStringParameters: { x: ['1', '2'] },
      body: '{"a":1}',
      requestContext: { stage: 'prod', apiId: restApiId },
    });
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });

  test.each([['/prod'], ['/prod/']])('serves the root at %s', async (path) => {
    expect(await (await fetch(server.url + path)).text()).toBe('root');
  });

  test('goes on when a function answers headers that would break the answer of this process', async () => {
    const odd = [{ Trailer: 'x' }, { 'Content-Length': '3' }, { 'Transfer-Encoding': 'chunked' }, { Connection: 'close' }, { 'x-a': 'b\nc' }];
    const statuses: number[] = [];
    for (const headers of odd) {
      wired.handlers.echo = async () => ({ statusCode: 200, headers, body: 'longer than three' });
      const response = await fetch(`${server.url}/prod/pets`);
      statuses.push(response.status);
      if (response.status === 200) { expect(await response.text()).toBe('longer than three'); }
    }

    expect(statuses).toEqual([200, 200, 200, 200, 502]);
  });

  test('serves any API under its id', async () => {
    wired.service.createRestApi({ name: 'Other' });

    expect(await (await fetch(`${server.url}/restapis/${restApiId}/prod/_user_request_/`)).text()).toBe('root');
  });

  test('does not guess the API when there are several', async () => {
    wired.service.createRestApi({ name: 'Other' });

    expect((await fetch(`${server.url}/prod/`)).status).toBe(403);
  });

  test('answers 403 for an unknown stage', async () => {
    const response = await fetch(`${server.url}/test/hello`);

    expect([response.status, await response.json()]).toEqual([403, { message: 'Forbidden' }]);
  });

  test('keeps the cause of a failure out of the response, and tells it to the listener', async () => {
    wired.lambda.deleteFunction('echo');
    const response = await fetch(`${server.url}/prod/pets`);

    expect([response.status, await response.text()]).toEqual([500, '{"message":"Internal server error"}']);
    expect(responses[0]).toMatchObject({ release: 'base', cause: expect.stringContaining('Lambda function does not exist') });
  });
});
