import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { LiveShop, ShopState } from './live-shop';
import type { DoctorReport } from '../../cli/doctor/doctor-report';

let shop: LiveShop;
const V1: ShopState = { code: 'v1' };
const V2: ShopState = { code: 'v2', canary: { percentTraffic: 10 } };

beforeEach(async () => {
  shop = await LiveShop.open();
  await shop.deploy(V1);
  shop.pass(60);
});
afterEach(() => shop.close());

const report = async (): Promise<DoctorReport & { exit: number }> => {
  const exit = await shop.run('doctor', 'Shop', '--json');
  return { exit, ...JSON.parse(shop.terminal.output) };
};
const ids = async (): Promise<string[]> => (await report()).findings.map(({ id }) => id);

test('a healthy release has nothing wrong, with all checks done', async () => {
  await shop.deploy(V2);
  await shop.visit(10, 100);
  expect(await report()).toMatchObject(
    { exit: 0, findings: [], notDone: [], passed: expect.arrayContaining(['FilterDoesNotMatch', 'SplitOff', 'NoMetricData']) },
  );
  expect(await shop.run('doctor', 'Shop')).toBe(0);
  expect(shop.terminal.output).toMatch(/✓ \d\d checks/);
  expect(shop.terminal.output).toContain('Nothing is wrong.');
});

describe('finds', () => {
  test('versions that do not exist, or may not be called, and ends with 1', async () => {
    await shop.deploy(V2);
    const policies = shop.aws.lambda.findFunction('Orders')!.policies;
    for (const { statementId } of policies.get('2')!) { shop.aws.lambda.removePermission('Orders:2', statementId); }
    expect(await report()).toMatchObject(
      { exit: 1, findings: [{ id: 'CanaryNotCallable', severity: 'error', message: expect.stringContaining('Orders:2') }] },
    );
    shop.aws.lambda.deleteVersion('Orders', '1');
    expect(await ids()).toEqual(['BaseVersionMissing', 'CanaryNotCallable']);
    shop.aws.lambda.deleteVersion('Orders', '2');
    expect(await ids()).toEqual(['BaseVersionMissing', 'CanaryVersionMissing']);
    await shop.run('doctor', 'Shop');
    expect(shop.terminal.output.replace(/\s+/g, ' ')).toContain('2 errors');
  });

  test('what somebody did by hand, each in its way', async () => {
    await shop.deploy(V2);
    const { deploymentId: canary } = shop.stage.canarySettings!;
    const { deploymentId: base } = shop.stage;
    shop.byHand({ op: 'replace', path: '/canarySettings/percentTraffic', value: '30' });
    expect(await ids()).toEqual(['PercentByHand']);
    await shop.run('doctor', 'Shop');
    expect(shop.terminal.output).toMatch(/what the next cdk deploy makes of it[^]*same code, other settings +the canary gets 10 %/);
    shop.byHand({ op: 'remove', path: '/canarySettings' });
    expect(await ids()).toEqual(['AbortedByHand']);
    shop.byHand({ op: 'replace', path: '/canarySettings/deploymentId', value: canary }, {
      op: 'copy', from: '/canarySettings/deploymentId', path: '/deploymentId',
    }, { op: 'remove', path: '/canarySettings' });
    expect(await ids()).toEqual(['PromotedByHand']);
    shop.byHand(
      { op: 'replace', path: '/canarySettings/deploymentId', value: base }, { op: 'replace', path: '/canarySettings/percentTraffic', value: '5' },
    );
    expect(await ids()).toEqual(['CanaryNotInTemplate', 'InverseCanary']);
  });

  test('routes that only one release serves, with the share of requests that get 403', async () => {
    expect(await shop.deploy({ ...V2, routes: ['orders', 'users'], allowsNewRoutes: true })).toEqual({ status: 'UPDATE_COMPLETE' });
    expect((await report()).findings).toMatchObject(
      [{ id: 'OneSidedRoutes', message: expect.stringMatching(/^Only the canary serves GET \/users: 90 % of the requests/) }],
    );
  });

  test('a policy that is nearly full', async () => {
    for (let i = 0; i < 60; i++) {
      const statement = {
        statementId: `statement-${i}`,
        principal: 'apigateway.amazonaws.com',
        action: 'lambda:InvokeFunction',
        sourceArn: `arn:aws:execute-api:us-east-1:123456789012:${shop.restApiId}/*/GET/a-long-path-of-a-route-${i}`,
      };
      shop.aws.lambda.addPermission('Orders:1', statement);
    }
    expect((await report()).findings).toMatchObject(
      [{ id: 'PolicyNearlyFull', message: expect.stringMatching(/^The policy of Orders:1 has (1[89]|20)\.\d of 20 kB/) }],
    );
  });

  test('lines in the log that no metric has counted', async () => {
    shop.faults.push(
      { matches: ({ action }) => action === 'cloudwatch:GetMetricData', status: 200, code: '', message: '', body: { MetricDataResults: [] } },
    );
    await shop.visit(3, 5);
    // Metrics come some minutes later than the lines that they count.
    expect(await ids()).toEqual([]);
    await shop.visit(7, 5);
    expect(await ids()).toEqual(['NoMetricData']);
  });

  test('a canary on production\'s own deployment', async () => {
    await shop.deploy(V2);
    shop.byHand({ op: 'copy', from: '/canarySettings/deploymentId', path: '/deploymentId' });
    expect(await ids()).toEqual(['PromotedByHand', 'SameDeployment']);
  });

  test('a canary that is held for more than three days, and not one minute earlier', async () => {
    await shop.deploy(V2);
    shop.pass(3 * 86_400 - 120);
    expect(await ids()).toEqual([]);
    shop.pass(180);
    expect(await ids()).toEqual(['CanaryHeldLong']);
    await shop.run('status', 'Shop');
    expect(shop.terminal.output).toContain('CanaryHeldLong: npx cdk-canary doctor Shop');
  });

  test('a function that the base calls without a version', async () => {
    const unqualified = (stack: Stack): void => {
      const api = stack.node.findChild('Api') as apigateway.RestApi;
      const handler = stack.node.findChild('Orders');
      api.root.addMethod('GET', new apigateway.LambdaIntegration(handler as never));
    };
    await shop.deploy({ ...V1, code: 'v3', more: unqualified });
    expect(await ids()).toEqual(['UnqualifiedFunction']);
  });

  test('instances that nobody calls, and many deployments and versions, as AWS tells them', async () => {
    const told = (action: string, body: object): void => {
      shop.faults.push({ matches: (call) => call.action === action, status: 200, code: '', message: '', body });
    };
    told('lambda:ListProvisionedConcurrencyConfigs', {
      ProvisionedConcurrencyConfigs: [
        { FunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:Orders:7', RequestedProvisionedConcurrentExecutions: 5 },
        { FunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:Orders:1', RequestedProvisionedConcurrentExecutions: 5 },
      ],
    });
    told('lambda:ListVersionsByFunction', { Versions: Array.from({ length: 52 }, (_, i) => ({ Version: String(i), MemorySize: 1024 })) });
    const { exit, findings } = await report();
    expect(exit).toBe(0);
    expect(findings).toMatchObject([
      {
        id: 'ProvisionedIdle', message: expect.stringContaining('Orders:7 keeps 5 provisioned instances, about $55 a month, and no stage of the API'),
      }, { id: 'SupersededMany', severity: 'info' },
    ]);
  });

  test('no instances that another stage calls, and none where nobody can tell what its canary calls', async () => {
    shop.aws.apiGateway.createStage(shop.restApiId, { stageName: 'test', deploymentId: shop.stage.deploymentId });
    await shop.deploy({ code: 'v3' });
    shop.faults.push({
      matches: (call) => call.action === 'lambda:ListProvisionedConcurrencyConfigs',
      status: 200,
      code: '',
      message: '',
      body: {
        ProvisionedConcurrencyConfigs: ['1', '9'].map((version) => (
          { FunctionArn: `arn:aws:lambda:us-east-1:123456789012:function:Orders:${version}`, RequestedProvisionedConcurrentExecutions: 1 }
        )),
      },
    });
    // `test` is still on v1, which calls Orders:1.
    expect((await report()).findings).toMatchObject([{ message: expect.stringContaining('Orders:9 keeps 1 provisioned instance, and') }]);
    shop.aws.apiGateway.updateStage(shop.restApiId, 'test', [{ op: 'replace', path: '/canarySettings/percentTraffic', value: '5' }]);
    expect(await report()).toMatchObject({ findings: [], notDone: [{ id: 'ProvisionedIdle' }] });
  });

  test('an access log that was changed, so that nothing is counted', async () => {
    shop.byHand({ op: 'replace', path: '/accessLogSettings/format', value: '$context.requestId' });
    expect(await ids()).toEqual(['LogNotMarked']);
  });

  test('a filter that somebody changed, by the lines it finds', async () => {
    const group = shop.aws.logs.groupNames.find((name) => shop.aws.logs.filtersOf(name).length > 0)!;
    const filter = shop.aws.logs.filtersOf(group).find(({ metricTransformations: [{ metricName }] }) => metricName === 'CanaryServerError')!;
    shop.aws.logs.putFilter(group, { ...filter, filterPattern: filter.filterPattern.replace('/5', '/2') });
    const { exit, findings } = await report();
    expect(exit).toBe(1);
    expect(findings).toMatchObject([{ id: 'FilterDoesNotMatch', message: expect.stringContaining('=true/502') }]);
  });

  test('a rollback that failed, with the way on', async () => {
    await shop.deploy(V2);
    shop.faults.push({
      matches: ({ action }) => action === 'cloudformation:DescribeStacks',
      replace: (body) => body.replace(
        /UPDATE_COMPLETE/, 'UPDATE_ROLLBACK_FAILED',
      ),
      status: 200,
      code: '',
      message: '',
    });
    expect(await report()).toMatchObject(
      { exit: 1, findings: [{ id: 'RollbackFailed', message: expect.stringContaining('npx cdk rollback Shop') }] },
    );
  });

  test('a split that is not the one that is set', async () => {
    await shop.deploy(V2);
    await shop.visit(10, 100);
    expect(await ids()).toEqual([]);
    shop.pass(3600);
    const namespace = `CanaryRelease/${shop.restApiId}/prod`;
    for (let minute = 0; minute < 10; minute++) {
      shop.aws.metrics.put({ namespace, metricName: 'BaseCount' }, shop.aws.clock.now(), 100);
      shop.aws.metrics.put({ namespace, metricName: 'CanaryCount' }, shop.aws.clock.now(), 100);
      shop.pass(60);
    }
    shop.pass(240);
    expect(await ids()).toEqual(['SplitOff']);
  });

  test('an account whose API Gateway may not write logs', async () => {
    shop.faults.push({ matches: ({ resource }) => resource === '/account', status: 200, code: '', message: '', body: {} });
    expect(await ids()).toEqual(['NoAccountLogRole']);
  });
});

test('what a stage without a stack does not tell is said, not passed', async () => {
  await shop.deploy(V2);
  expect(await shop.run('doctor', '--api', shop.restApiId, '--stage', 'prod', '--json')).toBe(0);
  const { passed, notDone } = JSON.parse(shop.terminal.output) as DoctorReport;
  expect(passed).not.toContain('AbortedByHand');
  expect(notDone.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['AbortedByHand', 'CanaryNotInTemplate', 'RollbackFailed', 'CanaryVersionMissing']),
  );
});
