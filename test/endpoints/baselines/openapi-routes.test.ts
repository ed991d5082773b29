import { BasePathMode, routesFromOpenApi } from '../../../lib/endpoints/baselines/openapi-routes';
import { displayRoute } from '../../../lib/endpoints/routes';

function endpoints(document: Record<string, any>, basePath?: BasePathMode): string[] {
  return routesFromOpenApi({ openapi: '3.0.1', ...document }, 'OpenAPI document', basePath).map(displayRoute);
}

function settings(document: Record<string, any>, operation: Record<string, any>): object {
  const [{ method, path, ...rest }] = routesFromOpenApi({ openapi: '3.0.1', paths: { '/x': { get: operation } }, ...document }, 'OpenAPI document');
  return rest;
}

describe('the endpoints of an OpenAPI document', () => {
  test('are its operations, with ANY for x-amazon-apigateway-any-method', () => {
    const item = { 'get': {}, 'post': {}, 'x-amazon-apigateway-any-method': {}, 'parameters': [], 'summary': 'x', 'trace': {}, 'x-internal': {} };
    expect(endpoints({ paths: { '/pets/{id}': item, '/': { head: {} }, 'x-extension': {} } }))
      .toEqual(['GET /pets/{id}', 'POST /pets/{id}', 'ANY /pets/{id}', 'HEAD /']);
  });

  test('are read from OpenAPI 2 as well', () => {
    expect(routesFromOpenApi({ swagger: '2.0', paths: { '/a': { put: {} } } }, 'x').map(displayRoute)).toEqual(['PUT /a']);
  });

  test('are none when paths is empty', () => {
    expect(endpoints({ paths: {} })).toEqual([]);
  });

  test('follow a path item that refers to another place in the document', () => {
    const document = {
      paths: { '/a': { $ref: '#/components/pathItems/Shared' }, '/b': { $ref: '#/paths/~1a' } },
      components: { pathItems: { Shared: { get: {} } } },
    };
    expect(endpoints(document)).toEqual(['GET /a', 'GET /b']);
  });

  test.each<[BasePathMode, string]>([['ignore', 'GET /e'], ['prepend', 'GET /v1/api/e'], ['split', 'GET /api/e']])(
    'with the base path mode %s are below it accordingly', (mode, endpoint) => {
      expect(endpoints({ swagger: '2.0', basePath: '/v1/api', paths: { '/e': { get: {} } } }, mode)).toEqual([endpoint]);
      const servers = [{ url: 'https://api.example.com/{stage}/api', variables: { stage: { default: 'v1' } } }, { url: '/other' }];
      expect(endpoints({ servers, paths: { '/e': { get: {} } } }, mode)).toEqual([endpoint]);
    });

  test('have no base path when there are no servers', () => {
    expect(endpoints({ paths: { '/e': { get: {} } } }, 'prepend')).toEqual(['GET /e']);
    expect(endpoints({ servers: [{ url: 'https://api.example.com' }], paths: { '/': { get: {} } } }, 'prepend')).toEqual(['GET /']);
  });
});

describe('who may call an operation', () => {
  const securitySchemes = {
    Token: {
      'type': 'apiKey', 'in': 'header', 'name': 'Authorization', 'x-amazon-apigateway-authtype': 'custom', 'x-amazon-apigateway-authorizer': {},
    },
    Pool: { 'type': 'apiKey', 'in': 'header', 'name': 'Authorization', 'x-amazon-apigateway-authtype': 'cognito_user_pools' },
    Iam: { 'type': 'apiKey', 'in': 'header', 'name': 'Authorization', 'x-amazon-apigateway-authtype': 'awsSigv4' },
    Key: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
    Other: { type: 'http', scheme: 'basic' },
  };
  const components = { securitySchemes };

  test.each([
    [['Token'], { authorizationType: 'CUSTOM', authorizerId: 'scheme:Token', apiKeyRequired: false }],
    [['Pool'], { authorizationType: 'COGNITO_USER_POOLS', authorizerId: 'scheme:Pool', apiKeyRequired: false }],
    [['Iam'], { authorizationType: 'AWS_IAM', apiKeyRequired: false }],
    [['Key'], { authorizationType: 'NONE', apiKeyRequired: true }],
    [['Key', 'Token'], { authorizationType: 'CUSTOM', authorizerId: 'scheme:Token', apiKeyRequired: true }],
    [['Other', 'Missing'], { authorizationType: 'NONE', apiKeyRequired: false }],
  ])('follows from its security schemes %j', (names, expected) => {
    expect(settings({ components }, { security: [Object.fromEntries(names.map((name) => [name, []]))] })).toMatchObject(expected);
  });

  test('is taken from the document where the operation says nothing, and an empty list says nobody is asked', () => {
    const document = { components, security: [{ Token: [] }] };
    expect(settings(document, {})).toMatchObject({ authorizationType: 'CUSTOM' });
    expect(settings(document, { security: [] })).toMatchObject({ authorizationType: 'NONE' });
  });

  test('is AWS_IAM with x-amazon-apigateway-auth', () => {
    expect(settings({}, { 'x-amazon-apigateway-auth': { type: 'AWS_IAM' } })).toMatchObject({ authorizationType: 'AWS_IAM' });
  });
});

describe('what is validated of a request', () => {
  const validators = {
    'x-amazon-apigateway-request-validators': {
      all: { validateRequestBody: true, validateRequestParameters: true },
      body: { validateRequestBody: true, validateRequestParameters: false },
    },
    'parameters': { Page: { name: 'page', in: 'query', required: true } },
  };

  test('is nothing without a validator', () => {
    expect(settings(validators, { parameters: [{ name: 'q', in: 'query', required: true }] })).toMatchObject({ requestValidation: 'none' });
  });

  test('follows from the validator of the operation, or of the document', () => {
    expect(settings(validators, { 'x-amazon-apigateway-request-validator': 'body' })).toMatchObject({ requestValidation: 'body' });
    expect(settings({
      ...validators, 'x-amazon-apigateway-request-validator': 'all',
    }, {})).toMatchObject({ requestValidation: 'body and parameters' });
  });

  test('names the required parameters, also those that are defined elsewhere', () => {
    const parameters = [
      { $ref: '#/parameters/Page' },
      { $ref: 'other.yaml#/X' },
      { name: 'X-Tenant', in: 'header', required: true },
      { name: 'id', in: 'path', required: true },
    ];
    expect(settings(validators, { parameters, 'x-amazon-apigateway-request-validator': 'all' }))
      .toMatchObject({ requestValidation: 'body and parameters (header.X-Tenant, querystring.page)' });
  });
});

describe('refuses', () => {
  test.each<[string, Record<string, any>, string]>([
    ['a document without paths', { openapi: '3.0.1' }, 'OpenAPI document must have paths, got undefined'],
    ['a template', { Resources: {} }, 'OpenAPI document is not an OpenAPI document (it would have openapi or swagger, and paths); it is a '
      + 'CloudFormation template; read it with EndpointBaseline.fromTemplateFile.'],
    ['something else, with its members', { name: 'x', version: 1 }, "it has the members 'name, version'. Check that it is the file you meant."],
    [
      'a path item in another file',
      { openapi: '3.0.1', paths: { '/a': { $ref: './a.yaml' } } },
      "OpenAPI document, paths['/a'] refers to './a.yaml'; only references within the document (#/...) can be followed",
    ],
    [
      'a path item that refers to nothing',
      { openapi: '3.0.1', paths: { '/a': { $ref: '#/nowhere' } } },
      "OpenAPI document, paths['/a'] refers to '#/nowhere', which the document doesn't have",
    ],
    [
      'a path item that refers to itself',
      { openapi: '3.0.1', paths: { '/a': { $ref: '#/paths/~1a' } } },
      "paths['/a'] refers to '#/paths/~1a', which refers to itself",
    ],
    [
      'a path item that is no object',
      { openapi: '3.0.1', paths: { '/a': 'get' } },
      "OpenAPI document, paths['/a'] must be an object of operations, got 'get'",
    ],
    [
      'a path that no resource can have',
      { openapi: '3.0.1', paths: { '/a/{id}.json': { get: {} } } },
      "OpenAPI document, paths['/a/{id}.json'] has the path segment '{id}.json'",
    ],
    ['a path with a token', { openapi: '3.0.1', paths: { '/${Token[T.1]}': { get: {} } } }, 'contains a token, which has no value before the deploy'],
  ])('%s', (_, document, message) => {
    expect(() => routesFromOpenApi(document, 'OpenAPI document')).toThrow(message);
  });
});
