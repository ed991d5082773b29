import * as fs from 'node:fs';
import * as fc from 'fast-check';
import { temporaryFiles } from './temporary-files';
import { parseBaseline } from '../../../lib/endpoints/baselines/baseline-file';
import { routesFromOpenApi } from '../../../lib/endpoints/baselines/openapi-routes';
import { routesFromTemplate } from '../../../lib/endpoints/baselines/template-routes';
import { EndpointBaseline } from '../../../lib/endpoints/endpoint-baseline';

/** A document is read, or refused by an error that was meant for its author: never by one of JavaScript's own. */
function readsOrRefuses(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    expect((error as Error).name).toMatch(/^Baseline/);
    expect((error as Error).message).toContain("'file'");
  }
}

const value = fc.jsonValue({ maxDepth: 3 });
const name = fc.constantFrom('Api', 'Pets', 'Get', 'Validator', 'Nested');
const ref = fc.oneof(fc.record({ Ref: name }), fc.record({ 'Fn::GetAtt': fc.tuple(name, fc.constant('RootResourceId')) }), value);

const resource = fc.record({
  Type: fc.constantFrom('RestApi', 'Resource', 'Method', 'RequestValidator').map((type) => `AWS::ApiGateway::${type}`),
  Properties: fc.oneof(value, fc.record({
    RestApiId: ref,
    ParentId: ref,
    ResourceId: ref,
    RequestValidatorId: ref,
    AuthorizerId: ref,
    PathPart: fc.oneof(fc.constantFrom('pets', '{id}'), value),
    HttpMethod: fc.oneof(fc.constantFrom('GET', 'ANY'), value),
    Body: value,
    BodyS3Location: value,
    RequestParameters: value,
  }, { requiredKeys: [] })),
  Metadata: value,
}, { requiredKeys: ['Type'] });

const nestedStack = fc.record({
  Type: fc.constant('AWS::CloudFormation::Stack'),
  Properties: fc.record({ Parameters: fc.oneof(fc.record({ ApiId: ref }), value), TemplateURL: value }, { requiredKeys: [] }),
});

test('templates with anything in them', () => {
  const Resources = fc.dictionary(name, fc.oneof({ weight: 4, arbitrary: resource }, nestedStack, value), { maxKeys: 5 });
  fc.assert(fc.property(Resources, value, (resources, asset) => {
    const template = { Resources: { Api: { Type: 'AWS::ApiGateway::RestApi' }, ...resources } };
    readsOrRefuses(() => routesFromTemplate({ template, where: "'file'", releasedApi: 'Api', readAsset: () => ({ Resources: asset }) }));
  }), { numRuns: 1000 });
});

test('OpenAPI documents with anything in them', () => {
  const operation = fc.oneof(value, fc.record({
    'security': value, 'parameters': value, 'x-amazon-apigateway-auth': value, 'x-amazon-apigateway-request-validator': fc.constant('all'),
  }, { requiredKeys: [] }));
  const item = fc.oneof(value, fc.record({
    get: operation, post: operation, $ref: fc.oneof(fc.constant('#/paths/~1a'), fc.constant('#/%'), value), parameters: value,
  }, { requiredKeys: [] }));
  const document = fc.record({
    'openapi': value,
    'paths': fc.oneof(value, fc.dictionary(fc.constantFrom('/a', '/{b}', 'c', '/d//e', '/'), item)),
    'servers': fc.oneof(value, fc.array(fc.record({ url: fc.string(), variables: value }, { requiredKeys: [] }))),
    'basePath': value,
    'components': value,
    'securityDefinitions': value,
    'security': value,
    'x-amazon-apigateway-request-validators': fc.oneof(value, fc.record({ all: value })),
  }, { requiredKeys: ['openapi'] });
  fc.assert(fc.property(document, fc.constantFrom('ignore', 'prepend', 'split'), (openApi, basePath) => {
    readsOrRefuses(() => routesFromOpenApi(openApi, "'file'", basePath));
  }), { numRuns: 1000 });
});

test('recorded baselines with anything in them', () => {
  const entry = fc.oneof(
    value, fc.constant('GET /a'), fc.record({ endpoint: fc.oneof(fc.constant('GET /b'), value), apiKeyRequired: value }, { requiredKeys: [] }),
  );
  const file = fc.record({ endpointBaseline: fc.oneof(fc.constant(1), value), endpoints: fc.oneof(value, fc.array(entry)), stage: value });
  fc.assert(fc.property(file, (document) => {
    readsOrRefuses(() => parseBaseline(document, "'file'"));
  }), { numRuns: 1000 });
});

test('a JSON file that is cut off at any place is refused', () => {
  const text = JSON.stringify(
    { openapi: '3.0.1', paths: { '/pets/{id}': { 'get': { deprecated: true, x: null }, 'x-amazon-apigateway-any-method': {} } } }, undefined, 2,
  );
  const file = temporaryFiles({ 'api.json': text });
  fc.assert(fc.property(fc.integer({ min: 0, max: text.length - 1 }), (length) => {
    fs.writeFileSync(file, text.slice(0, length));
    expect(() => EndpointBaseline.fromOpenApi(file)).toThrow(length === 0 ? 'is empty' : 'The file seems to be cut off');
  }));
});
