import * as path from 'node:path';
import { temporaryDirectory, temporaryFiles } from './baselines/temporary-files';
import { EndpointBaseline, OpenApiBasePath } from '../../lib/endpoints/endpoint-baseline';
import { displayRoute } from '../../lib/endpoints/routes';

function endpoints(baseline: EndpointBaseline, releasedApi = 'Api'): string[] {
  return baseline._routes(releasedApi).map(displayRoute);
}

const TEMPLATE = {
  Resources: {
    Api: { Type: 'AWS::ApiGateway::RestApi' },
    Get: {
      Type: 'AWS::ApiGateway::Method',
      Properties: { RestApiId: { Ref: 'Api' }, ResourceId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] }, HttpMethod: 'GET' },
    },
  },
};

const YAML_TEMPLATE = `# as people write it
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Name: !Sub '\${AWS::StackName}-api'
      Policy: !If [Prod, !Ref Policy, !Ref AWS::NoValue]
  Pets:
    Type: AWS::ApiGateway::Resource
    Properties: { RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: pets }
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Pets
      HttpMethod: GET
      Integration: { Uri: !Join ['', ['arn:', !GetAtt [Fn, Arn]]] }
`;

describe('a baseline from a template file', () => {
  test('reads JSON and YAML with short forms', () => {
    expect(endpoints(EndpointBaseline.fromTemplateFile(temporaryFiles({ 't.json': TEMPLATE })))).toEqual(['GET /']);
    expect(endpoints(EndpointBaseline.fromTemplateFile(temporaryFiles({ 't.yaml': YAML_TEMPLATE })))).toEqual(['GET /pets']);
  });

  test('reads what aws cloudformation get-template prints, with the template as object or as text', () => {
    expect(endpoints(
      EndpointBaseline.fromTemplateFile(temporaryFiles({ 't.json': { TemplateBody: TEMPLATE, StagesAvailable: ['Original'] } })),
    )).toEqual(['GET /']);
    expect(endpoints(EndpointBaseline.fromTemplateFile(temporaryFiles({ 't.json': { TemplateBody: YAML_TEMPLATE } })))).toEqual(['GET /pets']);
  });

  test('reads an OpenAPI asset beside the template', () => {
    const template = { Resources: { Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { BodyS3Location: { Bucket: 'b', Key: 'abc.yaml' } } } } };
    const file = temporaryFiles({ 't.json': template, 'asset.abc.yaml': 'openapi: 3.0.1\npaths:\n  /a:\n    get: {}\n' });
    expect(endpoints(EndpointBaseline.fromTemplateFile(file))).toEqual(['GET /a']);
  });

  test('reads the API that is named', () => {
    const template = { Resources: { ...TEMPLATE.Resources, Other: { Type: 'AWS::ApiGateway::RestApi' } } };
    const file = temporaryFiles({ 't.json': template });
    expect(endpoints(EndpointBaseline.fromTemplateFile(file, { restApiLogicalId: 'Other' }))).toEqual([]);
    expect(endpoints(EndpointBaseline.fromTemplateFile(file), 'Api')).toEqual(['GET /']);
  });

  test('refuses TemplateBody that is no template', () => {
    expect(() => EndpointBaseline.fromTemplateFile(temporaryFiles({ 't.json': { TemplateBody: 'just text' } }))).toThrow(
      "TemplateBody must hold a template, got 'just text'",
    );
  });
});

describe('a baseline from OpenAPI', () => {
  const yaml = 'openapi: 3.0.1\nservers:\n  - url: /v1\npaths:\n  /pets:\n    x-amazon-apigateway-any-method: {}\n';

  test('reads YAML and JSON', () => {
    expect(endpoints(EndpointBaseline.fromOpenApi(temporaryFiles({ 'api.yaml': yaml })))).toEqual(['ANY /pets']);
    expect(endpoints(
      EndpointBaseline.fromOpenApi(temporaryFiles({ 'api.json': { swagger: '2.0', paths: { '/a': { get: {} } } } })),
    )).toEqual(['GET /a']);
  });

  test('prepends the base path when it was imported so', () => {
    expect(endpoints(
      EndpointBaseline.fromOpenApi(temporaryFiles({ 'api.yaml': yaml }), { basePath: OpenApiBasePath.PREPEND }),
    )).toEqual(['ANY /v1/pets']);
  });

  test('reads an object', () => {
    expect(endpoints(EndpointBaseline.fromOpenApiObject({ openapi: '3.0.1', paths: { '/a': { get: {} } } }))).toEqual(['GET /a']);
    expect(() => EndpointBaseline.fromOpenApiObject('api.yaml')).toThrow(
      "OpenAPI object must be an object, got 'api.yaml'. To read a file, use fromOpenApi.",
    );
  });
});

test('a baseline from a list has its endpoints, and refuses what is none', () => {
  expect(endpoints(EndpointBaseline.fromEndpoints(['get /hello', 'ANY /{proxy+}']))).toEqual(['GET /hello', 'ANY /{proxy+}']);
  expect(() => EndpointBaseline.fromEndpoints(['GET /a', '/b'])).toThrow(
    "EndpointBaseline.fromEndpoints: endpoints[1] must have a method and a path, got '/b'",
  );
});

test('a baseline from a recorded file has its endpoints', () => {
  expect(endpoints(EndpointBaseline.fromFile(temporaryFiles({ 'e.json': { endpointBaseline: 1, endpoints: ['GET /a'] } })))).toEqual(['GET /a']);
});

describe('a file that cannot be used is refused by', () => {
  const LAUGHS = [
    'a: &a [x, x, x, x, x, x, x, x, x, x]',
    ...'bcdefghi'.split('').map((name, i) => `${name}: &${name} [${Array(10).fill(`*${'abcdefgh'[i]}`).join(', ')}]`),
  ].join('\n');
  const files: Array<[string, string | Buffer, RegExp]> = [
    ['an empty file', '', /is empty; it must hold a JSON or YAML object/],
    ['a file with white space only', ' \n\t\n', /is empty/],
    ['truncated JSON', '{ "openapi": "3.0.1", "paths": { "/a": {', /is not valid JSON: .* The file seems to be cut off\. Write the file again\./],
    ['JSON with a comma too many', '{\n  "openapi": "3.0.1",,\n}', / at line 2, column \d+ is not valid JSON: [^.]*\. Write the file again\./],
    ['truncated YAML', 'openapi: "3.0.1', /at line 1, column \d+ is not valid YAML: .* The file seems to be cut off/],
    [
      'YAML with a key twice',
      'openapi: 3.0.1\npaths:\n  /a:\n    get: {}\n  /a:\n    get: {}\n',
      /at line 5, column 3 is not valid YAML: Map keys must be unique/,
    ],
    ['YAML that grows out of proportion', `openapi: 3.0.1\n${LAUGHS}\n`, /is not valid YAML: Excessive alias count/],
    ['a list', '- a\n- b\n', /must hold an object, got \["a","b"\]/],
    ['text', 'hello', /must hold an object, got 'hello'/],
    ['a binary file', Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0, 8]), /is not a UTF-8 text file/],
    ['an enormous file', Buffer.alloc(11 * 1024 * 1024, 32), /has 11\.0 MB; at most 10 MB are read/],
    ['something else', '{ "name": "package" }', /has the members 'name'\. Check that it is the file you meant/],
  ];
  const factories: Array<[string, (file: string) => EndpointBaseline]> = [
    ['fromTemplateFile', (file) => EndpointBaseline.fromTemplateFile(file)],
    ['fromOpenApi', (file) => EndpointBaseline.fromOpenApi(file)],
    ['fromFile', (file) => EndpointBaseline.fromFile(file)],
  ];

  describe.each(factories)('%s', (_, read) => {
    test.each(files)('when it is %s, naming the file', (_name, content, message) => {
      const file = temporaryFiles({ 'file.txt': content });
      expect(() => read(file)).toThrow(message);
      expect(() => read(file)).toThrow(`'${file}'`);
    });

    test('when it is missing', () => {
      const file = path.join(temporaryDirectory(), 'none.json');
      expect(() => read(file)).toThrow(`'${file}' does not exist (looked for ${file}). Correct the path, or leave baseline out: the check then `
        + 'happens at deploy. [BaselineUnreadable]');
    });

    test('when it is a directory', () => {
      expect(() => read(temporaryDirectory())).toThrow('is a directory; name the file in it');
    });
  });

  test('each other kind of file, naming the method that reads it', () => {
    const recorded = temporaryFiles({ 'e.json': { endpointBaseline: 1, endpoints: [] } });
    expect(() => EndpointBaseline.fromTemplateFile(recorded)).toThrow('it is a recorded baseline; read it with EndpointBaseline.fromFile.');
    expect(() => EndpointBaseline.fromFile(temporaryFiles({ 't.json': TEMPLATE }))).toThrow(
      'it is a CloudFormation template; read it with EndpointBaseline.fromTemplateFile.',
    );
  });
});

test('a byte order mark does not matter', () => {
  expect(endpoints(
    EndpointBaseline.fromFile(temporaryFiles({ 'e.json': `\uFEFF${JSON.stringify({ endpointBaseline: 1, endpoints: ['GET /a'] })}` })),
  )).toEqual(['GET /a']);
});
