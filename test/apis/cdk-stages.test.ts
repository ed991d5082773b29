import { App, CfnResource, Stack, Stage as CdkStage, StackProps } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { answering } from './answering';
import { WatchedAws, WatchedOperation } from './watched-aws';
import { CanaryRelease, UnqualifiedFunctions } from '../../lib';
import { FaultInjector } from '../../rehearsal/cloudformation/resource-operation';

const ENV = { account: '123456789012', region: 'us-east-1' };
const ACTION = 'cdk-canary-rest-api:action';

type Mode = 'none' | 'hold' | 'promote' | 'abort';

interface Environment extends StackProps {
  readonly mode: Mode;
  readonly stageName?: string;
}

/**
 * An ordinary app in a `cdk.Stage`, which aspects of the App do not reach: its routes and its authorizer call functions without versions. A topic
 * comes after the stage, so that it can fail.
 */
function environment(app: App, id: string, code: string, { mode, stageName = 'prod', ...props }: Environment): void {
  const stack = new Stack(new CdkStage(app, id, { env: ENV }), 'App', props);
  const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false, deployOptions: { stageName } });
  const authorizer = new apigateway.RequestAuthorizer(stack, 'Authorizer', {
    authorizerName: 'tokens', handler: answering(stack, code, 'AuthorizerFn'), identitySources: [apigateway.IdentitySource.header('Authorization')],
  });
  const hello = api.root.addResource('hello');
  hello.addMethod('GET', new apigateway.LambdaIntegration(answering(stack, code)));
  hello.addMethod('POST', new apigateway.LambdaIntegration(answering(stack, code, 'Guarded')), { authorizer });
  const canarySettings = mode === 'hold' || mode === 'promote' ? { percentTraffic: 10 } : undefined;
  const release = new CanaryRelease(stack, 'Release', { api, canarySettings, unqualifiedFunctions: UnqualifiedFunctions.PIN });
  if (mode === 'promote') { release.promote(); }
  if (mode === 'abort') { release.abort(); }
  const after = new CfnResource(stack, 'After', { type: 'AWS::SNS::Topic', properties: { DisplayName: `${code} ${mode}` } });
  after.node.addDependency(api.deploymentStage);
}

/** The topic that comes after the stage is not updated: everything that was moved before has to go back. */
const FAILING_AFTER_THE_STAGE: FaultInjector = ({ logicalId, phase }) => logicalId === 'After' && phase === 'update'
  ? { kind: 'fail', when: 'before' } : undefined;

async function watched(body: (aws: WatchedAws) => Promise<void>): Promise<void> {
  const aws = new WatchedAws();
  try { await body(aws); } finally { await aws.close(); }
}

function succeeded({ result, failures }: WatchedOperation): void {
  expect([result.reason, failures]).toEqual([undefined, []]);
}

test('two Stages of one stack name, Hold and Promote, go through two releases of a pipeline: no request fails', () => watched(async (aws) => {
  const pipeline = (app: App, code: string): void => {
    environment(app, 'Follow', code, { mode: 'none', stackName: 'Orders' });
    environment(app, 'Hold', code, { mode: 'hold', stackName: 'Orders' });
    environment(app, 'Promote', code, { mode: 'promote', stackName: 'Orders' });
  };
  const wave = async (only: string, code: string): Promise<void> => { succeeded(await aws.deploy(pipeline, code, { only })); };
  await wave('Follow/App', 'code 1');
  for (const [before, code] of [['code 1', 'code 2'], ['code 2', 'code 3']]) {
    await wave('Hold/App', code);
    expect(aws.stages()).toEqual({ prod: { base: before, canary: code, percentTraffic: 10 } });
    await wave('Promote/App', code);
    expect(aws.stages()).toEqual({ prod: { base: code, canary: code, percentTraffic: 0 } });
  }
  expect(await aws.destroyAll()).toEqual([]);
}));

test('a canary that the Stage Hold has put there stays when the deploy of the Stage Promote fails', () => watched(async (aws) => {
  const pipeline = (app: App, code: string): void => {
    environment(app, 'Hold', code, { mode: 'hold', stackName: 'Orders' });
    environment(app, 'Promote', code, { mode: 'promote', stackName: 'Orders' });
  };
  succeeded(await aws.deploy(pipeline, 'code 1', { only: 'Hold/App' }));
  succeeded(await aws.deploy(pipeline, 'code 2', { only: 'Hold/App' }));
  const failed = await aws.deploy(pipeline, 'code 2', { only: 'Promote/App', inject: FAILING_AFTER_THE_STAGE });
  expect([failed.result.status, failed.failures]).toEqual(['UPDATE_ROLLBACK_COMPLETE', []]);
  expect(aws.stages()).toEqual({ prod: { base: 'code 1', canary: 'code 2', percentTraffic: 10 } });
}));

test.each<[Mode, Mode]>([
  ['none', 'hold'], ['hold', 'promote'], ['hold', 'abort'], ['hold', 'none'],
])('in a Stage, a deploy that fails after the stage moved goes back: %s, then %s', (before, mode) => watched(async (aws) => {
  const at = (one: Mode) => (app: App, code: string): void => { environment(app, 'Prod', code, { mode: one }); };
  succeeded(await aws.deploy(at('none'), 'code 1'));
  if (before === 'hold') { succeeded(await aws.deploy(at('hold'), 'code 2')); }
  const found = aws.stages();
  const failed = await aws.deploy(at(mode), 'code 2', { inject: FAILING_AFTER_THE_STAGE });
  expect([failed.result.status, failed.failures, aws.stages()]).toEqual(['UPDATE_ROLLBACK_COMPLETE', [], found]);
  succeeded(await aws.deploy(at(mode), 'code 2'));
  expect(await aws.destroyAll()).toEqual([]);
}));

test('of two environments, the context promotes the one that it names', () => watched(async (aws) => {
  const both = (app: App, code: string): void => {
    environment(app, 'Beta', code, { mode: 'hold', stageName: 'beta' });
    environment(app, 'Prod', code, { mode: 'hold', stageName: 'prod' });
  };
  succeeded(await aws.deploy(both, 'code 1'));
  succeeded(await aws.deploy(both, 'code 2'));
  succeeded(await aws.deploy(both, 'code 2', { context: { [ACTION]: { 'Beta/App/Release': 'promote' } } }));
  expect(aws.stages()).toEqual({
    beta: { base: 'code 2', canary: 'code 2', percentTraffic: 0 }, prod: { base: 'code 1', canary: 'code 2', percentTraffic: 10 },
  });
  expect(await aws.destroyAll()).toEqual([]);
}));
