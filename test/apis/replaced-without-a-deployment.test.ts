import { App, CfnParameter, CfnResource, NestedStack, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { answering } from './answering';
import { WatchedAws, WatchedOperation } from './watched-aws';
import { CanaryRelease } from '../../lib';

/**
 * CDK makes a new deployment for new code, but not for a tenancy or the value of a parameter, for which CloudFormation replaces a function: the stage
 * would stay on a deployment whose function is gone, in plain CDK as with a release.
 */
interface Written {
  /** Of the parameter that names the function. @default - CloudFormation names it */
  readonly name?: string;
  readonly tenants?: string;
  /** @default true */
  readonly released?: boolean;
  readonly action?: 'hold' | 'promote';
  /** GET /pets on a function of its own, which stays in the app without the route. */
  readonly pets?: 'served' | 'out of the code';
}

let aws: WatchedAws;
beforeEach(() => { aws = new WatchedAws(); });
afterEach(() => aws.close());

async function deploy({ name, tenants, released = true, action, pets }: Written, code = 'code 1'): Promise<WatchedOperation> {
  return aws.deploy((app: App) => {
    const stack = new Stack(app, 'App');
    const named = { functionName: name && new CfnParameter(stack, 'Name', { default: 'shop' }).valueAsString };
    const handler = answering(stack, code, 'Fn', named);
    if (tenants) { (handler.node.defaultChild as CfnResource).addPropertyOverride('TenancyConfig.TenantIsolationMode', tenants); }
    const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
    const serve = (path: string, fn: lambda.Function) =>
      api.root.addResource(path).addMethod('GET', new apigateway.LambdaIntegration(fn.currentVersion));
    serve('hello', handler);
    if (pets) {
      const worker = answering(stack, code, 'Worker');
      if (pets === 'served') { serve('pets', worker); }
    }
    if (!released) { return; }
    const release = new CanaryRelease(stack, 'Release', { api, canarySettings: action && { percentTraffic: 10 } });
    if (action === 'promote') { release.promote(); }
  }, code, { parameters: name === undefined ? undefined : { Name: name } });
}

const REPLACED: Array<[string, Written, Written]> = [
  ['another name by a parameter', { name: 'shop' }, { name: 'store' }],
  ['another tenancy', {}, { tenants: 'PER_TENANT' }],
];

describe.each(REPLACED)('given a function that CloudFormation replaces for %s, and no new code', (_, before, after) => {
  test('without the release, everybody gets 500 from the cleanup on', async () => {
    await deploy({ ...before, released: false });
    const { result, failures } = await deploy({ ...after, released: false });
    expect(result).toMatchObject({ succeeded: true });
    expect(failures).toContainEqual(expect.objectContaining({ got: expect.stringContaining('500 ') }));
  });

  test.each([undefined, 'hold', 'promote'] as const)('with the release, action %s, the deploy is refused, and no request fails', async (action) => {
    expect(await deploy(before)).toMatchObject({ result: { succeeded: true } });
    if (action === 'promote') { expect(await deploy({ ...before, action: 'hold' })).toMatchObject({ result: { succeeded: true } }); }
    const { result, failures } = await deploy({ ...after, action });
    expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', reason: expect.stringContaining('[BaseFunctionRemoved]') });
    expect(failures).toEqual([]);
  });

  test.each([undefined, 'hold', 'promote'] as const)('beside a canary of it, action %s is refused, and no request fails', async (action) => {
    await deploy(before);
    expect(await deploy({ ...before, action: 'hold' }, 'code 2')).toMatchObject({ result: { succeeded: true } });
    const { result, failures } = await deploy({ ...after, action }, 'code 2');
    expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', reason: expect.stringContaining('[BaseFunctionRemoved]') });
    expect(failures).toEqual([]);
    expect(aws.stages()).toEqual({ prod: { base: 'code 1', canary: 'code 2', percentTraffic: 10 } });
  });

  test('with new code in the same deploy, production follows', async () => {
    await deploy(before);
    const { result, failures } = await deploy(after, 'code 2');
    expect(result).toMatchObject({ succeeded: true });
    expect(failures).toEqual([]);
    expect(aws.stages()).toEqual({ prod: { base: 'code 2' } });
  });

  test.each([undefined, 'hold'] as const)('in the deploy that brings the release, action %s, it is refused, and no request fails', async (action) => {
    await deploy({ ...before, released: false });
    const { result, failures } = await deploy({ ...after, action });
    expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', reason: expect.stringContaining('[BaseFunctionRemoved]') });
    expect(failures).toEqual([]);
  });
});

test('a function of a nested stack that gets another name by a parameter of the stack around is missed, too', async () => {
  const nested = (name: string | undefined) => aws.deploy((app: App) => {
    const stack = new Stack(app, 'App');
    const functionName = name === undefined ? undefined : new CfnParameter(stack, 'Name', { default: 'shop' }).valueAsString;
    const handler = answering(new NestedStack(stack, 'Functions'), 'code 1', 'Fn', { functionName });
    const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
    api.root.addResource('hello').addMethod('GET', new apigateway.LambdaIntegration(handler.currentVersion));
    new CanaryRelease(stack, 'Release', { api });
  }, 'code 1', { parameters: name === undefined ? undefined : { Name: name } });
  for (const [before, after] of [['shop', 'store'], ['shop', undefined], [undefined, 'shop']]) {
    await aws.close();
    aws = new WatchedAws();
    expect(await nested(before)).toMatchObject({ result: { succeeded: true } });
    const { result, failures } = await nested(after);
    expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', reason: expect.stringContaining('[BaseFunctionRemoved]') });
    expect(failures).toEqual([]);
  }
});

test('a function whose route left the code before may leave, though the snapshot of production still has the route', async () => {
  const operations = [await deploy({ pets: 'served' }), await deploy({ pets: 'out of the code' }), await deploy({})];
  expect(operations.map(({ result }) => [result.status, result.reason])).toEqual([
    ['CREATE_COMPLETE', undefined], ['UPDATE_COMPLETE', undefined], ['UPDATE_COMPLETE', undefined],
  ]);
});
