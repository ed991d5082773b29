import { App, NestedStack, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { answering } from './answering';
import { expectAsExpected, expectPractice, practiseApp, release, Step } from './practice';

/** Resources and methods of an API in a nested stack of their own, as the CDK documentation has it. */
class RoutesStack extends NestedStack {
  readonly methods: apigateway.Method[];

  constructor(scope: Construct, name: string, api: apigateway.RestApi, integration: (scope: Construct) => apigateway.Integration) {
    super(scope, name);
    const imported = apigateway.RestApi.fromRestApiAttributes(this, 'RestApi', {
      restApiId: api.restApiId, rootResourceId: api.restApiRootResourceId,
    });
    this.methods = [imported.root.addResource(name).addMethod('GET', integration(this))];
  }
}

function restApi(scope: Construct): apigateway.RestApi {
  const api = new apigateway.RestApi(scope, 'Api', { deploy: false, cloudWatchRole: false });
  // CDK wants a method in the stack of the API.
  api.root.addMethod('ANY', new apigateway.MockIntegration({
    requestTemplates: { 'application/json': '{ "statusCode": 200 }' }, integrationResponses: [{ statusCode: '200' }],
  }), { methodResponses: [{ statusCode: '200' }] });
  return api;
}

/** The deployment of such an API follows nothing but what its owner adds to its logical id. */
function deployWithRoutes(stack: Stack, api: apigateway.RestApi, routes: RoutesStack[], code: string): apigateway.Stage {
  const deployment = new apigateway.Deployment(stack, 'Deployment', { api });
  deployment.addToLogicalId({ code });
  routes.flatMap(({ methods }) => methods).forEach((method) => deployment.node.addDependency(method));
  return new apigateway.Stage(stack, 'Stage', { deployment });
}

const toVersion = (version: lambda.IVersion) => new apigateway.LambdaIntegration(version);

test('an API whose routes and functions are in nested stacks (fromRestApiAttributes)', async () => {
  await expectPractice((stack, code) => {
    const api = restApi(stack);
    const routes = ['pets', 'books'].map((name) => new RoutesStack(stack, name, api, (scope) => toVersion(answering(scope, code).currentVersion)));
    return { stage: deployWithRoutes(stack, api, routes, code) };
  });
});

test('an API whose routes are in nested stacks, and its functions in the parent', async () => {
  await expectPractice((stack, code) => {
    const api = restApi(stack);
    const version = answering(stack, code).currentVersion;
    const routes = ['pets', 'books'].map((name) => new RoutesStack(stack, name, api, () => toVersion(version)));
    return { stage: deployWithRoutes(stack, api, routes, code) };
  });
});

test('an API that is in a nested stack with its release', async () => {
  expectAsExpected(await practiseApp((app, code, step) => {
    const stack = new NestedStack(new Stack(app, 'App'), 'Shop');
    const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
    api.root.addResource('hello').addMethod('GET', toVersion(answering(stack, code).currentVersion));
    release({ api }, step);
  }));
});

describe('an API whose function is in another stack', () => {
  const build = (versionOf: (stack: Stack, handler: lambda.Function, code: string) => lambda.IVersion) => (app: App, code: string, step: Step) => {
    const handler = answering(new Stack(app, 'Functions'), code);
    const stack = new Stack(app, 'App');
    const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
    api.root.addResource('hello').addMethod('GET', toVersion(versionOf(stack, handler, code)));
    release({ api }, step);
  };

  test('goes through the practice with the version in the stack of the API', async () => {
    expectAsExpected(await practiseApp(build((stack, handler, code) => new lambda.Version(stack, `Version${code.slice(-1)}`, { lambda: handler }))));
  });

  test('with the version beside the function: CloudFormation refuses to change the export, as without a release, and no request fails', async () => {
    const practice = await practiseApp(build((_, handler) => handler.currentVersion));
    const refused = expect.stringMatching(/^Export .* cannot be updated as it is in use by App$/);
    expect(practice.stages).toEqual({ base: { base: 'code 1' }, canary: refused, promote: refused, remove: refused });
    expect(practice.failures).toEqual([]);
  });
});

test('an API whose routes are added by another stack of the app', async () => {
  const build = (app: App, code: string, step: Step) => {
    const shared = new Stack(app, 'Shared');
    const api = restApi(shared);
    const routes = new Stack(app, 'Routes');
    const imported = apigateway.RestApi.fromRestApiAttributes(routes, 'RestApi', {
      restApiId: api.restApiId, rootResourceId: api.restApiRootResourceId,
    });
    const method = imported.root.addResource('hello').addMethod('GET', toVersion(answering(routes, code).currentVersion));
    const front = new Stack(app, 'Front');
    const deployment = new apigateway.Deployment(front, 'Deployment', { api });
    deployment.addToLogicalId({ code });
    deployment.node.addDependency(method);
    release({ stage: new apigateway.Stage(front, 'Stage', { deployment }) }, step, front);
  };
  expectAsExpected(await practiseApp(build));
});

test('an API whose deployment and stage are in a nested stack that knows it by its id', async () => {
  expectAsExpected(await practiseApp((app, code, step: Step) => {
    const stack = new Stack(app, 'App');
    const api = restApi(stack);
    const version = answering(stack, code).currentVersion;
    api.root.addResource('hello').addMethod('GET', toVersion(version));
    const nested = new NestedStack(stack, 'Deploy');
    const deployment = new apigateway.Deployment(nested, 'Deployment', { api: apigateway.RestApi.fromRestApiId(nested, 'Api', api.restApiId) });
    deployment.addToLogicalId({ code });
    nested.node.addDependency(...api.methods);
    release({ stage: new apigateway.Stage(nested, 'Stage', { deployment }) }, step, nested);
  }));
});
