import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { givenService, lambdaMethod, mockMethod } from './given-api';
import { StageRequest, StageResponse } from '../../../rehearsal/apigateway/data-plane/messages';
import { Integration } from '../../../rehearsal/apigateway/model';

const PROXIED = { statusCode: 200, headers: { 'X-Release': 'one' }, body: 'hello' };

/** `GET /hello` by version 1 of a function on the base, by version 2 on a canary with this percentage. Permissions for both. */
function givenCanary(percentTraffic: number, seed = 1) {
  const wired = givenService({}, seed);
  const { service, lambda, handlers } = wired;
  handlers.one = async (event) => ({ ...PROXIED, body: JSON.stringify({ version: '1', event }) });
  handlers.two = async (event) => ({ ...PROXIED, body: JSON.stringify({ version: '2', event }) });
  const versions = ['one', 'two'].map((directory, index) => {
    const configuration = { directory, handler: 'index.handler' };
    if (index === 0) { lambda.createFunction('hello', configuration); } else { lambda.updateFunction('hello', configuration); }
    return lambda.publishVersion('hello').functionVersionArn;
  });
  const api = service.createRestApi({ name: 'Shop' });
  const hello = service.createResource(api.id, api.rootResourceId, 'hello');
  const pet = service.createResource(api.id, service.createResource(api.id, api.rootResourceId, 'pets').id, '{id}');
  const deployments = versions.map((arn) => {
    service.putMethod(api.id, hello.id, lambdaMethod('GET', arn), 'replace');
    service.putMethod(api.id, pet.id, lambdaMethod('ANY', arn), 'replace');
    lambda.addPermission(arn, {
      statementId: 'gateway',
      principal: 'apigateway.amazonaws.com',
      action: 'lambda:InvokeFunction',
      sourceArn: `arn:aws:execute-api:us-east-1:123456789012:${api.id}/prod/*/*`,
    });
    return service.createDeployment(api.id).id;
  });
  service.createStage(api.id, {
    stageName: 'prod',
    deploymentId: deployments[0],
    variables: { theme: 'light', region: 'eu' },
    canarySettings: { deploymentId: deployments[1], percentTraffic, stageVariableOverrides: { theme: 'dark', beta: 'on' } },
  });
  const ask = (request: Partial<StageRequest> = {}): Promise<StageResponse> =>
    wired.dataPlane.invokeStage({ restApiId: api.id, stageName: 'prod', method: 'GET', path: '/hello', ...request });
  return { ...wired, api, hello, versions, deployments, ask };
}

function bodyOf(response: StageResponse): { version: string; event: Record<string, unknown> } {
  return JSON.parse(response.body.toString());
}

/** What the gateway adds to a request. */
const GATEWAY_HEADERS = {
  'X-Amzn-Trace-Id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
  'X-Forwarded-For': '127.0.0.1',
  'X-Forwarded-Port': '443',
  'X-Forwarded-Proto': 'https',
};

describe('invokeStage', () => {
  describe('with a canary', () => {
    async function canaryShare(percent: number, requests: number, seed = 1): Promise<number> {
      const { ask } = givenCanary(percent, seed);
      let canary = 0;
      for (let sent = 0; sent < requests; sent++) { canary += (await ask()).release === 'canary' ? 1 : 0; }
      return canary / requests;
    }

    test('sends about the given percentage of requests there, each drawn on its own', async () => {
      expect(await canaryShare(20, 2000)).toBeCloseTo(0.2, 1);
    });

    test('sends none there at 0 percent and all at 100', async () => {
      expect([await canaryShare(0, 200), await canaryShare(100, 200)]).toEqual([0, 1]);
    });

    test('splits alike for the same seed, and differently for another', async () => {
      const releases = async (seed: number) => {
        const { ask } = givenCanary(50, seed);
        return Promise.all(Array.from({ length: 40 }, async () => (await ask()).release));
      };

      expect(await releases(7)).toEqual(await releases(7));
      expect(await releases(7)).not.toEqual(await releases(8));
    });

    test('answers from the deployment of the release, and says which', async () => {
      const { ask, deployments } = givenCanary(50);
      const [base, canary] = [await ask({ release: 'base' }), await ask({ release: 'canary' })];

      expect([base.deploymentId, canary.deploymentId]).toEqual(deployments);
      expect([bodyOf(base).version, bodyOf(canary).version]).toEqual(['1', '2']);
    });

    test('shows the canary the stage\'s variables with its overrides merged over them, and the base its own', async () => {
      const { ask } = givenCanary(50);

      expect(bodyOf(await ask({ release: 'base' })).event.stageVariables).toEqual({ theme: 'light', region: 'eu' });
      expect(bodyOf(await ask({ release: 'canary' })).event.stageVariables).toEqual({ theme: 'dark', region: 'eu', beta: 'on' });
    });
  });

  test('answers from the base on a stage without canary, and cannot be asked for a canary there', async () => {
    const { ask, service, api } = givenCanary(100);
    service.updateStage(api.id, 'prod', [{ op: 'remove', path: '/canarySettings' }]);

    expect((await ask()).release).toBe('base');
    await expect(ask({ release: 'canary' })).rejects.toThrow('release must be base on a stage without canary, got canary for prod');
  });

  test('answers 403 Missing Authentication Token for a route that only the other release has', async () => {
    const { ask, service, api } = givenCanary(50);
    const beta = service.createResource(api.id, api.rootResourceId, 'beta');
    service.putMethod(api.id, beta.id, mockMethod('GET', 'beta'));
    const { id } = service.createDeployment(api.id);
    service.updateStage(api.id, 'prod', [{ op: 'replace', path: '/canarySettings/deploymentId', value: id }]);

    expect((await ask({ path: '/beta', release: 'canary' })).body).toBe('beta');
    expect(await ask({ path: '/beta', release: 'base' })).toMatchObject({
      status: 403,
      body: '{"message":"Missing Authentication Token"}',
      headers: { 'x-amzn-errortype': ['MissingAuthenticationTokenException'], 'content-type': ['application/json'] },
    });
  });

  test('answers 403 Missing Authentication Token for another verb', async () => {
    expect(await givenCanary(0).ask({ method: 'DELETE' })).toMatchObject({ status: 403, body: '{"message":"Missing Authentication Token"}' });
  });

  test('answers 403 Forbidden for an unknown stage', async () => {
    expect(await givenCanary(0).ask({ stageName: 'test' })).toMatchObject({ status: 403, body: '{"message":"Forbidden"}' });
  });

  test('gives a gateway response of the release its status, headers and body', async () => {
    const { ask, service, api } = givenCanary(50);
    service.putGatewayResponse(api.id, {
      responseType: 'DEFAULT_4XX',
      statusCode: '404',
      responseTemplates: { 'application/json': '{"error":$context.error.messageString}' },
      responseParameters: { 'gatewayresponse.header.Access-Control-Allow-Origin': "'*'" },
    });
    const { id } = service.createDeployment(api.id);
    service.updateStage(api.id, 'prod', [{ op: 'replace', path: '/canarySettings/deploymentId', value: id }]);

    expect(await ask({ path: '/absent', release: 'canary' })).toMatchObject({
      status: 404, body: '{"error":"Missing Authentication Token"}', headers: { 'access-control-allow-origin': ['*'] },
    });
    expect(await ask({ path: '/absent', release: 'base' })).toMatchObject({ status: 403 });
  });

  describe('answers 500 and does not invoke the function', () => {
    const INTERNAL = { status: 500, body: '{"message":"Internal server error"}' };

    test('when its permission is gone', async () => {
      const { ask, lambda, versions, handlers } = givenCanary(50);
      handlers.one = () => { throw new Error('invoked'); };
      lambda.removePermission(versions[0], 'gateway');

      expect(await ask({ release: 'base' })).toMatchObject({
        ...INTERNAL, cause: expect.stringMatching(/^Execution failed due to configuration error: Invalid permissions on Lambda function/),
      });
      expect(await ask({ release: 'canary' })).toMatchObject({ status: 200 });
    });

    test('when the permission is for another stage', async () => {
      const { ask, service, api, deployments } = givenCanary(0);
      service.createStage(api.id, { stageName: 'test', deploymentId: deployments[0] });

      expect(await ask({ stageName: 'test' })).toMatchObject({ ...INTERNAL, cause: expect.stringContaining('Invalid permissions') });
    });

    test('when the version is gone', async () => {
      const { ask, lambda } = givenCanary(50);
      lambda.deleteVersion('hello', '1');

      expect(await ask({ release: 'base' })).toMatchObject({ ...INTERNAL, cause: expect.stringContaining('Lambda function does not exist') });
    });

    test('when the function is gone', async () => {
      const { ask, lambda } = givenCanary(50);
      lambda.deleteFunction('hello');

      expect(await ask({ release: 'canary' })).toMatchObject({ ...INTERNAL, cause: expect.stringContaining('Lambda function does not exist') });
    });

    test('when the URI names a stage variable that this release does not have', async () => {
      const { ask, service, lambda, api, hello } = givenCanary(50);
      lambda.createAlias('hello', 'on', '2');
      lambda.addPermission('hello:on', { statementId: 'gateway', principal: 'apigateway.amazonaws.com', action: 'lambda:InvokeFunction' });
      service.putMethod(api.id, hello.id,
        lambdaMethod('GET', 'arn:aws:lambda:us-east-1:123456789012:function:hello:${stageVariables.beta}'), 'replace');
      const { id } = service.createDeployment(api.id);
      service.updateStage(api.id, 'prod', [
        { op: 'replace', path: '/deploymentId', value: id }, { op: 'replace', path: '/canarySettings/deploymentId', value: id },
      ]);

      expect(bodyOf(await ask({ release: 'canary' })).version).toBe('2');
      expect(await ask({ release: 'base' })).toMatchObject(INTERNAL);
    });

    test('unless the integration has a role of its own, which needs no permission', async () => {
      const { ask, service, lambda, api, hello, versions } = givenCanary(50);
      lambda.removePermission(versions[0], 'gateway');
      service.putMethod(api.id, hello.id, lambdaMethod('GET', versions[0], { credentials: 'arn:aws:iam::123456789012:role/gateway' }), 'replace');
      const { id } = service.createDeployment(api.id);
      service.updateStage(api.id, 'prod', [{ op: 'replace', path: '/deploymentId', value: id }]);

      expect(await ask({ release: 'base' })).toMatchObject({ status: 200 });
    });
  });

  test('checks the permission with the resource path, whatever the path parameter is', async () => {
    const { ask, lambda, versions, api } = givenCanary(0);
    lambda.removePermission(versions[0], 'gateway');
    const allow = (statementId: string, path: string) => lambda.addPermission(versions[0], {
      statementId,
      principal: 'apigateway.amazonaws.com',
      action: 'lambda:InvokeFunction',
      sourceArn: `arn:aws:execute-api:us-east-1:123456789012:${api.id}/prod/${path}`,
    });

    allow('other', 'GET/pets');
    expect(await ask({ path: '/pets/1' })).toMatchObject({ status: 500 });
    allow('this', 'GET/pets/*');
    expect(await ask({ path: '/pets/1' })).toMatchObject({ status: 200 });
    expect(await ask({ path: '/pets/1', method: 'PUT' })).toMatchObject({ status: 500 });
  });

  describe('answers 502', () => {
    test.each([
      ['null', null], ['a text', 'hello'], ['a list', []], ['an unknown key', { statusCode: 200, message: 'hi' }],
      ['a body that is no text', { statusCode: 200, body: { a: 1 } }], ['a status that is no number', { statusCode: 'ok' }],
      ['headers that are no map', { statusCode: 200, headers: 'x' }], ['a header with a map', { statusCode: 200, headers: { a: {} } }],
    ])('for a function that returns %s', async (_, returned) => {
      const { ask, handlers } = givenCanary(0);
      handlers.one = () => returned;

      expect(await ask()).toMatchObject({
        status: 502, body: '{"message":"Internal server error"}', cause: expect.stringContaining('Malformed Lambda proxy response'),
      });
    });

    test('for a function that fails', async () => {
      const { ask, handlers } = givenCanary(0);
      handlers.one = () => { throw new TypeError('boom'); };

      expect(await ask()).toMatchObject({
        status: 502, body: '{"message":"Internal server error"}', cause: 'Lambda execution failed: TypeError: boom',
      });
    });
  });

  describe('passes a proxy function\'s answer on', () => {
    test.each([
      [
        'status and headers',
        { statusCode: 201, headers: { Location: '/pets/1' }, body: 'made' },
        { status: 201, headers: { location: ['/pets/1'] }, body: 'made' },
      ],
      ['a status given as text', { statusCode: '204' }, { status: 204, body: '' }],
      ['nothing but an empty object', {}, { status: 200, body: '', headers: { 'content-type': ['application/json'] } }],
      ['headers with several values', { multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] } }, { headers: { 'set-cookie': ['a=1', 'b=2'] } }],
      ['base64 as it is, when the API has no binary media types', { body: 'aGk=', isBase64Encoded: true }, { body: 'aGk=' }],
      ['headers that are the gateway\'s own affair left out', { headers: { 'Trailer': 'x', 'Transfer-Encoding': 'chunked' } }, { status: 200 }],
      ['headers that the gateway sets itself under other names', { headers: { 'Content-Length': '7', 'Date': 'today' } },
        { headers: { 'x-amzn-remapped-content-length': ['7'], 'x-amzn-remapped-date': ['today'] } }],
      ['502 when a header has characters that HTTP does not', { headers: { 'x-a': 'b\nc' } }, { status: 502 }],
    ])('with %s', async (_, returned, expected) => {
      const { ask, handlers } = givenCanary(0);
      handlers.one = () => returned;

      expect(await ask()).toMatchObject(expected);
    });
  });

  test('sends a proxy function the event recorded on AWS', async () => {
    const { ask, api, deployments } = givenCanary(0);

    const { event } = bodyOf(await ask({
      method: 'PUT',
      path: '/pets/a%2Bb',
      query: new URLSearchParams('x=1&x=2&y=a+b'),
      body: '{}',
      headers: { 'X-One': 'a', 'X-Two': ['b', 'c'], 'User-Agent': 'test', 'Host': 'shop.example' },
    }));

    expect(event).toEqual({
      resource: '/pets/{id}',
      path: '/pets/a%2Bb',
      httpMethod: 'PUT',
      headers: {
        'X-One': 'a', 'X-Two': 'c', 'User-Agent': 'test', 'Host': 'shop.example', ...GATEWAY_HEADERS,
      },
      multiValueHeaders: {
        'X-One': ['a'],
        'X-Two': ['b', 'c'],
        'User-Agent': ['test'],
        'Host': ['shop.example'],
        ...Object.fromEntries(Object.entries(GATEWAY_HEADERS).map(([name, value]) => [name, [value]])),
      },
      queryStringParameters: { x: '2', y: 'a b' },
      multiValueQueryStringParameters: { x: ['1', '2'], y: ['a b'] },
      pathParameters: { id: 'a%2Bb' },
      stageVariables: { theme: 'light', region: 'eu' },
      requestContext: expect.objectContaining({
        accountId: '123456789012',
        apiId: api.id,
        deploymentId: deployments[0],
        domainName: 'shop.example',
        httpMethod: 'PUT',
        path: '/prod/pets/a%2Bb',
        protocol: 'HTTP/1.1',
        resourcePath: '/pets/{id}',
        stage: 'prod',
        requestTime: '01/Jan/2030:00:00:00 +0000',
        requestTimeEpoch: 1893456000000,
        identity: expect.objectContaining({ sourceIp: '127.0.0.1', userAgent: 'test', user: null }),
      }),
      body: '{}',
      isBase64Encoded: false,
    });
  });

  test('sends null for what a request does not have, and the headers of the gateway', async () => {
    const { ask, service, api } = givenCanary(0);
    service.updateStage(api.id, 'prod', [{ op: 'remove', path: '/variables' }]);

    expect(bodyOf(await ask()).event).toMatchObject({
      headers: GATEWAY_HEADERS,
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
      stageVariables: null,
      body: null,
    });
  });

  describe('from a MOCK integration', () => {
    const TEMPLATE = '{"variable":"$stageVariables.testVar","noDefault":"$stageVariables.noStageVar","id":"$input.params(\'id\')",'
      + '"other":"${stageVariables.defaultVar}","isCanary":"$context.isCanaryRequest","deployment":"$context.deploymentId"}';

    test('renders the variables of the release and whether it is the canary, as recorded on AWS', async () => {
      const { service, dataPlane } = givenService();
      const api = service.createRestApi({ name: 'Mock' });
      service.putMethod(api.id, api.rootResourceId, mockMethod('GET', TEMPLATE));
      const [base, canary] = [service.createDeployment(api.id).id, service.createDeployment(api.id).id];
      service.createStage(api.id, {
        stageName: 'dev',
        deploymentId: base,
        variables: { testVar: 'default', defaultVar: 'default' },
        canarySettings: { deploymentId: canary, stageVariableOverrides: { testVar: 'canary', noStageVar: 'canary' } },
      });
      const ask = async (release: 'base' | 'canary') => JSON.parse((await dataPlane.invokeStage({
        restApiId: api.id, stageName: 'dev', method: 'GET', path: '/', query: new URLSearchParams('id=7'), release,
      })).body.toString());

      expect(await ask('base')).toEqual({ variable: 'default', noDefault: '', other: 'default', isCanary: 'false', id: '7', deployment: base });
      expect(await ask(
        'canary',
      )).toEqual({ variable: 'canary', noDefault: 'canary', other: 'default', isCanary: 'true', id: '7', deployment: canary });
    });

    async function answer(requestTemplate: string | undefined) {
      const { service, dataPlane } = givenService();
      const api = service.createRestApi({ name: 'Mock' });
      service.putMethod(api.id, api.rootResourceId, mockMethod('OPTIONS', '', {
        integration: {
          type: 'MOCK',
          requestTemplates: requestTemplate === undefined ? undefined : { 'application/json': requestTemplate },
          integrationResponses: [
            { statusCode: '204', responseParameters: { 'method.response.header.Access-Control-Allow-Origin': "'*'" } },
            { statusCode: '418', selectionPattern: '4\\d\\d' },
          ],
        },
      }));
      service.createDeployment(api.id, { stageName: 'dev' });
      return dataPlane.invokeStage({ restApiId: api.id, stageName: 'dev', method: 'OPTIONS', path: '/' });
    }

    test('answers with status and headers of the default integration response, as CORS preflights do', async () => {
      expect(await answer('{ statusCode: 204 }')).toMatchObject({ status: 204, headers: { 'access-control-allow-origin': ['*'] } });
    });

    test('chooses the integration response whose pattern matches the status', async () => {
      expect(await answer('{"statusCode": 404}')).toMatchObject({ status: 418 });
    });

    test('answers 500 without a status', async () => {
      expect(await answer(undefined)).toMatchObject({ status: 500, body: '{"message":"Internal server error"}' });
    });
  });

  describe('from a Lambda integration without proxy', () => {
    function givenMapped(handler: (event: unknown) => unknown, integration: Partial<Integration> = {}) {
      const wired = givenCanary(0);
      wired.handlers.one = handler;
      wired.service.putMethod(wired.api.id, wired.hello.id, lambdaMethod('GET', wired.versions[0], {
        type: 'AWS',
        integrationResponses: [{ statusCode: '200' }, { statusCode: '400', selectionPattern: '.*wrong.*' }],
        ...integration,
      }), 'replace');
      const { id } = wired.service.createDeployment(wired.api.id);
      wired.service.updateStage(wired.api.id, 'prod', [{ op: 'replace', path: '/deploymentId', value: id }]);
      return wired;
    }

    test('sends the body as the event and answers with what it returns', async () => {
      expect(await givenMapped((event) => ({ got: event })).ask({ body: '{"a":1}' })).toMatchObject({ status: 200, body: '{"got":{"a":1}}' });
    });

    // https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html
    const TEMPLATE = { requestTemplates: { 'application/json': '{"mapped": true}' } };
    test.each<[string, Partial<Integration>, mapped: number, other: number]>([
      ['WHEN_NO_MATCH', { ...TEMPLATE, passthroughBehavior: 'WHEN_NO_MATCH' }, 200, 200],
      ['WHEN_NO_TEMPLATES', { ...TEMPLATE, passthroughBehavior: 'WHEN_NO_TEMPLATES' }, 200, 415],
      ['NEVER', { ...TEMPLATE, passthroughBehavior: 'NEVER' }, 200, 415],
      ['WHEN_NO_TEMPLATES, without templates', { passthroughBehavior: 'WHEN_NO_TEMPLATES' }, 200, 200],
      ['NEVER, without templates', { passthroughBehavior: 'NEVER' }, 415, 415],
    ])('answers 415 to a media type without template as passthroughBehavior says: %s', async (_, integration, mapped, other) => {
      const { ask } = givenMapped((event) => event, integration);
      const of = (type: string) => ask({ headers: { 'content-type': type }, body: '{"a":1}' });

      expect([(await of('application/json; charset=utf-8')).status, (await of('application/vnd.shop+json')).status]).toEqual([mapped, other]);
      if (other === 415) {
        expect(await of('application/vnd.shop+json')).toMatchObject({
          body: '{"message":"Unsupported Media Type"}', headers: { 'x-amzn-errortype': ['UnsupportedMediaTypeException'] }, failure: 'refused',
        });
      }
    });

    test('chooses the integration response by the error message', async () => {
      const { ask } = givenMapped(() => { throw new Error('something wrong here'); });

      expect(await ask()).toMatchObject({ status: 400, body: '{"errorType":"Error","errorMessage":"something wrong here"}' });
    });
  });

  describe('from an HTTP integration', () => {
    let backend: Server;
    let url: string;

    beforeAll(async () => {
      backend = createServer((request, response) => {
        response.statusCode = 202;
        response.end(`${request.method} ${request.url}`);
      });
      await new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve));
      url = `http://127.0.0.1:${(backend.address() as AddressInfo).port}`;
    });

    afterAll(() => new Promise((resolve) => {
      backend.close(resolve);
      backend.closeAllConnections();
    }));

    async function answer(uri: string) {
      const { service, dataPlane } = givenService();
      const api = service.createRestApi({ name: 'Http' });
      const pet = service.createResource(api.id, api.rootResourceId, '{id}');
      service.putMethod(
        api.id, pet.id, mockMethod('GET', '', { integration: { type: 'HTTP_PROXY', httpMethod: 'GET', uri, integrationResponses: [] } }),
      );
      service.createDeployment(api.id, { stageName: 'dev', variables: { backend: url } });
      return dataPlane.invokeStage({ restApiId: api.id, stageName: 'dev', method: 'GET', path: '/7', query: new URLSearchParams('a=1') });
    }

    test('calls a backend on this machine', async () => {
      expect(await answer(`${url}/pets/{id}`)).toMatchObject({ status: 202, body: 'GET /pets/7?a=1' });
    });

    test('finds the backend through a stage variable', async () => {
      const { body } = await answer('${stageVariables.backend}/x');

      expect(body).toBe('GET /x?a=1');
    });

    test('does not call any other backend, and says so', async () => {
      expect(await answer('https://pets.example/{id}')).toMatchObject({
        status: 200, body: '{"rehearsal":"https://pets.example is not called"}', notRun: 'https://pets.example is not called',
      });
    });

    test('answers 504 when the backend does not', async () => {
      expect(await answer('http://127.0.0.1:1/')).toMatchObject({ status: 504, cause: expect.stringContaining('http://127.0.0.1:1 did not answer') });
    });
  });
});
