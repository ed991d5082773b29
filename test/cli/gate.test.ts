import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { answeringFunction, apiOn, RehearsalBench } from './rehearsal-bench';
import { CanaryRelease } from '../../lib';

let bench: RehearsalBench;

beforeEach(() => { bench = new RehearsalBench(); });
afterEach(() => bench.close());

const inShop = (build: (stack: Stack) => void): string => bench.assembly((app) => build(new Stack(app, 'Shop')));
const canary = (percentTraffic?: number) => (percentTraffic === undefined ? {} : { canarySettings: { percentTraffic } });

/** A route to a function that nobody permitted the API to invoke. */
function withoutPermission(api: apigateway.RestApi, path: string, handler: lambda.IFunction): void {
  const uri = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${handler.functionArn}/invocations`;
  const integration = new apigateway.Integration({ type: apigateway.IntegrationType.AWS_PROXY, integrationHttpMethod: 'POST', uri });
  api.root.addResource(path).addMethod('GET', integration);
}

describe('a request that no deploy broke does not shut the gate', () => {
  const withBrokenRoutes = (body: string, percent?: number): string => inShop((stack) => {
    const handler = answeringFunction(stack, 'Hello', body);
    const api = apiOn(stack, handler.currentVersion);
    api.root.addResource('mock').addMethod('ANY');
    withoutPermission(api, 'denied', answeringFunction(stack, 'Denied', 'denied'));
    new CanaryRelease(stack, 'Release', { api, ...canary(percent) });
  });

  test('it is told once, with its reason, and a MOCK without a status is its own affair', async () => {
    expect(await bench.rehearse(withBrokenRoutes('one'), withBrokenRoutes('two', 10), withBrokenRoutes('two', 20))).toBe(0);
    const told = bench.terminal.output.split('\n').filter((line) => line.startsWith('! Failed before'));
    expect(told).toEqual([expect.stringMatching(/\(not counted\): GET \/denied of Api\/prod: 500, .*Invalid permissions on Lambda function/)]);
    expect(bench.line('Answered with 5xx by what is behind the route')).toMatch(/ANY \/mock \(500: Unable to parse statusCode\..*\)/);
  });

  test('routes that fail together for different reasons are told apart', async () => {
    const app = inShop((stack) => {
      const api = apiOn(stack, answeringFunction(stack, 'Hello', 'one'));
      withoutPermission(api, 'denied', answeringFunction(stack, 'Denied', 'denied'));
      withoutPermission(api, 'gone', lambda.Function.fromFunctionArn(stack, 'Gone', 'arn:aws:lambda:us-east-1:123456789012:function:gone'));
    });
    await bench.rehearse(app);
    const told = bench.terminal.output.split('\n').filter((line) => line.startsWith('! Failed before'));
    expect(told).toEqual([expect.stringMatching(/GET \/denied .*Invalid permissions/), expect.stringMatching(/GET \/gone .*does not exist/)]);
  });
});

describe('--except', () => {
  const plain = (body: string): string => inShop((stack) => { apiOn(stack, answeringFunction(stack, 'Hello', body).currentVersion); });

  test('leaves the failures of an endpoint out', async () => {
    expect(await bench.rehearse(plain('one'), plain('two'))).toBe(1);
    expect(await bench.rehearse(plain('one'), plain('two'), '--except', 'GET /')).toBe(0);
    expect(bench.line('Excepted: GET / of Api/prod: 500')).toBeDefined();
  });

  test('must be an endpoint', async () => {
    expect(await bench.rehearse(plain('one'), '--except', '/pets')).toBe(2);
    expect(bench.terminal.errors).toContain("'/pets'");
  });
});

describe('new code on the base release', () => {
  const app = (body: string, integrate: (handler: lambda.Function) => lambda.IFunction, percent?: number): string => inShop((stack) => {
    const api = apiOn(stack, integrate(answeringFunction(stack, 'Hello', body)));
    new CanaryRelease(stack, 'Release', { api, ...canary(percent) });
  });
  const bare = (handler: lambda.Function): lambda.IFunction => handler;
  const versioned = (handler: lambda.Function): lambda.IFunction => handler.currentVersion;

  test('is a failure when the deploy asks for a canary', async () => {
    expect(await bench.rehearse(app('one', bare), app('two', versioned, 10))).toBe(1);
    expect(bench.line('1. GET / on the base release of Api/prod, 100 % of its requests')).toBeDefined();
    expect(bench.terminal.output).toMatch(/\n +after {2}Deploy 2: update Hello\w* \(AWS::Lambda::Function\)/);
    expect(bench.line('✗ New code would have reached the base release at ')).toBeDefined();
    expect(bench.terminal.output).toContain('200    The code behind the base release changed');
    expect(bench.line('✓')).toBeUndefined();
  });

  test('is none without a canary: everybody is to get it', async () => {
    expect(await bench.rehearse(app('one', bare), app('two', bare))).toBe(0);
  });

  test('is none when the base calls a version', async () => {
    expect(await bench.rehearse(app('one', versioned), app('two', versioned, 10))).toBe(0);
  });

  test('is none when the code stays the same', async () => {
    expect(await bench.rehearse(app('one', bare), app('one', versioned))).toBe(0);
  });
});

describe('a deploy that AWS would refuse', () => {
  const fortyRoutes = (scopePermissionToMethod: boolean): string => inShop((stack) => {
    const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
    const integration = new apigateway.LambdaIntegration(answeringFunction(stack, 'Hello', 'one').currentVersion, { scopePermissionToMethod });
    for (let i = 0; i < 40; i++) { api.root.addResource(`customers-and-orders-${i}`).addMethod('GET', integration); }
  });

  test('because the policy of a function gets larger than 20,480 bytes', async () => {
    expect(await bench.rehearse(fortyRoutes(true))).toBe(3);
    expect(bench.line('✗ Shop ended in ROLLBACK_COMPLETE: ')).toMatch(/The final policy size \(20[4-9]\d\d\) is bigger than the limit \(20480\)\./);
  });

  test('one permission for all routes fits', async () => {
    expect(await bench.rehearse(fortyRoutes(false))).toBe(0);
  });

  test('because the value of a stage variable is longer than 512 characters', async () => {
    const withVariable = (value: string): string => inShop((stack) => {
      const api = apiOn(stack, answeringFunction(stack, 'Hello', 'one').currentVersion);
      (api.deploymentStage.node.defaultChild as apigateway.CfnStage).variables = { text: value };
    });
    expect(await bench.rehearse(withVariable('x'.repeat(512)))).toBe(0);
    expect(await bench.rehearse(withVariable('x'.repeat(513)))).toBe(3);
  });

  test('because another stack uses an export: the reason is told', async () => {
    const exporting = (body: string): string => bench.assembly((app) => {
      apiOn(new Stack(app, 'Importer'), answeringFunction(new Stack(app, 'Functions'), 'Hello', body).currentVersion);
    });
    expect(await bench.rehearse(exporting('one'), exporting('two'))).toBe(3);
    expect(bench.line('✗ Functions ended in UPDATE_ROLLBACK_COMPLETE: ')).toMatch(/Export .* cannot be updated as it is in use by Importer/);
  });
});
