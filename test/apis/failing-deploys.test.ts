import { App, Aspects, CfnResource, NestedStack, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import { answering } from './answering';
import { AppBuilder, WatchedAws } from './watched-aws';
import { CanaryRelease } from '../../lib';

type Action = 'none' | 'hold' | 'promote';

let aws: WatchedAws;
beforeEach(() => { aws = new WatchedAws(); });
afterEach(() => aws.close());

function released(scope: Stack, handler: lambda.Function, action: Action): void {
  const api = new apigateway.RestApi(scope, 'Api', { cloudWatchRole: false });
  const { currentVersion } = handler;
  api.root.addResource('hello').addMethod('GET', new apigateway.LambdaIntegration(currentVersion));
  // CDK's deployment does not follow a version of another stack.
  api.latestDeployment!.addToLogicalId((currentVersion.node.defaultChild as CfnResource).logicalId);
  const release = new CanaryRelease(scope, 'Release', { api, canarySettings: action === 'none' ? undefined : { percentTraffic: 10 } });
  if (action === 'promote') { release.promote(); }
}

async function given(...deploys: Array<[AppBuilder, string]>): Promise<void> {
  for (const [build, code] of deploys) { expect(await aws.deploy(build, code)).toMatchObject({ result: { succeeded: true } }); }
}

describe.each(['parent', 'nested stack'] as const)('given API and release in a nested stack, and the function in the %s', (where) => {
  /** The topic of the parent comes after the nested stack. */
  const app = (action: Action, topic: string): AppBuilder => (root, code) => {
    const parent = new Stack(root, 'App');
    const nested = new NestedStack(parent, 'Nested');
    released(nested, answering(where === 'parent' ? parent : nested, code), action);
    new sns.Topic(parent, 'Last', { displayName: topic }).node.addDependency(nested);
  };

  test.each([
    ['new code', 'none', 'none', 'code 2'],
    ['a hold', 'none', 'hold', 'code 2'],
    ['a promotion', 'hold', 'promote', 'code 2'],
    ['the end of a canary, with its code', 'hold', 'none', 'code 2'],
  ] as const)('when the parent fails after %s, then everything goes back and no request fails', async (_, before, action, code) => {
    await given([app('none', 'a'), 'code 1'], ...before === 'hold' ? [[app('hold', 'b'), 'code 2'] as [AppBuilder, string]] : []);
    const stages = aws.stages();
    const { result, failures } = await aws.deploy(app(action, 'c'), code, {
      inject: ({ type, phase }) => type === 'AWS::SNS::Topic' && phase === 'update' ? { kind: 'fail', when: 'before' } : undefined,
    });
    expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(failures).toEqual([]);
    expect(aws.stages()).toEqual(stages);
    expect(aws.aws.cloudFormation.stacks.map(({ status }) => status)).toEqual(['UPDATE_ROLLBACK_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE']);
  });
});

describe('given an aspect that names every function, the driver\'s too', () => {
  const app = (action: Action, named: boolean): AppBuilder => (root: App, code: string) => {
    const stack = new Stack(root, 'App');
    released(stack, answering(stack, code), action);
    if (!named) { return; }
    Aspects.of(stack).add({
      visit(node) {
        const isFunction = CfnResource.isCfnResource(node) && node.cfnResourceType === 'AWS::Lambda::Function';
        if (isFunction && /CanaryStageDriver/.test(node.node.path)) { node.addPropertyOverride('FunctionName', 'org-driver'); }
      },
    });
  };

  test.each(['none', 'hold'] as const)('when it comes to a deployed release, action %s, then CloudFormation refuses it', async (action) => {
    await given([app('none', false), 'code 1']);
    const { result, failures } = await aws.deploy(app(action, true), 'code 2');
    expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', reason: expect.stringMatching(/service token is not allowed/i) });
    expect(failures).toEqual([]);
    expect(aws.stages()).toEqual({ prod: { base: 'code 1' } });
  });

  test('when it is there from the first deploy on, then the practice is as ever', async () => {
    await given([app('none', true), 'code 1'], [app('hold', true), 'code 2'], [app('promote', true), 'code 2'], [app('none', true), 'code 2']);
    expect(aws.stages()).toEqual({ prod: { base: 'code 2' } });
  });
});
