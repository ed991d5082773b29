import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { LiveShop, ShopState } from './live-shop';
import type { StatusReport } from '../../cli/status/status-report';
import { CanaryRelease } from '../../lib';

let shop: LiveShop;
const V1: ShopState = { code: 'v1', counted: false };

/** Another release of the stack, whose API calls the same function, or one of its own. */
const beside = (state: ShopState, isShared: boolean): ShopState => ({
  ...state,
  more: (stack) => {
    const orders = stack.node.findChild('Orders') as lambda.Function;
    const own = () => new lambda.Function(stack, 'Own', {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline('exports.handler = async () => ({ statusCode: 200 });'),
      environment: { CODE: state.code },
    });
    const api = new apigateway.RestApi(stack, 'Second');
    api.root.addMethod('GET', new apigateway.LambdaIntegration((isShared ? orders : own()).currentVersion));
    new CanaryRelease(stack, 'SecondRelease', { api, canarySettings: state.canary && { percentTraffic: 50 } });
  },
});
const held = async (isShared: boolean): Promise<void> => {
  expect(await shop.deploy(beside(V1, isShared))).toEqual({ status: 'CREATE_COMPLETE' });
  shop.pass(60);
  expect(await shop.deploy(beside({ ...V1, code: 'v2', canary: { percentTraffic: 1 } }, isShared))).toEqual({ status: 'UPDATE_COMPLETE' });
  shop.pass(60);
};
/** Clients of one API alone. */
const visit = async (name: string, path: string): Promise<void> => {
  const { id } = shop.aws.apiGateway.listRestApis().find((api) => api.name === name)!;
  for (let i = 0; i < 800; i++) { await shop.aws.invoke({ restApiId: id, stageName: 'prod', path }); }
  shop.pass(300);
};
const report = async (): Promise<StatusReport> => {
  expect(await shop.run('status', 'Shop', '--release', 'Shop/Release', '--json')).toBe(0);
  return JSON.parse(shop.terminal.output);
};

beforeEach(async () => { shop = await LiveShop.open(); });
afterEach(() => shop.close());

test('requests of another release are no sign of health: CloudWatch counts a version for all that call it', async () => {
  await held(true);
  await visit('Second', '/');
  const { health, canary } = await report();
  expect(health).toEqual({ verdict: 'UNKNOWN', alsoCalledBy: ['Shop/SecondRelease'] });
  expect(canary!.window).toBeUndefined();
  expect(await shop.run('status', 'Shop', '--release', 'Shop/Release')).toBe(0);
  expect(shop.terminal.output.replace(/\s+/g, ' ')).toContain(
    'Shop/SecondRelease calls the same functions, and CloudWatch counts all calls of a version together. In the stack, next to the CanaryRelease',
  );
  expect(await shop.run('promote', 'Shop', '--release', 'Shop/Release', '--dry-run')).toBe(0);
  expect(shop.terminal.output).not.toContain('HEALTHY');
});

test('a function that no other release calls tells the health of its own', async () => {
  await held(false);
  await visit('Second', '/');
  expect((await report()).canary!.window!.requests).toBe(0);
  await visit('Api', '/orders');
  expect((await report()).canary!.window!.requests).toBeGreaterThan(0);
  expect((await report()).health).toMatchObject({ source: 'functions' });
});
