import * as fs from 'node:fs';
import * as path from 'node:path';
import * as fc from 'fast-check';
import { anyApi } from '../random-routes';
import { temporaryDirectory } from './temporary-files';
import { formatBaselineFile, parseBaseline, readBaselineFile, writeBaselineFile } from '../../../lib/endpoints/baselines/baseline-file';
import { recordFromApiSummary, recordFromTemplate } from '../../../lib/endpoints/baselines/record';
import { sortedRoutes } from '../../../lib/endpoints/routes';

test('a baseline file has one sorted line per endpoint, with what is known of it', () => {
  expect(formatBaselineFile({
    stage: 'prod',
    routes: [
      { method: 'POST', path: '/pets', authorizationType: 'AWS_IAM', apiKeyRequired: true },
      { method: 'GET', path: '/pets' },
      { method: 'GET', path: '/', authorizationType: 'CUSTOM', authorizerId: 'resource:Auth', apiKeyRequired: false, requestValidation: 'body' },
      { method: 'GET', path: '/pets' },
    ],
  })).toBe(`{
  "endpointBaseline": 1,
  "stage": "prod",
  "endpoints": [
    { "endpoint": "GET /", "authorizationType": "CUSTOM", "authorizerId": "resource:Auth", "apiKeyRequired": false, "requestValidation": "body" },
    "GET /pets",
    { "endpoint": "POST /pets", "authorizationType": "AWS_IAM", "apiKeyRequired": true }
  ]
}
`);
});

test('what is written is read again', () => {
  fc.assert(fc.property(anyApi, fc.option(fc.string(), { nil: undefined }), fc.boolean(), (api, stage, known) => {
    const routes = sortedRoutes(api.map((route) => (known ? { ...route, authorizationType: 'NONE', apiKeyRequired: false } : route)));
    const recorded = { ...(stage === undefined ? {} : { stage }), routes };
    expect(parseBaseline(JSON.parse(formatBaselineFile(recorded)), 'x')).toEqual(recorded);
  }));
});

test('an API without endpoints has a file, too', () => {
  const file = path.join(temporaryDirectory(), 'endpoints.json');
  writeBaselineFile(file, { routes: [] });
  expect(fs.readFileSync(file, 'utf8')).toBe('{\n  "endpointBaseline": 1,\n  "endpoints": []\n}\n');
  expect(readBaselineFile(file)).toEqual({ routes: [] });
});

test('what is recorded of a live stage is the summary of its deployment', () => {
  expect(recordFromApiSummary({ '/a': { GET: { authorizationType: 'NONE', apiKeyRequired: true } } }, 'prod'))
    .toEqual({ stage: 'prod', routes: [{ method: 'GET', path: '/a', authorizationType: 'NONE', apiKeyRequired: true }] });
});

test('what is recorded of a template are its endpoints', () => {
  const Resources = { Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Body: { openapi: '3.0.1', paths: { '/a': { get: {} } } } } } };
  expect(recordFromTemplate({ template: { Resources }, where: 'x' }).routes).toMatchObject([{ method: 'GET', path: '/a' }]);
});

describe('refuses', () => {
  test.each<[string, object, string]>([
    ['another format', { endpointBaseline: 2, endpoints: [] }, 'has the format 2; this version of cdk-canary-rest-api reads format 1'],
    ['a file without endpoints', { endpointBaseline: 1 }, 'must have a list of endpoints, got undefined'],
    [
      'an entry that is no endpoint',
      { endpointBaseline: 1, endpoints: ['GET /a', 'pets'] },
      "Baseline file 'x', endpoints[1] must have a method and a path, got 'pets'",
    ],
    ['an entry of another type', { endpointBaseline: 1, endpoints: [7] }, "endpoints[0] must be 'GET /path' or an object with endpoint, got 7"],
    [
      'an object without endpoint',
      { endpointBaseline: 1, endpoints: [{ authorizationType: 'NONE' }] },
      'endpoints[0] must be a string, got undefined',
    ],
    [
      'a setting of another type',
      { endpointBaseline: 1, endpoints: [{ endpoint: 'GET /a', apiKeyRequired: 'yes' }] },
      "endpoints[0] must have a boolean as apiKeyRequired, got 'yes'",
    ],
    [
      'two lines for one endpoint',
      { endpointBaseline: 1, endpoints: ['GET /a/{x}', 'GET /b', 'GET /a/{y}'] },
      'endpoints[2] is GET /a/{y}, which API Gateway cannot tell from endpoints[0]. Remove one of the two.',
    ],
    ['an OpenAPI document', { openapi: '3.0.1', paths: {} }, 'it is an OpenAPI document; read it with EndpointBaseline.fromOpenApi'],
  ])('%s', (_, document, message) => {
    expect(() => parseBaseline(document, "Baseline file 'x'")).toThrow(message);
  });
});
