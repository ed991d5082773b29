import { givenGuardedApi } from './given-guarded-api';
import { Method } from '../../../rehearsal/apigateway/model';

describe('a method with IAM authorization', () => {
  function givenIam() {
    const guarded = givenGuardedApi();
    guarded.deploy({ authorizationType: 'AWS_IAM' });
    return guarded;
  }

  test('answers a request without signature as if it had no such route', async () => {
    expect(await givenIam().ask()).toMatchObject({
      status: 403,
      body: '{"message":"Missing Authentication Token"}',
      headers: { 'x-amzn-errortype': ['MissingAuthenticationTokenException'] },
      failure: 'refused',
      cause: 'The request is not signed',
    });
  });

  test('does not take another kind of token for a signature', async () => {
    expect((await givenIam().ask({ headers: { Authorization: 'Bearer token' } })).status).toBe(403);
  });

  test.each([
    ['its header', { headers: { authorization: 'AWS4-HMAC-SHA256 Credential=AKIA/20300101/us-east-1/execute-api/aws4_request, Signature=0' } }],
    ['its query', { query: new URLSearchParams('X-Amz-Signature=0') }],
  ])('lets a request pass that is signed in %s', async (_, request) => {
    expect((await givenIam().ask(request)).status).toBe(200);
  });
});

describe('a method that requires an API key', () => {
  /** A key in a plan for `prod`, unless the case says otherwise. */
  function givenKey({ enabled = true, stage = 'prod', inPlan = true, value = 'the-key' as string | null } = {}) {
    const guarded = givenGuardedApi();
    const { service, api } = guarded;
    const keep = (kind: string, properties: object) => service.keepEntity({ kind: `AWS::ApiGateway::${kind}`, properties: { ...properties } });
    const key = keep('ApiKey', { Enabled: enabled, ...(value === null ? {} : { Value: value }) });
    const plan = keep('UsagePlan', { ApiStages: [{ ApiId: api.id, Stage: stage }] });
    if (inPlan) { keep('UsagePlanKey', { KeyId: key.id, KeyType: 'API_KEY', UsagePlanId: plan.id }); }
    guarded.deploy({ apiKeyRequired: true });
    return { ...guarded, key };
  }
  const FORBIDDEN = { status: 403, body: '{"message":"Forbidden"}', headers: { 'x-amzn-errortype': ['ForbiddenException'] }, failure: 'refused' };
  const WITH_KEY = { headers: { 'X-Api-Key': 'the-key' } };

  test('lets a request pass with a key of a usage plan for the stage', async () => {
    expect((await givenKey().ask(WITH_KEY)).status).toBe(200);
  });

  test('takes the id of a key that has no value of its own', async () => {
    const { ask, key } = givenKey({ value: null });

    expect((await ask({ headers: { 'x-api-key': key.id } })).status).toBe(200);
  });

  test('answers 403 Forbidden without a key', async () => {
    expect(await givenKey().ask()).toMatchObject({ ...FORBIDDEN, cause: expect.stringMatching(/^API Key missing/) });
  });

  test.each([
    ['is unknown', {}, { headers: { 'x-api-key': 'another' } }],
    ['is disabled', { enabled: false }, WITH_KEY],
    ['is in no usage plan', { inPlan: false }, WITH_KEY],
    ['is in a usage plan for another stage', { stage: 'test' }, WITH_KEY],
  ])('answers 403 Forbidden with a key that %s', async (_, key, request) => {
    expect(await givenKey(key).ask(request)).toMatchObject({ ...FORBIDDEN, cause: expect.stringMatching(/^API Key not authorized/) });
  });

  test('is passed by a rehearsal\'s question', async () => {
    expect((await givenKey().ask({ release: 'base', headers: undefined })).status).toBe(200);
  });
});

describe('a method whose validator looks at parameters', () => {
  const PARAMETERS = {
    'method.request.querystring.page': true,
    'method.request.header.X-User': true,
    'method.request.path.id': true,
    'method.request.querystring.size': false,
  };

  function givenValidator(validates: boolean, method: Partial<Method> = {}) {
    const guarded = givenGuardedApi();
    const { service, api } = guarded;
    const properties = { ValidateRequestParameters: validates, ValidateRequestBody: true };
    const { id } = service.keepEntity({ kind: 'AWS::ApiGateway::RequestValidator', properties }, api.id);
    guarded.deploy({ requestValidatorId: id, requestParameters: PARAMETERS, ...method });
    return guarded;
  }

  test('answers 400 with the names of required parameters that are missing, headers first', async () => {
    expect(await givenValidator(true).ask()).toMatchObject({
      status: 400,
      body: '{"message":"Missing required request parameters: [X-User, page]"}',
      headers: { 'x-amzn-errortype': ['BadRequestException'] },
      failure: 'refused',
    });
  });

  test('takes a blank parameter for a missing one', async () => {
    expect(await givenValidator(true).ask({ headers: { 'x-user': ' ' }, query: new URLSearchParams('page=') }))
      .toMatchObject({ status: 400, body: expect.stringContaining('[X-User, page]') });
  });

  test('lets a request pass that has them', async () => {
    expect((await givenValidator(true).ask({ headers: { 'x-user': 'ada' }, query: new URLSearchParams('page=1') })).status).toBe(200);
  });

  test('asks for none when the validator does not look at them, or when there is no validator', async () => {
    expect((await givenValidator(false).ask()).status).toBe(200);
    expect((await givenValidator(true, { requestValidatorId: undefined }).ask()).status).toBe(200);
  });
});

describe('a method whose validator looks at bodies', () => {
  const PET = {
    type: 'object',
    required: ['name'],
    properties: { name: { type: 'string' }, owner: { $ref: '#/definitions/owner' } },
    definitions: { owner: { type: 'object', required: ['id'] } },
  };

  function givenModel(requestModels: Record<string, string> = { 'application/json': 'Pet' }, validates = true) {
    const guarded = givenGuardedApi();
    const { service, api } = guarded;
    const keep = (kind: string, properties: Record<string, unknown>) => service.keepEntity({ kind: `AWS::ApiGateway::${kind}`, properties }, api.id);
    const { id } = keep('RequestValidator', { ValidateRequestParameters: true, ValidateRequestBody: validates });
    keep('Model', { Name: 'Pet', ContentType: 'application/json', Schema: PET });
    keep('Model', {
      Name: 'Pets',
      ContentType: 'application/json',
      Schema: JSON.stringify({
        type: 'array', items: { $ref: `https://apigateway.amazonaws.com/restapis/${api.id}/models/Pet` },
      }),
    });
    guarded.deploy({ requestValidatorId: id, requestModels });
    return guarded;
  }

  test.each([
    ['lacks what the model requires', { body: '{"owner":{"id":1}}' }],
    ['breaks a definition that the model refers to', { body: '{"name":"Rex","owner":{}}' }],
    ['is no JSON', { body: 'name=Rex' }],
    ['is absent', {}],
  ])('answers 400 when the body %s', async (_, request) => {
    expect(await givenModel().ask(request)).toMatchObject({
      status: 400, body: '{"message":"Invalid request body"}', headers: { 'x-amzn-errortype': ['BadRequestException'] }, failure: 'refused',
    });
  });

  test('lets a body pass that is what the model asks for', async () => {
    expect((await givenModel().ask({ body: '{"name":"Rex","owner":{"id":1}}' })).status).toBe(200);
  });

  test('follows a reference to another model', async () => {
    const { ask } = givenModel({ 'application/json': 'Pets' });

    expect((await ask({ body: '[{"name":"Rex"}]' })).status).toBe(200);
    expect((await ask({ body: '[{}]' })).status).toBe(400);
  });

  test('looks at no body of another media type, unless the model is for every one', async () => {
    const text = { headers: { 'content-type': 'text/plain' }, body: 'Rex' };

    expect((await givenModel().ask(text)).status).toBe(200);
    expect((await givenModel({ $default: 'Pet' }).ask(text)).status).toBe(400);
  });

  test('asks for nothing when the validator does not look at bodies, and of a rehearsal\'s question', async () => {
    expect((await givenModel(undefined, false).ask({})).status).toBe(200);
    expect((await givenModel().ask({ release: 'base', headers: undefined })).status).toBe(200);
  });
});
