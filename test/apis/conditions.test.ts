import { App, Aws, CfnCondition, CfnOutput, CfnParameter, CfnResource, Fn, Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { answering } from './answering';
import { AppBuilder, DeployOptions, WatchedAws } from './watched-aws';
import { CanaryRelease, CanaryReleaseProps, CanaryRollout, Retain } from '../../lib';

const HELD = { canarySettings: { percentTraffic: 10 } };
const ABORT: DeployOptions = { context: { 'cdk-canary-rest-api:action': 'abort' } };

let aws: WatchedAws;
beforeEach(() => { aws = new WatchedAws(); });
afterEach(() => aws.close());

/** What a parameter says, `yes` or `no`. */
function condition(stack: Stack, id: string): CfnCondition {
  return new CfnCondition(stack, `Is${id}`, { expression: Fn.conditionEquals(new CfnParameter(stack, id, { default: 'no' }), 'yes') });
}

function api(stack: Stack, code: string, props: apigateway.RestApiProps = {}): apigateway.RestApi {
  const made = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false, ...props });
  const integration = new apigateway.LambdaIntegration(answering(stack, code).currentVersion, { scopePermissionToMethod: false });
  made.root.addResource('hello').addMethod('GET', integration);
  return made;
}

describe('a stage variable that has no value under a condition', () => {
  const app = (release: Partial<CanaryReleaseProps> = {}): AppBuilder => (root, code) => {
    const stack = new Stack(root, 'App');
    const theme = Token.asString(Fn.conditionIf(condition(stack, 'Dark').logicalId, 'dark', Aws.NO_VALUE));
    new CanaryRelease(stack, 'Release', { api: api(stack, code, { deployOptions: { variables: { theme, region: 'eu' } } }), ...release });
  };
  const variables = () => aws.aws.apiGateway.listStages(aws.aws.apiGateway.listRestApis()[0].id)[0].variables;

  test.each([['no', { region: 'eu' }], ['yes', { region: 'eu', theme: 'dark' }]])('stays as it is in an abort (%s)', async (Dark, expected) => {
    const parameters = { Dark };
    for (const [release, code, options] of [[{}, 'code 1', {}], [HELD, 'code 2', {}], [HELD, 'code 2', ABORT]] as const) {
      expect(await aws.deploy(app(release), code, { parameters, ...options })).toMatchObject({ result: { succeeded: true }, failures: [] });
      expect(variables()).toEqual(expected);
    }
    expect(aws.stages()).toEqual({ prod: { base: 'code 1' } });
  });
});

describe('a released API that is under a condition as a whole', () => {
  const app = (release: Partial<CanaryReleaseProps> = {}): AppBuilder => (root, code) => {
    const stack = new Stack(root, 'App');
    const made = api(stack, code, { restApiName: 'shop' });
    new CanaryRelease(stack, 'Release', { api: made, outputs: true, ...release });
    const written = condition(stack, 'Shop');
    const resources = [...made.node.findAll(), ...stack.node.findChild('Fn').node.findAll()].filter((node) => CfnResource.isCfnResource(node));
    resources.forEach((resource) => { resource.cfnOptions.condition = written; });
    // Of aws-cdk-lib, which does not ask either.
    made.node.findAll().filter((node) => node instanceof CfnOutput).forEach((output) => { output.condition = written; });
  };

  test.each<[string, Partial<CanaryReleaseProps>]>([
    ['', {}], ['with retain', { retain: Retain.last(2) }],
  ])('comes and goes %s', async (_, more) => {
    for (const [Shop, code, release] of [
      ['no', 'code 1', {}], ['yes', 'code 1', {}], ['yes', 'code 2', HELD], ['no', 'code 2', HELD], ['yes', 'code 3', {}],
    ] as const) {
      const { result, failures, failedOperations } = await aws.deploy(app({ ...release, ...more }), code, { parameters: { Shop } });
      expect([result.status, result.reason, failures, failedOperations]).toEqual(
        [expect.stringMatching(/^(CREATE|UPDATE)_COMPLETE$/), undefined, [], []],
      );
    }
    expect(await aws.destroyAll()).toEqual([]);
  });
});

describe('a released stage under a condition', () => {
  const app = (release: Partial<CanaryReleaseProps> = {}): AppBuilder => (root, code) => {
    const stack = new Stack(root, 'App');
    const { latestDeployment: deployment } = api(stack, code);
    const stage = new apigateway.Stage(stack, 'BetaStage', { deployment: deployment!, stageName: 'beta' });
    new CanaryRelease(stack, 'Release', { stage, outputs: true, ...release });
    // Also when it is written after the release.
    (stage.node.defaultChild as apigateway.CfnStage).cfnOptions.condition = condition(stack, 'Beta');
  };
  const deploy = async (Beta: string, code: string, release: Partial<CanaryReleaseProps> = {}) => {
    const { result, failures, failedOperations } = await aws.deploy(app(release), code, { parameters: { Beta } });
    expect([result.status, failures, failedOperations]).toEqual([expect.stringMatching(/^(CREATE|UPDATE)_COMPLETE$/), [], []]);
  };

  test('comes and goes, and is released while it is there', async () => {
    await deploy('no', 'code 1');
    await deploy('no', 'code 2');
    expect(aws.stages().beta).toBeUndefined();
    await deploy('yes', 'code 2');
    await deploy('yes', 'code 3', HELD);
    expect(aws.stages().beta).toEqual({ base: 'code 2', canary: 'code 3', percentTraffic: 10 });
    await deploy('no', 'code 3', HELD);
    expect(aws.stages().beta).toBeUndefined();
    await deploy('yes', 'code 4');
    expect(aws.stages().beta).toEqual({ base: 'code 4' });
    expect(await aws.destroyAll()).toEqual([]);
  });

  test('has the driver, its anchor and the steps of a rollout under the same one, and they have none without it', () => {
    const types = /^Custom::Canary(Stage|Anchor|Step|Promotion)$/;
    const conditions = (build: AppBuilder) => {
      const root = new App();
      build(root, 'code 1');
      const { Resources } = Template.fromStack(root.node.findChild('App') as Stack).toJSON();
      return Object.values<any>(Resources).filter(({ Type }) => types.test(Type)).map(({ Condition }) => Condition);
    };
    const rollout = CanaryRollout.ramp();
    expect(conditions(app({ rollout }))).toEqual(Array(7).fill('IsBeta'));
    const always: AppBuilder = (root, code) => {
      const stack = new Stack(root, 'App');
      new CanaryRelease(stack, 'Release', { api: api(stack, code), rollout });
    };
    expect(conditions(always)).toEqual(Array(7).fill(undefined));
  });
});
