import { App, CfnResource, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { answering } from './answering';
import { AppBuilder, WatchedAws } from './watched-aws';
import { CanaryRelease, CanarySettings } from '../../lib';

let aws: WatchedAws;
beforeEach(() => { aws = new WatchedAws(); });
afterEach(() => aws.close());

const HELD: CanarySettings = { percentTraffic: 10 };

/** GET /hello on a version, by a deployment that follows the code or does not. */
const app = (
  canarySettings?: CanarySettings, how: 'followed' | 'explicit' | 'nested' = 'followed', variables?: Record<string, string>,
): AppBuilder => (root, code) => {
  const stack = new Stack(root, 'App');
  const fn = answering(how === 'nested' ? new NestedStack(stack, 'Functions') : stack, code);
  const api = new apigateway.RestApi(stack, 'Api', {
    cloudWatchRole: false, deploy: how !== 'explicit', deployOptions: how === 'explicit' ? undefined : { variables },
  });
  api.root.addResource('hello').addMethod('GET', new apigateway.LambdaIntegration(fn.currentVersion, { scopePermissionToMethod: false }));
  const deployment = how === 'explicit' ? new apigateway.Deployment(stack, 'Deployment', { api }) : undefined;
  const stage = deployment && new apigateway.Stage(stack, 'Stage', { deployment });
  new CanaryRelease(stack, 'Release', stage ? { stage, canarySettings } : { api, canarySettings });
};

test.each(['explicit', 'nested'] as const)('new code that no deployment follows is refused beside the base that would get it (%s)', async (how) => {
  await aws.deploy(app(undefined, how), 'code 1');
  const { result, failures } = await aws.deploy(app(HELD, how), 'code 2');
  expect(result).toMatchObject({
    status: 'UPDATE_ROLLBACK_COMPLETE',
    reason: expect.stringMatching(/while its methods call \S+:2: the deployment does not follow the code.*\[CanaryWithoutNewCode\]/),
  });
  expect(failures).toEqual([]);
  expect(aws.stages()).toEqual({ prod: { base: 'code 1' } });
});

test('a first canary on code that has not changed yet is accepted, as the guide does it', async () => {
  await aws.deploy(app(), 'code 1');
  expect((await aws.deploy(app(HELD), 'code 1')).result).toMatchObject({ succeeded: true });
  expect((await aws.deploy(app(HELD), 'code 2')).result).toMatchObject({ succeeded: true });
  expect(aws.stages()).toEqual({ prod: { base: 'code 1', canary: 'code 2', percentTraffic: 10 } });
});

test('a first deploy with a canary is accepted', async () => {
  expect((await aws.deploy(app(HELD), 'code 1')).result).toMatchObject({ succeeded: true });
});

test('a canary that differs by its overrides alone is accepted', async () => {
  const variables = { theme: 'light' };
  await aws.deploy(app(undefined, 'followed', variables), 'code 1');
  const { result } = await aws.deploy(app({ ...HELD, stageVariableOverrides: { theme: 'dark' } }, 'followed', variables), 'code 1');
  expect(result).toMatchObject({ succeeded: true });
});

describe('the calls that the driver is told of', () => {
  const callsIn = (build: (stack: Stack) => void) => {
    const stack = new Stack(new App(), 'App');
    build(stack);
    const [driver] = Object.values(Template.fromStack(stack).findResources('Custom::CanaryStage'));
    return JSON.stringify(driver.Properties.Calls);
  };

  test('are what methods and authorizers name, an alias instead of the version behind it', () => {
    expect(callsIn((stack) => {
      const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
      const authorizer = new apigateway.TokenAuthorizer(stack, 'Authorizer', { handler: answering(stack, '1', 'Guard').currentVersion });
      const alias = new lambda.Alias(stack, 'Live', { aliasName: 'live', version: answering(stack, '1', 'Aliased').currentVersion });
      api.root.addMethod('GET', new apigateway.LambdaIntegration(answering(stack, '1').currentVersion), { authorizer });
      api.root.addMethod('PUT', new apigateway.LambdaIntegration(alias), { authorizer });
      new CanaryRelease(stack, 'Release', { api });
    })).toMatch(/^\[\{"Ref":"FnCurrentVersion\w+"\},\{"Ref":"GuardCurrentVersion\w+"\},\{"Ref":"Live\w+"\}\]$/);
  });

  test('leave out one that waits for the stage itself: the app deploys as it would without a release', async () => {
    const { result, messages } = await aws.deploy((root, code) => {
      const stack = new Stack(root, 'App');
      const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false, deploy: false });
      api.root.addMethod('GET', new apigateway.MockIntegration());
      // A raw deployment waits for no method.
      const { ref: deploymentId } = new apigateway.CfnDeployment(stack, 'Deployment', { restApiId: api.restApiId });
      (stack.node.findChild('Deployment') as CfnResource).node.addDependency(api.methods[0]);
      const stage = new apigateway.Stage(stack, 'Stage', { deployment: { deploymentId, api } as unknown as apigateway.Deployment });
      const fn = answering(stack, code, 'Late', { environment: { CODE: code, STAGE: (stage.node.defaultChild as CfnResource).ref } });
      api.root.addResource('late').addMethod('GET', new apigateway.LambdaIntegration(fn.currentVersion, { scopePermissionToMethod: false }));
      new CanaryRelease(stack, 'Release', { stage });
    }, 'code 1');
    expect([result.status, messages.filter((message) => message.includes('DriverInCycle'))]).toEqual(['CREATE_COMPLETE', []]);
  });
});
