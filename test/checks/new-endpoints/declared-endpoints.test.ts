import { App, Aspects, CfnParameter, Fn, Lazy, NestedStack, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { addEndpoints, apiWith, cfn, newStack } from './apis';
import { DeclaredEndpoints, declaredEndpoints } from '../../../lib/checks/new-endpoints/declared-endpoints';
import { readTemplateFile } from '../../../lib/endpoints/baselines/template-file';
import { routesFromTemplate } from '../../../lib/endpoints/baselines/template-routes';
import { displayRoute } from '../../../lib/endpoints/routes';
import { temporaryDirectory, temporaryFiles } from '../../endpoints/baselines/temporary-files';

function endpoints(current: DeclaredEndpoints): string[] {
  return [...current.routes.keys()].map(displayRoute);
}

const DEFINITION = {
  openapi: '3.0.1', info: { title: 'x', version: '1' }, paths: { '/pets': { get: {} }, '/pets/{id}': { 'x-amazon-apigateway-any-method': {} } },
};

describe('the current endpoints', () => {
  test('are the methods of a RestApi, each with its construct', () => {
    const api = apiWith(newStack(), ['GET /', 'POST /pets/{id}', 'ANY /files/{proxy+}']);
    const current = declaredEndpoints(cfn(api));
    expect(endpoints(current)).toEqual(['GET /', 'POST /pets/{id}', 'ANY /files/{proxy+}']);
    expect([...current.routes.values()]).toEqual(api.methods);
  });

  test('include preflights, proxies and the methods that were added in other places', () => {
    const stack = newStack();
    const api = apiWith(stack, [], { defaultCorsPreflightOptions: { allowOrigins: ['*'] } });
    api.root.addResource('a').addProxy({ anyMethod: true, defaultIntegration: new apigateway.MockIntegration() });
    const resource = new apigateway.CfnResource(stack, 'L1', { restApiId: api.restApiId, parentId: api.restApiRootResourceId, pathPart: 'l1' });
    const method = new apigateway.CfnMethod(stack, 'L1Get', {
      restApiId: api.restApiId, resourceId: resource.ref, httpMethod: 'GET', authorizationType: 'NONE',
    });
    const current = declaredEndpoints(cfn(api));
    expect(endpoints(current).sort()).toEqual(['ANY /a/{proxy+}', 'GET /l1', 'OPTIONS /', 'OPTIONS /a', 'OPTIONS /a/{proxy+}']);
    expect([...current.routes].find(([route]) => route.path === '/l1')?.[1]).toBe(method);
  });

  test('include those that nested stacks add', () => {
    const stack = newStack();
    const api = apiWith(stack, ['GET /']);
    const nested = new NestedStack(stack, 'Nested');
    addEndpoints(apigateway.RestApi.fromRestApiAttributes(nested, 'Api', {
      restApiId: api.restApiId, rootResourceId: api.restApiRootResourceId,
    }), ['GET /nested/x']);
    expect(endpoints(declaredEndpoints(cfn(api)))).toEqual(['GET /', 'GET /nested/x']);
  });

  test('leave those of another API out', () => {
    const stack = newStack();
    const api = apiWith(stack, ['GET /']);
    const other = new apigateway.RestApi(stack, 'Other');
    addEndpoints(other, ['GET /other']);
    expect(endpoints(declaredEndpoints(cfn(api)))).toEqual(['GET /']);
  });

  test('have the settings of the methods', () => {
    const stack = newStack();
    const api = apiWith(stack, []);
    const authorizer = new apigateway.CfnAuthorizer(stack, 'Auth', { restApiId: api.restApiId, name: 'a', type: 'TOKEN' });
    const options: apigateway.MethodOptions = {
      authorizer: { authorizerId: authorizer.ref, authorizationType: apigateway.AuthorizationType.CUSTOM },
      apiKeyRequired: true,
      requestParameters: { 'method.request.querystring.q': true, 'method.request.header.h': false },
      requestValidatorOptions: { validateRequestBody: true, validateRequestParameters: true },
    };
    addEndpoints(api, ['GET /'], options);
    expect([...declaredEndpoints(cfn(api)).routes.keys()]).toEqual([{
      method: 'GET',
      path: '/',
      authorizationType: 'CUSTOM',
      authorizerId: 'resource:Auth',
      apiKeyRequired: true,
      requestValidation: 'body and parameters (querystring.q)',
    }]);
  });

  test('are those of an inline OpenAPI definition, with the base path as it is imported', () => {
    const definition = { ...DEFINITION, servers: [{ url: '/v1' }] };
    const api = new apigateway.SpecRestApi(newStack(), 'Api', {
      apiDefinition: apigateway.ApiDefinition.fromInline(definition), parameters: { basepath: 'prepend' },
    });
    const current = declaredEndpoints(cfn(api));
    expect(endpoints(current)).toEqual(['GET /v1/pets', 'ANY /v1/pets/{id}']);
    expect([...current.routes.values()]).toEqual([api, api]);
  });

  test.each(['json', 'yaml'])('are those of an OpenAPI asset in %s', (extension) => {
    const content = extension === 'json'
      ? DEFINITION
      : 'swagger: "2.0"\npaths:\n  /pets:\n    get: {}\n  "/pets/{id}":\n    x-amazon-apigateway-any-method: {}\n';
    const file = temporaryFiles({ [`api.${extension}`]: content });
    const api = new apigateway.SpecRestApi(newStack(), 'Api', { apiDefinition: apigateway.ApiDefinition.fromAsset(file) });
    expect(endpoints(declaredEndpoints(cfn(api)))).toEqual(['GET /pets', 'ANY /pets/{id}']);
  });

  test('are a definition and methods together', () => {
    const api = new apigateway.SpecRestApi(newStack(), 'Api', { apiDefinition: apigateway.ApiDefinition.fromInline(DEFINITION) });
    addEndpoints(api, ['GET /more']);
    expect(endpoints(declaredEndpoints(cfn(api)))).toEqual(['GET /pets', 'ANY /pets/{id}', 'GET /more']);
  });

  test('are the same as those of the template that is synthesized from them', () => {
    const app = new App({ outdir: temporaryDirectory() });
    const stack = new Stack(app, 'Stack');
    const api = apiWith(stack, ['GET /', 'ANY /{proxy+}'], { defaultCorsPreflightOptions: { allowOrigins: ['*'] } });
    const nested = new NestedStack(stack, 'Nested');
    const imported = apigateway.RestApi.fromRestApiAttributes(nested, 'Api', { restApiId: api.restApiId, rootResourceId: api.restApiRootResourceId });
    const authorizer = new apigateway.CfnAuthorizer(nested, 'Auth', { restApiId: api.restApiId, name: 'a', type: 'TOKEN' });
    addEndpoints(imported, [
      'GET /nested/{id}',
    ], { authorizer: { authorizerId: authorizer.ref, authorizationType: apigateway.AuthorizationType.CUSTOM } });
    addEndpoints(api, [
      'POST /a',
    ], { requestValidatorOptions: { validateRequestParameters: true }, requestParameters: { 'method.request.header.h': true } });
    const { templateFullPath } = app.synth().getStackByName('Stack');
    const fromTemplate = routesFromTemplate(readTemplateFile(templateFullPath));
    expect(new Set(fromTemplate)).toEqual(new Set(declaredEndpoints(cfn(api)).routes.keys()));
  });
});

describe('endpoints that are known only at deploy are listed with the reason', () => {
  function reasons(api: apigateway.IRestApi): string[] {
    return declaredEndpoints(cfn(api)).unreadable.map(({ construct, reason }) => `${construct.node.path}: ${reason}`);
  }

  /** The constructs above CfnResource refuse tokens on their own. */
  function addL1Resource(stack: Stack, api: apigateway.RestApi, pathPart: string): void {
    const resource = new apigateway.CfnResource(stack, 'L1', { restApiId: api.restApiId, parentId: api.restApiRootResourceId, pathPart });
    new apigateway.CfnMethod(stack, 'L1Get', { restApiId: api.restApiId, resourceId: resource.ref, httpMethod: 'GET' });
  }

  test('a definition in a bucket', () => {
    const stack = newStack();
    const bucket = s3.Bucket.fromBucketName(stack, 'Bucket', 'bucket');
    const api = new apigateway.SpecRestApi(stack, 'Api', { apiDefinition: apigateway.ApiDefinition.fromBucket(bucket, 'api.yaml') });
    expect(reasons(api)).toEqual(["Stack/Api: has its OpenAPI definition in S3, which synth doesn't read"]);
  });

  test('a definition that is included', () => {
    const api = new apigateway.SpecRestApi(newStack(), 'Api', {
      apiDefinition: apigateway.ApiDefinition.fromInline({ 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://b/k' } } }),
    });
    expect(reasons(api)).toEqual(['Stack/Api: has an OpenAPI definition that is known only at deploy']);
  });

  test('a path part that is a parameter', () => {
    const stack = newStack();
    const api = apiWith(stack, ['GET /']);
    const part = new CfnParameter(stack, 'Part').valueAsString;
    addL1Resource(stack, api, part);
    expect(reasons(api)).toEqual([expect.stringContaining('is below the path part {"Ref":"Part"}, which is known only at deploy')]);
    expect(endpoints(declaredEndpoints(cfn(api)))).toEqual(['GET /']);
  });

  test('a method on a resource of another app', () => {
    const stack = newStack();
    const api = apiWith(stack, ['GET /']);
    new apigateway.CfnMethod(stack, 'Far', {
      restApiId: api.restApiId, resourceId: Fn.importValue('x'), httpMethod: 'GET', authorizationType: 'NONE',
    });
    expect(reasons(api)).toEqual(["Stack/Far: is on a resource that this app doesn't define"]);
  });

  test('but a lazy value is read', () => {
    const stack = newStack();
    const api = apiWith(stack, []);
    addL1Resource(stack, api, Lazy.string({ produce: () => 'lazy' }));
    expect(endpoints(declaredEndpoints(cfn(api)))).toEqual(['GET /lazy']);
  });
});

test('methods that an aspect adds are seen after the aspects ran', () => {
  const stack = newStack();
  const api = apiWith(stack, ['GET /']);
  Aspects.of(stack).add({ visit: (node) => { if (node === api) { addEndpoints(api, ['GET /late']); } } });
  expect(endpoints(declaredEndpoints(cfn(api)))).toEqual(['GET /']);
  (stack.node.root as App).synth();
  expect(endpoints(declaredEndpoints(cfn(api)))).toEqual(['GET /', 'GET /late']);
});
