import { TemplateSource, routesFromTemplate } from '../../../lib/endpoints/baselines/template-routes';
import { displayRoute } from '../../../lib/endpoints/routes';

const API = { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'Api' } };
const ROOT = { 'Fn::GetAtt': ['Api', 'RootResourceId'] };

function resource(pathPart: unknown, parent: unknown = ROOT): object {
  return { Type: 'AWS::ApiGateway::Resource', Properties: { RestApiId: { Ref: 'Api' }, ParentId: parent, PathPart: pathPart } };
}

function method(httpMethod: unknown, resourceId: unknown, more: object = {}): object {
  return {
    Type: 'AWS::ApiGateway::Method',
    Properties: { RestApiId: { Ref: 'Api' }, HttpMethod: httpMethod, ResourceId: resourceId, AuthorizationType: 'NONE', ...more },
  };
}

function routes(resources: Record<string, object>, source: Partial<TemplateSource> = {}): ReturnType<typeof routesFromTemplate> {
  return routesFromTemplate({ template: { Resources: { Api: API, ...resources } }, where: "Template 'app.json'", ...source });
}

function endpoints(...parameters: Parameters<typeof routes>): string[] {
  return routes(...parameters).map(displayRoute);
}

describe('the endpoints of a template', () => {
  test('are its methods on the paths of their resources', () => {
    expect(endpoints({
      Pets: resource('pets'),
      Pet: resource('{id}', { Ref: 'Pets' }),
      Root: method('ANY', ROOT),
      Get: method('GET', { Ref: 'Pet' }),
      Dotted: method('put', { 'Fn::GetAtt': 'Api.RootResourceId' }),
    })).toEqual(['ANY /', 'GET /pets/{id}', 'PUT /']);
  });

  test('have the settings of the methods', () => {
    const [route] = routes({
      Validator: { Type: 'AWS::ApiGateway::RequestValidator', Properties: { ValidateRequestBody: true, ValidateRequestParameters: 'true' } },
      Get: method('GET', ROOT, {
        AuthorizationType: 'CUSTOM',
        AuthorizerId: { Ref: 'Auth' },
        ApiKeyRequired: true,
        RequestValidatorId: { Ref: 'Validator' },
        RequestParameters: { 'method.request.querystring.q': true, 'method.request.header.h': false, 'method.request.path.id': true },
      }),
    });
    expect(route).toEqual({
      method: 'GET',
      path: '/',
      authorizationType: 'CUSTOM',
      authorizerId: 'resource:Auth',
      apiKeyRequired: true,
      requestValidation: 'body and parameters (querystring.q)',
    });
  });

  test('are those of an inline OpenAPI body, with the base path as it is imported, and of methods beside it', () => {
    const Body = { openapi: '3.0.1', servers: [{ url: '/v1' }], paths: { '/a': { get: {} } } };
    expect(endpoints({
      Api: { ...API, Properties: { Body, Parameters: { basepath: 'prepend' } } }, Get: method('GET', ROOT),
    })).toEqual(['GET /v1/a', 'GET /']);
  });

  test('are those of an OpenAPI asset that lies beside the template', () => {
    const Api = { ...API, Properties: { BodyS3Location: { Bucket: { 'Fn::Sub': 'b' }, Key: 'abc.yaml' } } };
    const readAsset: TemplateSource['readAsset'] = ({ objectKey }) => (objectKey === 'abc.yaml'
      ? { swagger: '2.0', paths: { '/a': { get: {} } } }
      : undefined);
    expect(endpoints({ Api }, { readAsset })).toEqual(['GET /a']);
  });

  test('include those of nested stacks to which the API is passed, at any depth', () => {
    const nestedMethod = (resourceId: unknown): object => ({
      Type: 'AWS::ApiGateway::Method',
      Properties: { RestApiId: { Ref: 'ApiId' }, HttpMethod: 'GET', ResourceId: resourceId, AuthorizerId: { Ref: 'Auth' } },
    });
    const templates: Record<string, any> = {
      'nested.json': {
        Resources: {
          Below: { Type: 'AWS::ApiGateway::Resource', Properties: { RestApiId: { Ref: 'ApiId' }, ParentId: { Ref: 'RootId' }, PathPart: 'nested' } },
          Get: nestedMethod({ Ref: 'Below' }),
          Auth: { Type: 'AWS::ApiGateway::Authorizer' },
          Deeper: {
            Type: 'AWS::CloudFormation::Stack',
            Metadata: { 'aws:asset:path': 'deeper.json' },
            Properties: { Parameters: { ApiId: { Ref: 'ApiId' }, RootId: { Ref: 'Below' } } },
          },
        },
      },
      'deeper.json': {
        Resources: {
          Below: { Type: 'AWS::ApiGateway::Resource', Properties: { RestApiId: { Ref: 'ApiId' }, ParentId: { Ref: 'RootId' }, PathPart: 'deeper' } },
          Get: nestedMethod({ Ref: 'Below' }),
        },
      },
    };
    const Nested = {
      Type: 'AWS::CloudFormation::Stack',
      Metadata: { 'aws:asset:path': 'nested.json' },
      Properties: { Parameters: { ApiId: { Ref: 'Api' }, RootId: ROOT } },
    };
    const Other = { Type: 'AWS::CloudFormation::Stack', Properties: { Parameters: { Bucket: { Ref: 'Bucket' } } } };
    const found = routes({ Nested, Other }, { readAsset: ({ file }) => templates[file!] });
    expect(found.map(displayRoute)).toEqual(['GET /nested', 'GET /nested/deeper']);
    expect(found[0].authorizerId).toBe('resource:Nested/Auth');
  });

  test('include those on a resource that a sibling of their nested stack makes', () => {
    const nested = (file: string, Parameters: object) => ({
      Type: 'AWS::CloudFormation::Stack', Metadata: { 'aws:asset:path': file }, Properties: { Parameters },
    });
    const templates: Record<string, any> = {
      'paths.json': {
        Resources: { Pets: { Type: 'AWS::ApiGateway::Resource', Properties: { ParentId: { Ref: 'RootId' }, PathPart: 'pets' } } },
        Outputs: { PetsId: { Value: { Ref: 'Pets' } } },
      },
      'methods.json': {
        Resources: {
          Get: {
            Type: 'AWS::ApiGateway::Method', Properties: { RestApiId: { Ref: 'ApiId' }, HttpMethod: 'GET', ResourceId: { Ref: 'PetsId' } },
          },
        },
      },
    };
    const found = routes({
      Methods: nested('methods.json', { ApiId: { Ref: 'Api' }, PetsId: { 'Fn::GetAtt': ['Paths', 'Outputs.PetsId'] } }),
      Paths: nested('paths.json', { RootId: ROOT }),
    }, { readAsset: ({ file }) => templates[file!] });
    expect(found.map(displayRoute)).toEqual(['GET /pets']);
  });

  test('leave the methods of another API out', () => {
    const Foreign = { Type: 'AWS::ApiGateway::Method', Properties: { RestApiId: 'abc123', HttpMethod: 'GET', ResourceId: ROOT } };
    expect(endpoints({ Foreign, Get: method('GET', ROOT) })).toEqual(['GET /']);
  });
});

describe('of several APIs', () => {
  const two = {
    Second: { ...API },
    Get: method('GET', ROOT),
    Post: {
      Type: 'AWS::ApiGateway::Method',
      Properties: { RestApiId: { Ref: 'Second' }, HttpMethod: 'POST', ResourceId: { 'Fn::GetAtt': ['Second', 'RootResourceId'] } },
    },
  };

  test('the named one is read, else the one that is called like the released one', () => {
    expect(endpoints(two, { apiLogicalId: 'Second', releasedApi: 'Api' })).toEqual(['POST /']);
    expect(endpoints(two, { releasedApi: 'Api' })).toEqual(['GET /']);
  });

  test('neither is guessed', () => {
    expect(() => endpoints(two, { releasedApi: 'Third' })).toThrow("Template 'app.json' has several APIs (Api, Second), none with the logical id of "
      + 'the released one. Name the one that is meant by restApiLogicalId.');
    expect(() => endpoints(two, { apiLogicalId: 'Third' })).toThrow("has no API with the logical id 'Third', but Api, Second.");
  });

  test('the only one is read, whatever the released one is called', () => {
    expect(endpoints({ Get: method('GET', ROOT) }, { releasedApi: 'Renamed' })).toEqual(['GET /']);
  });
});

describe('refuses', () => {
  test.each<[string, Record<string, object>, string]>([
    ['a template without an API', { Api: { Type: 'AWS::S3::Bucket' } }, "Template 'app.json' has no AWS::ApiGateway::RestApi"],
    [
      'a path part that only CloudFormation knows',
      { P: resource({ Ref: 'Param' }), Get: method('GET', { Ref: 'P' }) },
      "Template 'app.json', resource P has the PathPart {\"Ref\":\"Param\"}, whose value only CloudFormation knows",
    ],
    [
      'a method on a resource that is not there',
      { Get: method('GET', { Ref: 'Gone' }) },
      "Template 'app.json', resource Get is on the resource {\"Ref\":\"Gone\"}, which the template doesn't have",
    ],
    [
      'resources that are below each other',
      { A: resource('a', { Ref: 'B' }), B: resource('b', { Ref: 'A' }), Get: method('GET', { Ref: 'A' }) },
      'resource Get is on the resource',
    ],
    [
      'a method that API Gateway does not know',
      { Get: method('FETCH', ROOT) },
      "resource Get must have an HttpMethod of ANY, DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, got 'FETCH'",
    ],
    ['a path that no resource can have', { P: resource('a{b}'), Get: method('GET', { Ref: 'P' }) }, "resource Get has the path segment 'a{b}'"],
    [
      'an OpenAPI document in S3',
      { Api: { ...API, Properties: { BodyS3Location: { Bucket: 'b', Key: 'k.yaml' } } } },
      'resource Api, BodyS3Location is an OpenAPI document in S3, which synth doesn\'t read',
    ],
    [
      'a body that is included from S3',
      { Api: { ...API, Properties: { Body: { 'Fn::Transform': {} } } } },
      'resource Api, Body is an OpenAPI document in S3',
    ],
    [
      'a nested stack whose template is elsewhere',
      { N: { Type: 'AWS::CloudFormation::Stack', Properties: { Parameters: { A: { Ref: 'Api' } } } } },
      'resource N is a nested stack with endpoints of the API, but its template is not beside this one',
    ],
  ])('%s, naming the place', (_, resources, message) => {
    expect(() => routes(resources)).toThrow(message);
  });
});
