import { App, CfnParameter, CfnResource, NestedStack, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { answering } from './answering';
import { WatchedAws, WatchedOperation } from './watched-aws';
import { CanaryRelease } from '../../lib';

/**
 * The deploy that brings the release gives something another name, for which CloudFormation replaces it, and CDK makes no new deployment. Nobody
 * tells the release what the stack had before, but the history of the operation does.
 */
let aws: WatchedAws;
beforeEach(() => { aws = new WatchedAws(); });
afterEach(() => aws.close());

/** What an app has beside GET /hello, and whatever is called `name` in it. */
type Rest = (around: { readonly stack: Stack; readonly api: apigateway.RestApi; readonly fn: lambda.Function; readonly name: string }) => void;

async function deploy(rest: Rest, name: string, { released = false, nested = false } = {}): Promise<WatchedOperation> {
  return aws.deploy((app: App) => {
    const root = new Stack(app, 'App');
    const parameter = new CfnParameter(root, 'Name', { default: 'shop' }).valueAsString;
    const stack = nested ? new NestedStack(root, 'Functions') : root;
    const api = new apigateway.RestApi(root, 'Api', { cloudWatchRole: false });
    const fn = answering(stack, 'code 1');
    api.root.addResource('hello').addMethod('GET', new apigateway.LambdaIntegration(fn.currentVersion));
    rest({ stack, api, fn, name: parameter });
    if (released) { new CanaryRelease(root, 'Release', { api }); }
  }, 'code 1', { parameters: { Name: name } });
}

function overridden(construct: CfnResource['node'], property: string, value: string): void {
  (construct.defaultChild as CfnResource).addPropertyOverride(property, value);
}

const newQueue = (stack: Stack, name: string) => {
  const queue = new sqs.Queue(stack, 'Orders');
  overridden(queue.node, 'QueueName', name);
  return queue;
};

const CALLED: Array<[what: string, id: string, rest: Rest]> = [
  ['the function', 'BaseFunctionRemoved', ({ fn, name }) => overridden(fn.node, 'FunctionName', name)],
  ['the role of the function', 'BaseRoleRemoved', ({ fn, name }) => overridden(fn.role!.node, 'RoleName', name)],
  ['the role that API Gateway calls with', 'BaseRoleRemoved', ({ stack, api, fn, name }) => {
    const credentialsRole = new iam.Role(stack, 'Caller', { assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com') });
    overridden(credentialsRole.node, 'RoleName', name);
    api.root.addResource('pets').addMethod('GET', new apigateway.LambdaIntegration(fn.currentVersion, { credentialsRole }));
  }],
  ['the queue that an integration names', 'BaseBackendRemoved', ({ stack, api, name }) => {
    const credentialsRole = new iam.Role(stack, 'Caller', { assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com') });
    const path = `${stack.account}/${newQueue(stack, name).queueName}`;
    api.root.addResource('orders').addMethod('POST', new apigateway.AwsIntegration({ service: 'sqs', path, options: { credentialsRole } }));
  }],
];

describe.each(CALLED)('given that %s gets another name by a parameter', (_, id, rest) => {
  test('the deploy that brings the release is refused, and no request fails', async () => {
    expect(await deploy(rest, 'shop')).toMatchObject({ result: { succeeded: true } });
    const { result, failures } = await deploy(rest, 'store', { released: true });
    expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', reason: expect.stringContaining(`[${id}]`) });
    expect(failures).toEqual([]);
  });

  test('the release may come first', async () => {
    await deploy(rest, 'shop');
    expect(await deploy(rest, 'shop', { released: true })).toMatchObject({ result: { succeeded: true }, failures: [] });
  });
});

test('a function of a nested stack that gets another name in the deploy that brings the release is missed, too', async () => {
  const [, id, rest] = CALLED[0];
  await deploy(rest, 'shop', { nested: true });
  const { result, failures } = await deploy(rest, 'store', { nested: true, released: true });
  expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', reason: expect.stringContaining(`[${id}]`) });
  expect(failures).toEqual([]);
});

test.each<[string, Rest]>([
  ['function', ({ stack, name }) => overridden(answering(stack, 'code 1', 'Worker').node, 'FunctionName', name)],
  ['queue', ({ stack, name }) => { newQueue(stack, name); }],
])('a %s that nothing of the API calls may get another name in the deploy that brings the release', async (_, rest) => {
  await deploy(rest, 'shop');
  expect(await deploy(rest, 'store', { released: true })).toMatchObject({ result: { succeeded: true }, failures: [] });
});

test('a function of another stack that is named like those of this one may be called in the deploy that brings the release', async () => {
  const deployed = (released: boolean) => aws.deploy((app: App) => {
    const fn = answering(new Stack(app, 'Functions'), 'code 1', 'Fn', { functionName: 'App-get-orders' });
    const stack = new Stack(app, 'App');
    const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
    api.root.addMethod('GET', new apigateway.LambdaIntegration(fn.currentVersion));
    if (released) { new CanaryRelease(stack, 'Release', { api }); }
  }, 'code 1');
  await deployed(false);
  expect(await deployed(true)).toMatchObject({ result: { succeeded: true }, failures: [] });
});
