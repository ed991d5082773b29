import { CfnOutput, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { answering } from './answering';
import { AppBuilder, WatchedAws } from './watched-aws';
import { CanaryRelease, CanarySettings } from '../../lib';

let aws: WatchedAws;
beforeEach(() => { aws = new WatchedAws(); });
afterEach(() => aws.close());

const HELD: CanarySettings = { percentTraffic: 10 };
interface Step {
  readonly settings?: CanarySettings;
  /** Where the function stands that the API calls. */
  readonly calls: 'other stack' | 'own stack';
  /** Whether the other stack still has its function. */
  readonly gone?: boolean;
  /** Whether an output of the API's stack names it. */
  readonly kept?: boolean;
  readonly promoted?: boolean;
}

const app = ({ settings, calls, gone, kept, promoted }: Step): AppBuilder => (root, code) => {
  const functions = new Stack(root, 'Functions');
  const stack = new Stack(root, 'App');
  const old = gone ? undefined : answering(functions, 'code 1', 'Old');
  answering(functions, code, 'Unrelated');
  const version = calls === 'other stack' ? new lambda.Version(stack, 'V1', { lambda: old! }) : answering(stack, code, 'New').currentVersion;
  const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
  api.root.addResource('hello').addMethod('GET', new apigateway.LambdaIntegration(version, { scopePermissionToMethod: false }));
  const release = new CanaryRelease(stack, 'Release', { api, canarySettings: settings });
  if (kept) { new CfnOutput(stack, 'Keep', { value: old!.functionName }); }
  if (promoted) { release.promote(); }
};

test('a canary that leaves a function of another stack is refused: nothing would keep that stack from deleting it', async () => {
  await aws.deploy(app({ calls: 'other stack' }), 'code 1');
  const { result, failures } = await aws.deploy(app({ settings: HELD, calls: 'own stack' }), 'code 2', { only: 'App' });
  expect(result).toMatchObject({
    status: 'UPDATE_ROLLBACK_COMPLETE', reason: expect.stringMatching(/calls Functions-Old\S+ of another stack.*\[BaseFunctionElsewhere\]/),
  });
  expect([failures, aws.stages()]).toEqual([[], { prod: { base: 'code 1' } }]);
  // Still imported, so it can't be deleted.
  expect((await aws.deploy(app({ calls: 'own stack', gone: true }), 'code 2', { only: 'Functions' })).result.succeeded).toBe(false);
});

test('with an output that names it, the canary is held, CloudFormation keeps the function, and it may go once production has left it', async () => {
  const deploys: Array<[string, Step, 'App' | 'Functions' | undefined, boolean]> = [
    ['code 1', { calls: 'other stack', kept: true }, undefined, true],
    ['code 2', { settings: HELD, calls: 'own stack', kept: true }, 'App', true],
    ['code 2', { settings: HELD, calls: 'own stack', gone: true }, 'Functions', false],
    // The output must stay as long as the base needs it.
    ['code 3', { settings: HELD, calls: 'own stack' }, 'App', false],
    ['code 2', { settings: HELD, calls: 'own stack', kept: true, promoted: true }, 'App', true],
    ['code 2', { calls: 'own stack' }, 'App', true],
    ['code 2', { calls: 'own stack', gone: true }, 'Functions', true],
  ];
  for (const [code, step, only, succeeds] of deploys) {
    const { result, failures } = await aws.deploy(app(step), code, { only });
    expect([code, step, result.succeeded, failures]).toEqual([code, step, succeeds, []]);
  }
});

test('a deploy without a canary leaves it at once', async () => {
  await aws.deploy(app({ calls: 'other stack' }), 'code 1');
  const { result, failures } = await aws.deploy(app({ calls: 'own stack' }), 'code 2', { only: 'App' });
  expect([result.status, failures]).toEqual(['UPDATE_COMPLETE', []]);
});

test('another version of the same function is no other function', async () => {
  const versions = (settings?: CanarySettings): AppBuilder => (root, code) => {
    const fn = answering(new Stack(root, 'Functions'), code);
    const stack = new Stack(root, 'App');
    const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
    // The export of a version changes its name with every version: deployed apart it would stay in use.
    const version = new lambda.Version(stack, `V${code.slice(-1)}`, { lambda: fn });
    api.root.addResource('hello').addMethod('GET', new apigateway.LambdaIntegration(version, { scopePermissionToMethod: false }));
    new CanaryRelease(stack, 'Release', { api, canarySettings: settings });
  };
  await aws.deploy(versions(), 'code 1');
  const { result, failures } = await aws.deploy(versions(HELD), 'code 2');
  expect([result.reason, failures]).toEqual([undefined, []]);
});
