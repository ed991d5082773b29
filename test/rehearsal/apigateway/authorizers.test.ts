import { givenAuthorizer, permitId, policy } from './given-guarded-api';

const TOKEN = { Type: 'TOKEN', IdentitySource: 'method.request.header.Authorization' };
const REQUEST = { Type: 'REQUEST', IdentitySource: 'method.request.header.X-User, method.request.querystring.page, stageVariables.tenant' };
const WITH_TOKEN = { headers: { Authorization: 'secret' } };
const NULL_MESSAGE = { status: 500, body: '{"message":null}' };

describe('a TOKEN authorizer', () => {
  test('gets the token and the ARN of what is asked for', async () => {
    const { ask, events, api } = givenAuthorizer(TOKEN);

    expect((await ask(WITH_TOKEN)).status).toBe(200);
    expect(events).toEqual([{
      type: 'TOKEN', authorizationToken: 'secret', methodArn: `arn:aws:execute-api:us-east-1:123456789012:${api.id}/prod/GET/pets/7`,
    }]);
  });

  test('finds its header whatever the case of the name', async () => {
    expect((await givenAuthorizer(TOKEN).ask({ headers: { authorization: ['secret'] } })).status).toBe(200);
  });

  test.each([
    ['no token', {}],
    ['an empty token', { Authorization: '' }],
  ])('is not asked about %s: 401 Unauthorized', async (_, headers) => {
    const { ask, events } = givenAuthorizer(TOKEN);

    expect(await ask({ headers })).toMatchObject({
      status: 401,
      body: '{"message":"Unauthorized"}',
      headers: { 'x-amzn-errortype': ['UnauthorizedException'] },
      failure: 'refused',
      cause: 'method.request.header.Authorization is missing, empty or of the wrong form',
    });
    expect(events).toEqual([]);
  });

  test('is asked only about a token that matches the validation expression as a whole', async () => {
    const { ask, events } = givenAuthorizer({ ...TOKEN, IdentityValidationExpression: 'Bearer [a-z]+' });

    expect((await ask({ headers: { Authorization: 'Bearer abc 1' } })).status).toBe(401);
    expect(events).toEqual([]);
    expect((await ask({ headers: { Authorization: 'Bearer abc' } })).status).toBe(200);
  });

  test('is asked about every token when only AWS can read the validation expression', async () => {
    expect((await givenAuthorizer({ ...TOKEN, IdentityValidationExpression: '(?i)bearer .++' }).ask(WITH_TOKEN)).status).toBe(200);
  });

  test('passes principal and context on to the function, as text', async () => {
    const context = { stringKey: 'value', numberKey: 123, booleanKey: true };
    const { ask, eventOf } = givenAuthorizer(TOKEN, ({ methodArn }) => policy('Allow', methodArn, { context }));

    expect(eventOf(await ask(WITH_TOKEN)).requestContext.authorizer)
      .toEqual({ principalId: 'user', integrationLatency: 0, stringKey: 'value', numberKey: '123', booleanKey: 'true' });
  });

  test('is asked again for every request', async () => {
    const { ask, events } = givenAuthorizer({ ...TOKEN, AuthorizerResultTtlInSeconds: 300 });
    await ask(WITH_TOKEN);
    await ask(WITH_TOKEN);

    expect(events).toHaveLength(2);
  });
});

describe('a REQUEST authorizer', () => {
  const COMPLETE = { headers: { 'X-User': 'ada' }, query: new URLSearchParams('page=2') };

  test('gets the request without its body', async () => {
    const { ask, events } = givenAuthorizer(REQUEST);

    expect((await ask({ ...COMPLETE, body: 'secret' })).status).toBe(200);
    expect(events[0]).toMatchObject({
      type: 'REQUEST',
      methodArn: expect.stringMatching(/\/prod\/GET\/pets\/7$/),
      resource: '/pets/{id}',
      path: '/pets/7',
      httpMethod: 'GET',
      headers: { 'X-User': 'ada' },
      queryStringParameters: { page: '2' },
      pathParameters: { id: '7' },
      stageVariables: { tenant: 'blue' },
      requestContext: { stage: 'prod' },
    });
    expect(events[0]).not.toHaveProperty('body');
  });

  test.each([
    ['header', { ...COMPLETE, headers: {} }],
    ['query string parameter', { ...COMPLETE, query: new URLSearchParams() }],
  ])('is not asked when the %s of an identity source is missing: 401', async (_, request) => {
    const { ask, events } = givenAuthorizer(REQUEST);

    expect(await ask(request)).toMatchObject({ status: 401, body: '{"message":"Unauthorized"}' });
    expect(events).toEqual([]);
  });

  test('is not asked when the stage variable of an identity source is missing: 401', async () => {
    const { ask, service, api } = givenAuthorizer(REQUEST);
    service.updateStage(api.id, 'prod', [{ op: 'remove', path: '/variables/tenant' }]);

    expect(await ask(COMPLETE)).toMatchObject({ status: 401, cause: expect.stringContaining('stageVariables.tenant') });
  });

  test('without identity sources is asked about every request', async () => {
    expect((await givenAuthorizer({ Type: 'REQUEST' }).ask()).status).toBe(200);
  });
});

describe('an authorizer that', () => {
  test('denies: 403 with an explicit deny', async () => {
    const { ask } = givenAuthorizer(TOKEN, () => policy('Deny', '*'));

    expect(await ask(WITH_TOKEN)).toMatchObject({
      status: 403,
      body: '{"Message":"User is not authorized to access this resource with an explicit deny"}',
      headers: { 'x-amzn-errortype': ['AccessDeniedException'] },
      failure: 'refused',
    });
  });

  test('allows something else: 403', async () => {
    const { ask } = givenAuthorizer(TOKEN, () => policy('Allow', 'arn:aws:execute-api:*:*:*/prod/POST/*'));

    expect(await ask(WITH_TOKEN)).toMatchObject({ status: 403, body: '{"Message":"User is not authorized to access this resource"}' });
  });

  test('fails with Unauthorized: 401', async () => {
    const { ask } = givenAuthorizer(TOKEN, () => { throw new Error('Unauthorized'); });

    expect(await ask(WITH_TOKEN)).toMatchObject({ status: 401, body: '{"message":"Unauthorized"}', failure: 'refused' });
  });

  test('fails otherwise: 500 without a message', async () => {
    const { ask } = givenAuthorizer(TOKEN, () => { throw new TypeError('boom'); });

    expect(await ask(WITH_TOKEN)).toMatchObject({ ...NULL_MESSAGE, cause: 'Authorizer error: TypeError: boom', failure: 'bad-response' });
  });

  test.each([
    ['nothing', null],
    ['no policy', { principalId: 'user' }],
    ['a context that is not flat', policy('Allow', '*', { context: { roles: ['admin'] } })],
  ])('returns %s: 500 without a message', async (_, returned) => {
    const { ask } = givenAuthorizer(TOKEN, () => returned);

    expect(await ask(WITH_TOKEN)).toMatchObject({ ...NULL_MESSAGE, headers: { 'x-amzn-errortype': ['AuthorizerConfigurationException'] } });
  });

  test('has a gateway response of the release for its refusals', async () => {
    const { ask, service, api, deploy, authorizer } = givenAuthorizer(TOKEN);
    service.putGatewayResponse(api.id, { responseType: 'UNAUTHORIZED', statusCode: '407' });
    deploy({ authorizationType: 'CUSTOM', authorizerId: authorizer.id });

    expect((await ask()).status).toBe(407);
  });
});

describe('the function of an authorizer', () => {
  function expectNobodyGetsThrough(response: object, reason: RegExp): void {
    expect(response).toMatchObject({
      ...NULL_MESSAGE,
      failure: 'configuration-error',
      headers: { 'x-amzn-errortype': ['AuthorizerConfigurationException'] },
      cause: expect.stringMatching(reason),
    });
  }

  test('needs a permission for the authorizer, whatever the permissions for the API\'s methods', async () => {
    const { ask, lambda, api, authorizer, permit, events } = givenAuthorizer(TOKEN);
    lambda.removePermission('authorizer', permitId(`${api.id}/authorizers/${authorizer.id}`));
    permit('authorizer', `${api.id}/prod/*`);

    expectNobodyGetsThrough(await ask(WITH_TOKEN), /Authorizer error: Invalid permissions on Lambda function .*\/authorizers\/\w+\)$/);
    expect(events).toEqual([]);
  });

  test('needs none when the authorizer has a role for the call', async () => {
    const { ask, lambda, api, authorizer } = givenAuthorizer({ ...TOKEN, AuthorizerCredentials: 'arn:aws:iam::123456789012:role/caller' });
    lambda.removePermission('authorizer', permitId(`${api.id}/authorizers/${authorizer.id}`));

    expect((await ask(WITH_TOKEN)).status).toBe(200);
  });

  test('is looked up per request, whatever was there when the release was deployed', async () => {
    const { ask, lambda } = givenAuthorizer(TOKEN);
    lambda.deleteFunction('authorizer');

    expectNobodyGetsThrough(await ask(WITH_TOKEN), /Authorizer error: Lambda function does not exist/);
  });
});

describe('the deployment', () => {
  test('keeps its authorizer when the API has another one', async () => {
    const { ask, service, api, authorizer } = givenAuthorizer(TOKEN);
    service.dropEntity(authorizer.id, api.id);

    expect((await ask(WITH_TOKEN)).status).toBe(200);
  });

  test('without the authorizer that its method names lets nobody through', async () => {
    const { ask, deploy } = givenAuthorizer(TOKEN);
    deploy({ authorizationType: 'CUSTOM', authorizerId: 'absent' });

    expect(await ask(WITH_TOKEN)).toMatchObject({ ...NULL_MESSAGE, cause: expect.stringContaining('the deployment has no authorizer absent') });
  });
});

describe('a rehearsal\'s question', () => {
  const QUESTION = { release: 'base', headers: undefined } as const;

  test('needs no token and does not run the authorizer', async () => {
    const { ask, events } = givenAuthorizer(TOKEN, () => policy('Deny', '*'));

    expect((await ask(QUESTION)).status).toBe(200);
    expect(events).toEqual([]);
  });

  test('meets an authorizer that nobody could ask', async () => {
    const { ask, lambda } = givenAuthorizer(TOKEN);
    lambda.deleteFunction('authorizer');

    expect(await ask(QUESTION)).toMatchObject({ ...NULL_MESSAGE, failure: 'configuration-error' });
  });

  test('is a client\'s request as soon as it says what headers it has, or says so itself', async () => {
    const { ask } = givenAuthorizer(TOKEN);

    expect((await ask({ release: 'base', headers: {} })).status).toBe(401);
    expect((await ask({ ...QUESTION, probe: false })).status).toBe(401);
  });
});

describe('a Cognito authorizer', () => {
  const COGNITO = { Type: 'COGNITO_USER_POOLS', IdentitySource: 'method.request.header.Authorization' };

  test('lets any token through', async () => {
    expect((await givenAuthorizer(COGNITO).ask(WITH_TOKEN)).status).toBe(200);
  });

  test('refuses a request without token: 401', async () => {
    expect(await givenAuthorizer(COGNITO).ask()).toMatchObject({ status: 401, body: '{"message":"Unauthorized"}' });
  });
});
