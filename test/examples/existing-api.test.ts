import { DeployedExample } from './deployed-example';
import { OrdersStack, OrdersStackProps } from '../../examples/existing-api/orders-stack';
import { StackStatusRules } from '../harness/stack-status-rules';

const PROMOTE = { 'cdk-canary-rest-api:action': 'promote' };

test('the existing API: gets a release without a change, then a canary, which is promoted', async () => {
  const example = new DeployedExample();
  const deploy = (props: OrdersStackProps, context = {}) => example.deploy((app) => { new OrdersStack(app, 'Orders', props); }, context);
  try {
    await deploy({ code: '1', released: false });
    const before = example.stage.deploymentId;
    await deploy({ code: '1', released: true });
    expect(example.stage.deploymentId).toBe(before);

    await deploy({ code: '2', released: true, percentTraffic: 10 });
    expect(example.stage).toMatchObject({ deploymentId: before, canarySettings: { percentTraffic: 10 } });
    expect(await example.ask('base', '/orders/7')).toEqual({ status: 200, code: '1', orders: ['7'] });
    expect(await example.ask('canary', '/orders/7')).toEqual({ status: 200, code: '2', orders: ['7'] });
    expect(await example.ask('base', '/orders', 'POST')).toMatchObject({ status: 201, code: '1' });
    expect(await example.ask('canary', '/orders', 'POST')).toMatchObject({ status: 201, code: '2' });

    await deploy({ code: '2', released: true, percentTraffic: 10 }, PROMOTE);
    expect(example.stage.canarySettings).toMatchObject({ percentTraffic: 0 });
    expect(await example.ask('base', '/orders')).toMatchObject({ status: 200, code: '2' });
  } finally {
    await example.close();
  }
});

test('the existing API: after each deploy with the release its pruner looks, and takes nothing of the last five', async () => {
  const example = new DeployedExample();
  const rules = new StackStatusRules(() => example.aws);
  try {
    for (const code of ['1', '2', '3']) {
      await example.deploy((app) => { new OrdersStack(app, 'Orders', { code, released: true }); });
      await rules.deliver();
    }
    expect(rules.calls.map(({ outcome }) => outcome)).toEqual(['returned', 'returned']);
    expect([...example.aws.lambda.findFunction(example.functionName('Reads'))!.versions.keys()]).toEqual(['1', '2', '3']);
    expect(await example.ask('base', '/orders')).toMatchObject({ status: 200, code: '3' });
  } finally {
    await example.close();
  }
});

test('the existing API: a canary in the deploy that brings the release is refused', async () => {
  const example = new DeployedExample();
  try {
    await example.deploy((app) => { new OrdersStack(app, 'Orders', { code: '1', released: false }); });
    await expect(example.deploy((app) => { new OrdersStack(app, 'Orders', { code: '2', released: true, percentTraffic: 10 }); }))
      .rejects.toThrow('[AdoptedWithChange]');
    expect(await example.ask('base', '/orders')).toMatchObject({ status: 200, code: '1' });
  } finally {
    await example.close();
  }
});
