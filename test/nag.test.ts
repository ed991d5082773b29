import { App, NestedStack, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { AwsSolutionsChecks } from 'cdk-nag';
import { CanaryRelease, CanaryReleaseOptions, CanaryRollout } from '../lib';
import { answering, canaryRestApi } from './apps';

const HOLD: CanaryReleaseOptions = { canarySettings: { percentTraffic: 10, stageVariableOverrides: { theme: 'dark' } } };
const ROLLOUT: CanaryReleaseOptions = { rollout: CanaryRollout.ramp() };
const ENV = { account: '111111111111', region: 'eu-central-1' };

/** What AwsSolutions has against an app: one line for each rule and resource. */
function findings(build: (app: App) => void): string[] {
  const app = new App({ analyticsReporting: false });
  build(app);
  app.synth();
  return new AwsSolutionsChecks().validateScope(app).violations
    .flatMap(({ ruleName, violatingResources }) => violatingResources.map((resource) =>
      `${ruleName} ${(resource as { constructPath: string }).constructPath}`))
    .sort();
}

function restApi(scope: Stack): apigateway.RestApi {
  const api = new apigateway.RestApi(scope, 'Api');
  api.root.addMethod('GET', new apigateway.LambdaIntegration(answering(scope, '1').currentVersion));
  return api;
}

/** Apps with a RestApi, and the stack in which a release of its stage belongs. */
const APPS: Record<string, (app: App) => { scope: Stack; stage: apigateway.IStage }> = {
  'in a stack for any environment': (app) => {
    const scope = new Stack(app, 'Stack');
    return { scope, stage: restApi(scope).deploymentStage };
  },
  'in a stack for one environment': (app) => {
    const scope = new Stack(app, 'Stack', { env: ENV });
    return { scope, stage: restApi(scope).deploymentStage };
  },
  'in a nested stack': (app) => {
    const scope = new NestedStack(new Stack(app, 'Stack'), 'Nested');
    return { scope, stage: restApi(scope).deploymentStage };
  },
  'with the stage in another stack than the API': (app) => {
    const { latestDeployment } = restApi(new Stack(app, 'Stack'));
    const scope = new Stack(app, 'Stages');
    return { scope, stage: new apigateway.Stage(scope, 'Beta', { stageName: 'beta', deployment: latestDeployment! }) };
  },
  'with the stage in a nested stack, the API in its parent': (app) => {
    const parent = new Stack(app, 'Stack');
    const { latestDeployment } = restApi(parent);
    const scope = new NestedStack(parent, 'Stages');
    return { scope, stage: new apigateway.Stage(scope, 'Beta', { stageName: 'beta', deployment: latestDeployment! }) };
  },
};

describe('cdk-nag with AwsSolutions', () => {
  const releases = Object.keys(APPS).flatMap((name) => [
    { name, kind: 'a held canary', release: HOLD }, { name, kind: 'no canary', release: {} }, { name, kind: 'a rollout', release: ROLLOUT },
  ]);
  test.each(releases)('finds nothing more when a release with $kind is added: $name', ({ name, release }) => {
    const released = findings((app) => {
      const { scope, stage } = APPS[name](app);
      new CanaryRelease(scope, 'Release', { stage, ...release });
    });
    const plain = findings(APPS[name]);
    expect(released.filter((finding) => !plain.includes(finding))).toEqual([]);
    // A rollout gives the stage an access log, which AwsSolutions misses.
    expect(plain.filter((finding) => !released.includes(finding) && !finding.startsWith('AwsSolutions-APIG1 '))).toEqual([]);
    expect(released).not.toEqual([]);
  });

  test('finds nothing on what a CanaryRestApi adds to its API and function, also with two in a stack', () => {
    const found = findings((app) => {
      const stack = new Stack(app, 'Stack');
      canaryRestApi(stack, HOLD, '1', 'One');
      canaryRestApi(stack, {}, '1', 'Two');
    });
    expect(found.filter((finding) => /Release|CanaryStageDriver/.test(finding))).toEqual([]);
    expect(found).toContain('AwsSolutions-L1 Stack/OneFn/Resource');
  });

  test('still finds a wildcard that somebody else adds to the role of the driver', () => {
    const found = findings((app) => {
      const stack = new Stack(app, 'Stack');
      canaryRestApi(stack, HOLD);
      const driver = stack.node.findChild('CanaryStageDriver') as ReturnType<typeof answering>;
      driver.addToRolePolicy(new PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] }));
    });
    expect(found).toContain('AwsSolutions-IAM5[Resource::*] Stack/CanaryStageDriverRole/DefaultPolicy/Resource');
  });
});
