import { Annotations, App, Aspects, NestedStack, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { addEndpoints, apiWith, cfn, newStack } from './apis';
import { attachEndpointGuard } from '../../../lib/checks/new-endpoints/endpoint-guard';
import { EndpointGuardOptions } from '../../../lib/checks/new-endpoints/guard-report';
import { EndpointBaseline } from '../../../lib/endpoints/endpoint-baseline';
import { EndpointPolicy } from '../../../lib/endpoints/endpoint-policy';
import { temporaryFiles } from '../../endpoints/baselines/temporary-files';

function guard(api: apigateway.IRestApi, options: EndpointGuardOptions & { isHeld?: () => boolean } = {}): Stack {
  attachEndpointGuard({ release: api.stack, api: cfn(api), isHeld: options.isHeld ?? (() => true) }, { percentTraffic: 10, ...options });
  return api.stack;
}

/** Annotations as `error /Stack/Api/...: text`. */
function messages(stack: Stack): string[] {
  const assembly = (stack.node.root as App).synth();
  return assembly.getStackArtifact(stack.artifactId).messages.map(({ level, id, entry }) => `${level} ${id}: ${entry.data as string}`);
}

const BASE = EndpointBaseline.fromEndpoints(['GET /hello', 'GET /old']);

describe('at synth', () => {
  test("the guide's example, a new endpoint while a canary is held, is an error on the method that adds it", () => {
    const stack = guard(apiWith(newStack(), ['GET /hello', 'GET /old', 'GET /orders']), { baseline: BASE });
    expect(messages(stack)).toEqual([
      'error /Stack/Api/Default/orders/GET: GET /orders is served only by the canary release; the 90 % of its requests that land on the base release '
      + 'would get 403 (Missing Authentication Token). Deploy it without a canary first, add it to exceptEndpoints, or set newEndpoints to ALLOW. '
      + 'Baseline: list of endpoints. (annotation::cdk-canary-rest-api:UnservedEndpoint)',
    ]);
  });

  test('a removed endpoint is a warning on the API, acknowledged by its id', () => {
    const stack = guard(apiWith(newStack(), ['GET /hello']), { baseline: BASE });
    expect(messages(stack)).toEqual([
      expect.stringMatching(/^warning \/Stack\/Api: GET \/old is not in the canary release.*\[ack: cdk-canary-rest-api:RemovedEndpoint\]$/),
    ]);
    const acknowledged = guard(apiWith(newStack(), ['GET /hello']), { baseline: BASE });
    Annotations.of(acknowledged).acknowledgeWarning('cdk-canary-rest-api:RemovedEndpoint');
    expect(messages(acknowledged)).toEqual([]);
  });

  test('a warning is acknowledged on the very construct that it stands on', () => {
    const api = apiWith(newStack(), ['GET /hello']);
    Annotations.of(api).acknowledgeWarning('cdk-canary-rest-api:RemovedEndpoint');
    expect(messages(guard(api, { baseline: BASE }))).toEqual([]);
  });

  test('WARN makes a new endpoint an acknowledgeable warning, ALLOW makes it nothing', () => {
    const rules = (newEndpoints: EndpointPolicy): string[] =>
      messages(guard(apiWith(newStack(), ['GET /hello', 'GET /old', 'GET /orders']), { baseline: BASE, newEndpoints }));
    expect(rules(EndpointPolicy.WARN)).toEqual([
      expect.stringMatching(/^warning \/Stack\/Api\/Default\/orders\/GET: .*\[ack: cdk-canary-rest-api:UnservedEndpoint\]$/),
    ]);
    expect(rules(EndpointPolicy.ALLOW)).toEqual([]);
  });

  test('REJECT makes a removed endpoint an error', () => {
    const stack = guard(apiWith(newStack(), ['GET /hello']), { baseline: BASE, removedEndpoints: EndpointPolicy.REJECT });
    expect(messages(stack)).toEqual([expect.stringMatching(/^error \/Stack\/Api: GET \/old is not in the canary release/)]);
  });

  test('an excepted endpoint is not reported', () => {
    const stack = guard(apiWith(newStack(), ['GET /hello', 'GET /orders']), { baseline: BASE, exceptEndpoints: ['GET /orders', 'GET /old'] });
    expect(messages(stack)).toEqual([]);
  });

  test('an exception that is no endpoint fails where it is written', () => {
    expect(() => guard(apiWith(newStack(), ['GET /']), { exceptEndpoints: ['orders'] })).toThrow(
      "exceptEndpoints[0] must have a method and a path, got 'orders'",
    );
  });

  test('an endpoint of a nested stack is reported there', () => {
    const stack = newStack();
    const api = apiWith(stack, ['GET /hello', 'GET /old']);
    const nested = new NestedStack(stack, 'Nested');
    addEndpoints(apigateway.RestApi.fromRestApiAttributes(nested, 'Part', {
      restApiId: api.restApiId, rootResourceId: api.restApiRootResourceId,
    }), ['GET /nested']);
    expect(messages(
      guard(api, { baseline: BASE }),
    )).toEqual([expect.stringContaining('error /Stack/Nested/Part/Default/nested/GET: GET /nested is served only by')]);
  });

  test('an endpoint that an aspect adds is reported', () => {
    const api = apiWith(newStack(), ['GET /hello', 'GET /old']);
    const stack = guard(api, { baseline: BASE });
    Aspects.of(stack).add({ visit: (node) => { if (node === api) { addEndpoints(api, ['GET /late']); } } });
    expect(messages(stack)).toEqual([expect.stringContaining('error /Stack/Api/Default/late/GET')]);
  });

  test('without a baseline, one line says that the check happens at deploy', () => {
    expect(messages(guard(apiWith(newStack(), ['GET /hello'])))).toEqual([
      'info /Stack: Without a baseline, endpoints that only one release serves are found at deploy, by comparing with the live base release. '
      + 'To find them at synth, set baseline. [ack: cdk-canary-rest-api:noEndpointBaseline]',
    ]);
  });

  test.each<[string, Parameters<typeof guard>[1]]>([
    ['no canary serves requests in this deploy', { isHeld: () => false }],
    ['the canary gets 0 % of the requests', { percentTraffic: 0 }],
  ])('nothing is said when %s', (_, options) => {
    expect(messages(guard(apiWith(newStack(), ['GET /new']), options))).toEqual([]);
    expect(messages(guard(apiWith(newStack(), ['GET /new']), { baseline: BASE, ...options }))).toEqual([]);
  });

  test('what cannot be read is named, and nothing is called removed because of it', () => {
    const stack = newStack();
    const bucket = s3.Bucket.fromBucketName(stack, 'Bucket', 'bucket');
    const api = new apigateway.SpecRestApi(stack, 'Api', { apiDefinition: apigateway.ApiDefinition.fromBucket(bucket, 'api.yaml') });
    expect(messages(guard(api, { baseline: BASE }))).toEqual([
      'info /Stack/Api: Endpoints of Stack/Api cannot be compared with the baseline at synth: has its OpenAPI definition in S3, which synth doesn\'t '
      + 'read. They are compared with the live base release at deploy. [ack: cdk-canary-rest-api:unreadableEndpoints]',
    ]);
  });

  test('a baseline that does not tell which API is meant fails synth', () => {
    const template = { Resources: { A: { Type: 'AWS::ApiGateway::RestApi' }, B: { Type: 'AWS::ApiGateway::RestApi' } } };
    const baseline = EndpointBaseline.fromTemplateFile(temporaryFiles({ 't.json': template }));
    expect(() => messages(guard(apiWith(newStack(), ['GET /']), { baseline }))).toThrow(
      'has several APIs (A, B), none with the logical id of the released one',
    );
  });

  test('the template of the very same app is a baseline without a difference', () => {
    const earlier = apiWith(newStack(), ['GET /hello', 'ANY /{proxy+}'], { defaultCorsPreflightOptions: { allowOrigins: ['*'] } });
    const template = (earlier.node.root as App).synth().getStackByName('Stack').template as object;
    const later = apiWith(newStack(), ['GET /hello', 'ANY /{proxy+}'], { defaultCorsPreflightOptions: { allowOrigins: ['*'] } });
    expect(messages(guard(later, { baseline: EndpointBaseline.fromTemplateFile(temporaryFiles({ 't.json': template })) }))).toEqual([]);
  });

  test('changed authorization is a warning on the method', () => {
    const earlier = apiWith(newStack(), ['GET /hello']);
    const template = (earlier.node.root as App).synth().getStackByName('Stack').template as object;
    const later = apiWith(newStack(), []);
    addEndpoints(later, ['GET /hello'], { authorizationType: apigateway.AuthorizationType.IAM });
    expect(messages(guard(later, { baseline: EndpointBaseline.fromTemplateFile(temporaryFiles({ 't.json': template })) })))
      .toEqual([expect.stringContaining("warning /Stack/Api/Default/hello/GET: GET /hello changes authorization from 'NONE' to 'AWS_IAM'")]);
  });
});
