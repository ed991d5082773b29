import { App, CfnResource, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { CanaryRelease, CanaryRollout } from '../../lib';

/** Every name that a resource of ours may be given, and what its service takes. */
const LIMITS: Readonly<Record<string, number>> = {
  PolicyName: 128, RoleName: 64, ManagedPolicyName: 128, FunctionName: 64, StateMachineName: 80, LogGroupName: 512, FilterName: 512, AlarmName: 255,
};
const LOGICAL_ID_LIMIT = 255;

/** Constructs below each other, as in a large app. */
function deep(scope: Construct, levels: number): Construct {
  return levels === 0 ? scope : deep(new Construct(scope, `Level${levels}${'OfAnAppWithLongNames'.repeat(2)}`), levels - 1);
}

/** An API with a role that may invoke a version, an alias, and a rollout: all that the release adds resources for. */
function addReleasedApi(stack: Stack, levels: number): void {
  const scope = deep(stack, levels);
  const fn = new lambda.Function(scope, 'TheFunctionBehindTheApi', {
    runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => {};'),
  });
  const api = new apigateway.RestApi(scope, 'TheApi', { cloudWatchRole: false });
  const role = new iam.Role(scope, 'TheRoleThatCalls', { assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com') });
  fn.currentVersion.grantInvoke(role);
  const alias = new lambda.Alias(scope, 'TheAlias', { aliasName: 'live', version: fn.currentVersion });
  api.root.addMethod('GET', new apigateway.LambdaIntegration(fn.currentVersion, { credentialsRole: role }));
  api.root.addMethod('PUT', new apigateway.LambdaIntegration(alias));
  new CanaryRelease(scope, 'TheRelease', { api, rollout: CanaryRollout.ramp() });
}

test.each([0, 1, 6, 14])('names and logical ids are within their limits, %s levels deep, in an App and in a Stage', (levels) => {
  const app = new App({ analyticsReporting: false, context: { 'aws:cdk:disable-stack-trace': true } });
  const stage = new Stage(app, `Stage${'WithALongName'.repeat(4)}`);
  const stacks = [new Stack(app, 'App'), new Stack(stage, `Stack${'WithALongName'.repeat(4)}`)];
  stacks.forEach((stack) => addReleasedApi(stack, levels));
  for (const stack of stacks) {
    const { Resources } = Template.fromStack(stack).toJSON() as { Resources: Record<string, { Type: string; Properties?: Record<string, unknown> }> };
    const named = Object.values(Resources).flatMap(({ Properties = {} }) => Object.entries(Properties))
      .flatMap(([name, value]) => name in LIMITS && typeof value === 'string' ? [{ name, value }] : []);
    expect(named.filter(({ name, value }) => value.length < 1 || value.length > LIMITS[name])).toEqual([]);
    expect(named.some(({ name }) => name === 'PolicyName')).toBe(true);
    // That of a deployment is CDK's own, and may get longer than CloudFormation takes.
    const ids = Object.entries(Resources).filter(([, { Type }]) => Type !== 'AWS::ApiGateway::Deployment').map(([id]) => id);
    expect(ids.filter((id) => id.length > LOGICAL_ID_LIMIT || !/^[A-Za-z0-9]+$/.test(id))).toEqual([]);
    const policies = stack.node.findAll().filter((node): node is CfnResource => CfnResource.isCfnResource(node)
      && node.cfnResourceType === 'AWS::IAM::Policy');
    const names = policies.map((policy) => Resources[stack.resolve(policy.logicalId)].Properties!.PolicyName);
    expect(new Set(names).size).toBe(names.length);
  }
});
