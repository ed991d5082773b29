import { givenApi, givenService } from './given-api';
import { apiGatewayResourceTypes } from '../../../rehearsal/apigateway/api-gateway-resource-types';
import { Properties } from '../../../rehearsal/cloudformation/resource-type';
import { LIKELY_HYPOTHESES } from '../../../rehearsal/hypotheses';

const STACK = {
  stackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/Shop/1',
  stackName: 'Shop',
  region: 'us-east-1',
  account: '123456789012',
  partition: 'aws',
};

function played<T extends Pick<ReturnType<typeof givenService>, 'service'>>(wired: T) {
  const types = apiGatewayResourceTypes(wired.service, LIKELY_HYPOTHESES);
  const request = (type: string, properties: Properties, logicalId = 'Thing') =>
    ({ stack: STACK, logicalId, type: `AWS::ApiGateway::${type}`, properties });
  const of = (type: string) => types[`AWS::ApiGateway::${type}`];
  return {
    ...wired,
    create: (type: string, properties: Properties) => of(type).create(request(type, properties)),
    update: (type: string, physicalId: string, properties: Properties) =>
      of(type).update({ ...request(type, properties), physicalId, previousProperties: properties }),
    destroy: (type: string, physicalId: string, properties: Properties) => of(type).delete({ ...request(type, properties), physicalId }),
    replaced: (type: string, previous: Properties, next: Properties) => of(type).requiresReplacement(previous, next),
  };
}

describe('AWS::ApiGateway::RestApi', () => {
  const integration = { type: 'mock', requestTemplates: { 'application/json': '{"statusCode":200}' }, responses: { default: { statusCode: '200' } } };
  const operation = { 'x-amazon-apigateway-integration': integration };
  const endpoints = (service: ReturnType<typeof givenService>['service'], id: string) =>
    service.listResources(id).flatMap(({ path, methods }) => Object.keys(methods).map((verb) => `${verb} ${path}`)).sort();

  test('refers to its id and has its root resource as an attribute', async () => {
    const { create, service } = played(givenService());
    const { physicalId, attributes } = await create('RestApi', { Name: 'Shop' });

    expect(attributes).toEqual({ RestApiId: physicalId, RootResourceId: service.listResources(physicalId)[0].id });
  });

  test('makes methods of an inline OpenAPI document, ANY among them', async () => {
    const { create, service } = played(givenService());
    const { physicalId } = await create('RestApi', {
      Body: {
        info: { title: 'Shop' },
        paths: {
          '/': { get: operation },
          '/pets/{id}': { 'get': operation, 'x-amazon-apigateway-any-method': operation, 'parameters': [] },
        },
      },
    });

    expect(service.getRestApi(physicalId).name).toBe('Shop');
    expect(endpoints(service, physicalId)).toEqual(['ANY /pets/{id}', 'GET /', 'GET /pets/{id}']);
  });

  test('imports a changed document over what is there, keeping the ids of paths that stay', async () => {
    const { create, update, service } = played(givenService());
    const { physicalId } = await create('RestApi', { Body: { paths: { '/pets': { get: operation }, '/toys/{id}': { get: operation } } } });
    const idOf = (path: string) => service.listResources(physicalId).find((resource) => resource.path === path)?.id;
    const before = idOf('/pets');
    await update('RestApi', physicalId, { Body: { paths: { '/pets': { post: operation }, '/dogs': { get: operation } } } });

    expect(endpoints(service, physicalId)).toEqual(['GET /dogs', 'POST /pets']);
    expect(idOf('/pets')).toBe(before);
  });

  test('reads authorization and API key from the document\'s security', async () => {
    const { create, service } = played(givenService());
    const { physicalId } = await create('RestApi', {
      Body: {
        components: {
          securitySchemes: {
            key: { type: 'apiKey', name: 'x-api-key' },
            sigv4: { 'type': 'apiKey', 'x-amazon-apigateway-authtype': 'awsSigv4' },
            custom: { 'type': 'apiKey', 'x-amazon-apigateway-authtype': 'custom', 'x-amazon-apigateway-authorizer': { type: 'token' } },
          },
        },
        paths: {
          '/a': {
            get: { ...operation, security: [{ key: [] }] },
            put: { ...operation, security: [{ sigv4: [] }] },
            post: { ...operation, security: [{ custom: [] }] },
          },
        },
      },
    });
    const { methods } = service.listResources(physicalId).find(({ path }) => path === '/a')!;

    expect([methods.GET, methods.PUT, methods.POST].map(({ authorizationType, apiKeyRequired }) => [authorizationType, apiKeyRequired]))
      .toEqual([['NONE', true], ['AWS_IAM', false], ['CUSTOM', false]]);
  });

  test('makes authorizers of the document\'s security, which keep their ids while their names stay', async () => {
    const { create, update, service } = played(givenService());
    const body = (header: string) => ({
      securityDefinitions: {
        guard: { 'type': 'apiKey', 'name': header, 'in': 'header', 'x-amazon-apigateway-authorizer': { type: 'token', authorizerUri: 'arn:guard' } },
      },
      paths: { '/a': { get: { ...operation, security: [{ guard: [] }] } } },
    });
    const { physicalId } = await create('RestApi', { Body: body('X-Token') });
    const authorizerId = () => service.listResources(physicalId).find(({ path }) => path === '/a')!.methods.GET.authorizerId;
    const before = authorizerId();
    await update('RestApi', physicalId, { Body: body('X-Other') });

    expect(authorizerId()).toBe(before);
    expect(service.listEntities(physicalId)).toEqual([{
      id: before,
      kind: 'AWS::ApiGateway::Authorizer',
      properties: expect.objectContaining({ Type: 'TOKEN', AuthorizerUri: 'arn:guard', IdentitySource: 'method.request.header.X-Other' }),
    }]);
  });

  test('without its document it is there without routes, and can be deployed', async () => {
    const { create, service } = played(givenService());
    const { physicalId } = await create('RestApi', { BodyS3Location: { Bucket: 'b', Key: 'k' } });

    expect(service.getRestApi(physicalId)).toMatchObject({ name: 'Thing', missingDocument: 's3://b/k' });
    await create('Deployment', { RestApiId: physicalId });
  });
});

describe('AWS::ApiGateway::Method', () => {
  test('names the parameters that tell cached answers apart', async () => {
    const { create, service, restApiId, api } = played(givenApi());
    const Integration = { Type: 'MOCK', CacheKeyParameters: ['method.request.querystring.page'] };
    await create('Method', { RestApiId: restApiId, ResourceId: api.rootResourceId, HttpMethod: 'GET', AuthorizationType: 'NONE', Integration });

    const { integration } = service.getResource(restApiId, api.rootResourceId).methods.GET;
    expect(integration?.cacheKeyParameters).toEqual(['method.request.querystring.page']);
  });

  test('is set whole by an update, and reaches no existing deployment', async () => {
    const { create, update, service, restApiId, api } = played(givenApi());
    const properties = {
      RestApiId: restApiId, ResourceId: api.rootResourceId, HttpMethod: 'GET', AuthorizationType: 'AWS_IAM', Integration: { Type: 'MOCK' },
    };
    const { physicalId } = await create('Method', properties);
    const deployed = service.createDeployment(restApiId).id;
    await update('Method', physicalId, { ...properties, AuthorizationType: 'NONE' });

    expect(service.getResource(restApiId, api.rootResourceId).methods.GET.authorizationType).toBe('NONE');
    expect(service.getDeployment(restApiId, deployed).snapshot.resources[0].methods.GET.authorizationType).toBe('AWS_IAM');
  });

  test('cannot be created twice', async () => {
    const { create, restApiId, hello } = played(givenApi());

    await expect(create('Method', { RestApiId: restApiId, ResourceId: hello.id, HttpMethod: 'GET', Integration: { Type: 'MOCK' } }))
      .rejects.toThrow('"Method already exists for this resource" (HandlerErrorCode: AlreadyExists)');
  });

  test('is replaced for another verb, not for another integration', () => {
    const { replaced } = played(givenApi());
    const method = { RestApiId: 'a', ResourceId: 'r', HttpMethod: 'GET', Integration: { Uri: 'one' } };

    expect(replaced('Method', method, { ...method, Integration: { Uri: 'two' } })).toBe(false);
    expect(replaced('Method', method, { ...method, HttpMethod: 'PUT' })).toBe(true);
  });

  test('is deleted without complaint when its API is gone', async () => {
    const { destroy } = played(givenService());

    await expect(destroy('Method', 'x', { RestApiId: 'gone', ResourceId: 'gone', HttpMethod: 'GET' })).resolves.toBeUndefined();
  });
});

describe('AWS::ApiGateway::Deployment', () => {
  test('is replaced for another API or canary settings, not for a description or stage name', () => {
    const { replaced } = played(givenApi());
    const deployment = { RestApiId: 'a', Description: 'x' };

    expect(replaced('Deployment', deployment, { ...deployment, Description: 'y', StageName: 's' })).toBe(false);
    expect(replaced('Deployment', deployment, { ...deployment, RestApiId: 'b' })).toBe(true);
    expect(replaced('Deployment', deployment, { ...deployment, DeploymentCanarySettings: { PercentTraffic: 1 } })).toBe(true);
  });

  test('with canary settings puts a canary on the stage behind the stage resource\'s back', async () => {
    const { create, service, restApiId, first } = played(givenApi());
    service.createStage(restApiId, { stageName: 'prod', deploymentId: first });
    const { physicalId } = await create('Deployment', {
      RestApiId: restApiId, StageName: 'prod', DeploymentCanarySettings: { PercentTraffic: 50, StageVariableOverrides: { a: 'b' } },
    });

    expect(service.getStage(restApiId, 'prod')).toMatchObject({
      deploymentId: first,
      canarySettings: { deploymentId: physicalId, percentTraffic: 50, stageVariableOverrides: { a: 'b' }, useStageCache: false },
    });
  });

  test('with a stage name fails on a stage with a canary', async () => {
    const { create, service, restApiId, first, second } = played(givenApi());
    service.createStage(restApiId, { stageName: 'v1', deploymentId: first, canarySettings: { deploymentId: second } });

    await expect(create('Deployment', {
      RestApiId: restApiId, StageName: 'v1',
    })).rejects.toThrow('Resource handler returned message: "Invalid deployment '
      + 'content specified.Non canary deployment not supported on stage v1 because Canary is enabled. Provide CanarySettings in deploymentInput." '
      + '(HandlerErrorCode: InvalidRequest)');
  });

  test.each([
    ['stage', 'Active stages pointing to this deployment must be moved or deleted', (first: string) => ({ deploymentId: first })],
    ['canary', 'Active stages with canary settings pointing to this deployment must be moved or deleted',
      (first: string, second: string) => ({ deploymentId: second, canarySettings: { deploymentId: first } })],
  ])('is not deleted while a %s points at it', async (_, message, stage) => {
    const { destroy, service, restApiId, first, second } = played(givenApi());
    service.createStage(restApiId, { stageName: 'prod', ...stage(first, second) });

    await expect(destroy('Deployment', first, { RestApiId: restApiId })).rejects.toThrow(message);
  });

  test('takes the stage with it that it made itself', async () => {
    const { create, destroy, service, restApiId } = played(givenApi());
    const properties = { RestApiId: restApiId, StageName: 'own' };
    const { physicalId } = await create('Deployment', properties);
    await destroy('Deployment', physicalId, properties);

    expect(service.listStages(restApiId)).toEqual([]);
  });

  test('is deleted without complaint when it or its API is already gone', async () => {
    const { destroy, restApiId } = played(givenApi());

    await destroy('Deployment', 'absent', { RestApiId: restApiId });
    await expect(destroy('Deployment', 'absent', { RestApiId: 'absent' })).resolves.toBeUndefined();
  });
});

describe('types that are only kept', () => {
  test.each([
    ['Authorizer', 'AuthorizerId'], ['RequestValidator', 'RequestValidatorId'], ['ApiKey', 'APIKeyId'], ['UsagePlan', 'Id'],
    ['UsagePlanKey', 'Id'], ['Account', 'Id'],
  ])('%s has its id as %s', async (type, attribute) => {
    const { create, restApiId } = played(givenApi());
    const { physicalId, attributes } = await create(type, type === 'Authorizer' || type === 'RequestValidator' ? { RestApiId: restApiId } : {});

    expect(attributes).toEqual({ [attribute]: physicalId });
  });

  test('Model is named by its name', async () => {
    const { create, restApiId } = played(givenApi());

    expect(await create('Model', { RestApiId: restApiId, Name: 'Pet' })).toMatchObject({ physicalId: 'Pet' });
  });

  test('are part of the deployments made while they are there', async () => {
    const { create, destroy, service, restApiId } = played(givenApi());
    const model = { RestApiId: restApiId, Name: 'Pet' };
    await create('Model', model);
    const deployed = service.createDeployment(restApiId).id;
    await destroy('Model', 'Pet', model);

    expect(service.getDeployment(restApiId, deployed).snapshot.entities.map(({ id }) => id)).toEqual(['Pet']);
    expect(service.listEntities(restApiId)).toEqual([]);
  });
});
