import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import {
  APIGatewayClient, CreateRestApiCommand, DeleteDeploymentCommand, GetDeploymentCommand, GetDeploymentsCommand, GetExportCommand, GetResourcesCommand,
  GetRestApiCommand, GetRestApisCommand, GetStageCommand, GetStagesCommand, UpdateStageCommand,
} from '@aws-sdk/client-api-gateway';
import { givenApi, lambdaMethod } from './given-api';
import { ApiGatewayFrontend } from '../../../rehearsal/apigateway/api-gateway-frontend';
import { OverlappingWrites } from '../../../rehearsal/apigateway/frontend/overlapping-writes';
import { importOpenApi } from '../../../rehearsal/apigateway/openapi/import-open-api';
import { methodOf } from '../../../rehearsal/apigateway/resource-types/integration-properties';

describe('the AWS SDK\'s API Gateway client', () => {
  let server: Server;
  let client: APIGatewayClient;
  let given: ReturnType<typeof givenApi>;
  let frontend: ApiGatewayFrontend;

  beforeEach(async () => {
    given = givenApi();
    frontend = new ApiGatewayFrontend(given.service);
    server = createServer(async (incoming, outgoing) => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) { chunks.push(chunk as Buffer); }
      const url = new URL(incoming.url!, 'http://localhost');
      const { status, headers, body } = await frontend.handle({
        method: incoming.method!,
        path: url.pathname,
        query: url.searchParams,
        headers: incoming.headers as Record<string, string>,
        body: Buffer.concat(chunks),
      });
      outgoing.writeHead(status, headers).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    client = new APIGatewayClient({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    const { service, restApiId, first, second } = given;
    service.createStage(restApiId, {
      stageName: 'prod',
      deploymentId: first,
      variables: { theme: 'light' },
      canarySettings: { deploymentId: second, percentTraffic: 33.33, stageVariableOverrides: { theme: 'dark' } },
    });
  });

  afterEach(async () => {
    client.destroy();
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  });

  describe('exports a stage', () => {
    const exported = async (extensions?: string) => {
      const { body } = await client.send(new GetExportCommand({
        restApiId: given.restApiId,
        stageName: 'prod',
        exportType: 'oas30',
        accepts: 'application/json',
        ...(extensions ? { parameters: { extensions } } : {}),
      }));
      return JSON.parse(Buffer.from(body!).toString());
    };

    test('as its base release has it, also while there is a canary', async () => {
      const { service, restApiId, first } = given;
      const { resources } = service.getDeployment(restApiId, first).snapshot;
      const withMethods = resources.filter(({ methods }) => Object.keys(methods).length > 0).map(({ path }) => path);
      service.createResource(restApiId, service.getRestApi(restApiId).rootResourceId, 'later');
      expect(Object.keys((await exported()).paths)).toEqual(withMethods);
    });

    test('with what its routes and authorizers call, when asked for', async () => {
      const { service, restApiId } = given;
      const root = service.getRestApi(restApiId).rootResourceId;
      const GUARD = { Type: 'TOKEN', AuthorizerUri: 'the guard', AuthorizerCredentials: 'arn:aws:iam::123456789012:role/caller' };
      const guard = service.keepEntity({ kind: 'AWS::ApiGateway::Authorizer', properties: GUARD }, restApiId);
      const arn = 'arn:aws:lambda:us-east-1:123456789012:function:guarded:7';
      service.putMethod(restApiId, root, { ...lambdaMethod('ANY', arn), authorizationType: 'CUSTOM', authorizerId: guard.id });
      const { id } = service.createDeployment(restApiId, {});
      service.updateStage(restApiId, 'prod', [{ op: 'remove', path: '/canarySettings' }, { op: 'replace', path: '/deploymentId', value: id }]);

      const { paths, components } = await exported('integrations,authorizers');
      expect(paths['/']['x-amazon-apigateway-any-method']).toMatchObject({
        'security': [{ [guard.id]: [] }],
        'x-amazon-apigateway-integration': { type: 'aws_proxy', uri: expect.stringContaining(arn) },
      });
      expect(components.securitySchemes[guard.id]['x-amazon-apigateway-authorizer'])
        .toEqual({ type: 'token', authorizerUri: 'the guard', authorizerCredentials: 'arn:aws:iam::123456789012:role/caller' });
      expect(JSON.stringify(await exported())).not.toContain('x-amazon-apigateway-integration');
    });

    test('with whatever else its integrations name: VPC links, roles, templates, cache keys', async () => {
      const { service, restApiId } = given;
      const role = 'arn:aws:iam::123456789012:role/starts';
      const integration = {
        Type: 'AWS',
        IntegrationHttpMethod: 'POST',
        Uri: 'arn:aws:apigateway:us-east-1:states:action/StartExecution',
        Credentials: role,
        RequestTemplates: { 'application/json': '{"stateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:orders"}' },
        PassthroughBehavior: 'NEVER',
        ConnectionType: 'VPC_LINK',
        ConnectionId: '${stageVariables.link}',
        CacheNamespace: 'orders',
        CacheKeyParameters: ['method.request.querystring.id'],
        TimeoutInMillis: 5000,
        IntegrationResponses: [
          { StatusCode: 200 }, { StatusCode: 400, SelectionPattern: '4\\d{2}', ResponseTemplates: { 'application/json': '{}' } },
        ],
      };
      const root = service.getRestApi(restApiId).rootResourceId;
      service.putMethod(restApiId, root, methodOf({ HttpMethod: 'POST', Integration: integration }));
      deployed();

      expect((await exported('integrations')).paths['/'].post['x-amazon-apigateway-integration']).toEqual({
        type: 'aws',
        httpMethod: 'POST',
        uri: 'arn:aws:apigateway:us-east-1:states:action/StartExecution',
        credentials: role,
        requestTemplates: integration.RequestTemplates,
        passthroughBehavior: 'never',
        connectionType: 'VPC_LINK',
        connectionId: '${stageVariables.link}',
        cacheNamespace: 'orders',
        cacheKeyParameters: ['method.request.querystring.id'],
        timeoutInMillis: 5000,
        responses: { 'default': { statusCode: '200' }, '4\\d{2}': { statusCode: '400', responseTemplates: { 'application/json': '{}' } } },
      });
    });

    test('with the user pools of its authorizers, API keys and signatures', async () => {
      const { service, restApiId } = given;
      const pool = 'arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_a';
      const properties = { Name: 'Pool', Type: 'COGNITO_USER_POOLS', ProviderARNs: [pool], IdentitySource: 'method.request.header.Authorization' };
      const { id } = service.keepEntity({ kind: 'AWS::ApiGateway::Authorizer', properties }, restApiId);
      const root = service.getRestApi(restApiId).rootResourceId;
      const asked = { authorizationType: 'COGNITO_USER_POOLS', authorizerId: id, authorizationScopes: ['orders/read'], apiKeyRequired: true };
      service.putMethod(restApiId, root, { ...lambdaMethod('GET', 'f'), ...asked });
      service.putMethod(restApiId, root, { ...lambdaMethod('PUT', 'f'), authorizationType: 'AWS_IAM' });
      deployed();

      const { paths, components } = await exported('apigateway');
      expect(paths['/'].get.security).toEqual([{ Pool: ['orders/read'] }, { api_key: [] }]);
      expect(paths['/'].put.security).toEqual([{ sigv4: [] }]);
      expect(components.securitySchemes).toEqual({
        Pool: {
          'type': 'apiKey',
          'name': 'Authorization',
          'in': 'header',
          'x-amazon-apigateway-authtype': 'cognito_user_pools',
          'x-amazon-apigateway-authorizer': { type: 'cognito_user_pools', providerARNs: [pool] },
        },
        api_key: { type: 'apiKey', name: 'x-api-key', in: 'header' },
        sigv4: { 'type': 'apiKey', 'name': 'Authorization', 'in': 'header', 'x-amazon-apigateway-authtype': 'awsSigv4' },
      });
    });

    test('as a document that makes the same methods and authorizers when it is imported', async () => {
      const { service, restApiId } = given;
      const pool = 'arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_a';
      const { id } = service.keepEntity({
        kind: 'AWS::ApiGateway::Authorizer', properties: { Name: 'Pool', Type: 'COGNITO_USER_POOLS', ProviderARNs: [pool] },
      }, restApiId);
      const asked = { authorizationType: 'COGNITO_USER_POOLS', authorizerId: id, authorizationScopes: ['orders/read'] };
      service.putMethod(restApiId, service.getRestApi(restApiId).rootResourceId, {
        ...lambdaMethod('GET', 'f', { connectionType: 'VPC_LINK', connectionId: 'link', credentials: 'role' }), ...asked,
      });
      deployed();
      const first = await exported('apigateway');
      importOpenApi(service, restApiId, first);
      deployed();

      const second = await exported('apigateway');
      expect(second).toEqual({ ...first, info: second.info });
    });

    /** Deploys the API as it is now. */
    const deployed = (): void => {
      const { id } = given.service.createDeployment(given.restApiId, {});
      const { service, restApiId } = given;
      if (service.getStage(restApiId, 'prod').canarySettings !== undefined) {
        service.updateStage(restApiId, 'prod', [{ op: 'remove', path: '/canarySettings' }]);
      }
      service.updateStage(restApiId, 'prod', [{ op: 'replace', path: '/deploymentId', value: id }]);
    };
  });

  const patch = (...patchOperations: UpdateStageCommand['input']['patchOperations'] & object) =>
    client.send(new UpdateStageCommand({ restApiId: given.restApiId, stageName: 'prod', patchOperations }));

  test('reads a stage with its canary and its dates', async () => {
    const { restApiId, first, second } = given;

    expect(await client.send(new GetStageCommand({ restApiId, stageName: 'prod' }))).toMatchObject({
      stageName: 'prod',
      deploymentId: first,
      variables: { theme: 'light' },
      canarySettings: { deploymentId: second, percentTraffic: 33.33, stageVariableOverrides: { theme: 'dark' }, useStageCache: false },
      cacheClusterStatus: 'NOT_AVAILABLE',
      createdDate: new Date('2030-01-01T00:00:00Z'),
      lastUpdatedDate: new Date('2030-01-01T00:00:00Z'),
    });
  });

  test('promotes in one call and gets the stage as it is then', async () => {
    const stage = await patch(
      { op: 'replace', path: '/canarySettings/percentTraffic', value: '0.0' },
      { op: 'copy', from: '/canarySettings/deploymentId', path: '/deploymentId' },
      { op: 'copy', from: '/canarySettings/stageVariableOverrides', path: '/variables' },
    );

    expect(stage).toMatchObject({ deploymentId: given.second, variables: { theme: 'dark' }, canarySettings: { percentTraffic: 0 } });
  });

  test('gets a refusal as the exception that AWS throws', async () => {
    await patch({ op: 'remove', path: '/canarySettings' });

    await expect(patch({ op: 'copy', from: '/canarySettings/deploymentId', path: '/deploymentId' })).rejects.toMatchObject({
      name: 'BadRequestException', message: 'Promotion not available. Canary does not exist.', $metadata: { httpStatusCode: 400 },
    });
  });

  test.each([
    ['stage', () => new GetStageCommand({ restApiId: given.restApiId, stageName: 'absent' }), 'Invalid stage identifier specified'],
    ['deployment', () => new GetDeploymentCommand({ restApiId: given.restApiId, deploymentId: 'absent' }), 'Invalid Deployment identifier specified'],
    ['API', () => new GetRestApiCommand({ restApiId: 'absent' }), 'Invalid API identifier specified 123456789012:absent'],
  ])('gets NotFoundException for an unknown %s', async (_, command, message) => {
    await expect(client.send(
      command() as GetStageCommand,
    )).rejects.toMatchObject({ name: 'NotFoundException', message, $metadata: { httpStatusCode: 404 } });
  });

  test('reads a deployment with its endpoints when it asks for them', async () => {
    const { restApiId, first: deploymentId } = given;

    expect(await client.send(new GetDeploymentCommand({ restApiId, deploymentId, embed: ['apisummary'] }))).toMatchObject({
      id: deploymentId, apiSummary: { '/hello': { GET: { authorizationType: 'NONE', apiKeyRequired: false } } },
    });
    expect(await client.send(new GetDeploymentCommand({ restApiId, deploymentId }))).not.toHaveProperty('apiSummary');
  });

  test('lists deployments, stages (of one deployment, too) and APIs', async () => {
    const { restApiId, first, second, third } = given;

    expect((await client.send(new GetDeploymentsCommand({ restApiId }))).items?.map(({ id }) => id)).toEqual([first, second, third]);
    expect((await client.send(new GetStagesCommand({ restApiId }))).item?.map(({ stageName }) => stageName)).toEqual(['prod']);
    expect((await client.send(new GetStagesCommand({ restApiId, deploymentId: third }))).item).toEqual([]);
    expect((await client.send(new GetRestApisCommand({}))).items).toMatchObject([{ id: restApiId, name: 'Shop' }]);
  });

  test('lists resources with their methods when it asks for them', async () => {
    const { service, restApiId, hello } = given;
    service.putMethod(restApiId, hello.id, lambdaMethod('POST', 'arn:aws:lambda:us-east-1:123456789012:function:hello:1'));
    const { items } = await client.send(new GetResourcesCommand({ restApiId, embed: ['methods'] }));

    expect(items).toMatchObject([{ path: '/' }, {
      path: '/hello',
      pathPart: 'hello',
      resourceMethods: {
        GET: { httpMethod: 'GET', methodIntegration: { type: 'MOCK', integrationResponses: { 200: { statusCode: '200' } } } },
        POST: { methodIntegration: { type: 'AWS_PROXY', uri: expect.stringContaining('function:hello:1') } },
      },
    }]);
  });

  test('deletes a deployment that nothing serves, and no other', async () => {
    const { restApiId, first, third } = given;
    await client.send(new DeleteDeploymentCommand({ restApiId, deploymentId: third }));

    await expect(client.send(new DeleteDeploymentCommand({ restApiId, deploymentId: third }))).rejects.toMatchObject({ name: 'NotFoundException' });
    await expect(client.send(new DeleteDeploymentCommand({ restApiId, deploymentId: first }))).rejects.toMatchObject({
      name: 'BadRequestException', message: 'Active stages pointing to this deployment must be moved or deleted',
    });
  });

  test.each([
    ['accepted', ['fulfilled']], ['conflict', ['ConflictException 409', 'fulfilled']],
  ] as const)('changes two stages of an API at once: %s', async (answer, expected) => {
    const { service, restApiId, first } = given;
    service.createStage(restApiId, { stageName: 'test', deploymentId: first });
    const released: number[] = [];
    frontend = new ApiGatewayFrontend(service, new OverlappingWrites(answer, { hold: () => () => { released.push(1); } }));
    const describe = (stageName: string) => client.send(new UpdateStageCommand({
      restApiId, stageName, patchOperations: [{ op: 'replace', path: '/description', value: 'changed' }],
    }));

    const all = await Promise.allSettled(Array.from({ length: 10 }, (_, index) => describe(index % 2 === 0 ? 'prod' : 'test')));
    const outcomes = all.map((each) => each.status === 'fulfilled'
      ? 'fulfilled'
      : `${each.reason.name} ${each.reason.$metadata.httpStatusCode}`);
    expect([...new Set(outcomes)].sort()).toEqual(expected);
    // One after the other they do not disturb each other.
    await describe('prod');
    await describe('test');
    expect(['prod', 'test'].map((name) => service.getStage(restApiId, name).description)).toEqual(['changed', 'changed']);
    expect(released.length > 0).toBe(answer === 'conflict');
  });

  test('is told what the engine does not play', async () => {
    await expect(client.send(new CreateRestApiCommand({ name: 'x' }))).rejects.toMatchObject({
      name: 'NotImplementedException', message: 'POST /restapis is not played by the local engine. Rehearse without it.',
    });
  });
});
