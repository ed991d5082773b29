import { App, RemovalPolicies, Stack, Stage as CdkStage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CanaryRelease, CanaryReleaseOptions } from '../../lib';
import { answering, newStack, theResource } from '../apps';

function released(code: string, options: CanaryReleaseOptions = {}): Stack {
  const stack = newStack();
  const api = new apigateway.RestApi(stack, 'Api');
  api.root.addMethod('GET', new apigateway.LambdaIntegration(answering(stack, code).currentVersion));
  new CanaryRelease(stack, 'Release', { api, ...options });
  return stack;
}

const anchor = (stack: Stack) => theResource(stack, 'Custom::CanaryAnchor');

test('a new deployment has a new anchor, the same deployment the same one, in every mode', () => {
  const [first, again, next] = [released('1'), released('1', { canarySettings: { percentTraffic: 10 } }), released('2')].map(anchor);
  expect(again.logicalId).toBe(first.logicalId);
  expect(again.Properties).toEqual(first.Properties);
  expect(next.logicalId).not.toBe(first.logicalId);
});

test('is the same when the release gets another path: nothing new needs a guard', () => {
  const stack = newStack();
  const api = new apigateway.RestApi(stack, 'Api');
  api.root.addMethod('GET', new apigateway.LambdaIntegration(answering(stack, '1').currentVersion));
  new CanaryRelease(stack, 'Moved', { api });
  expect(anchor(stack).logicalId).toBe(anchor(released('1')).logicalId);
});

test('is the same in two Stages for one stack: the one that promotes creates no deployment either', () => {
  const app = new App();
  const [hold, promote] = ['Hold', 'Promote'].map((id) => {
    const stack = new Stack(new CdkStage(app, id), 'Shop');
    const api = new apigateway.RestApi(stack, 'Api');
    api.root.addMethod('GET', new apigateway.LambdaIntegration(answering(stack, '1').currentVersion));
    new CanaryRelease(stack, 'Release', { api });
    return stack;
  });
  expect(anchor(hold).logicalId).toBe(anchor(promote).logicalId);
});

test('is told its deployment and stage, and nothing that could change while the deployment stays', () => {
  const stack = released('1');
  expect(anchor(stack).Properties).toEqual({
    ServiceToken: expect.anything(),
    ServiceTimeout: '1020',
    RestApiId: { Ref: theResource(stack, 'AWS::ApiGateway::RestApi').logicalId },
    StageName: 'prod',
    DeploymentId: { Ref: theResource(stack, 'AWS::ApiGateway::Deployment').logicalId },
  });
});

test('is kept when it is superseded, and deleted when its creation is taken back, whatever the app says of everything', () => {
  const stack = released('1');
  RemovalPolicies.of(stack).destroy();
  expect(anchor(stack)).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
});

test('goes before all that its deployment calls, and before what lets it act', () => {
  const stack = released('1');
  const needed = ['AWS::Lambda::Version', 'AWS::IAM::Policy', 'AWS::Lambda::EventInvokeConfig'].map((type) => theResource(stack, type).logicalId);
  const permissions = Object.keys(Template.fromStack(stack).findResources('AWS::Lambda::Permission'));
  expect(anchor(stack).DependsOn).toEqual(expect.arrayContaining([...needed, ...permissions]));
});

test('exists before the driver moves anything', () => {
  const stack = released('1');
  expect(theResource(stack, 'Custom::CanaryStage').DependsOn).toContain(anchor(stack).logicalId);
});

test('two releases of one deployment have an anchor each', () => {
  const stack = newStack();
  const api = new apigateway.RestApi(stack, 'Api');
  api.root.addMethod('GET', new apigateway.MockIntegration());
  const beta = new apigateway.Stage(stack, 'Beta', { deployment: api.latestDeployment!, stageName: 'beta' });
  new CanaryRelease(stack, 'First', { api });
  new CanaryRelease(stack, 'Second', { stage: beta });
  const anchors = Object.values(Template.fromStack(stack).findResources('Custom::CanaryAnchor'));
  expect(anchors.map(({ Properties }) => Properties.StageName).sort()).toEqual(['beta', 'prod']);
});

describe('two releases of one API', () => {
  function twoReleases(between?: (stack: Stack, beta: apigateway.Stage, fn: lambda.Function) => void): Record<string, any> {
    const stack = new Stack(new App(), 'Stack');
    const api = new apigateway.RestApi(stack, 'Api');
    const fn = answering(stack, '1');
    api.root.addMethod('GET', new apigateway.LambdaIntegration(fn.currentVersion, { scopePermissionToMethod: false }));
    const beta = new apigateway.Stage(stack, 'Beta', { deployment: api.latestDeployment!, stageName: 'beta' });
    new CanaryRelease(stack, 'First', { api });
    new CanaryRelease(stack, 'Second', { stage: beta });
    between?.(stack, beta, fn);
    return Template.fromStack(stack).findResources('Custom::CanaryStage');
  }

  const orders = (drivers: Record<string, any>) => Object.entries(drivers)
    .flatMap(([id, { DependsOn }]) => Object.keys(drivers)
      .filter((other) => DependsOn.includes(other))
      .map((other) => `${id.slice(0, 6)} after ${other.slice(0, 5)}`));

  test('move their stages one after the other: API Gateway refuses concurrent changes', () => {
    expect(orders(twoReleases())).toEqual(['Second after First']);
  });

  test('are not ordered where the app orders them the other way round', () => {
    const drivers = twoReleases((stack) => {
      const [first, second] = ['First', 'Second'].map((id) => stack.node.findChild(id).node.findChild('Driver'));
      first.node.addDependency(second);
    });
    expect(orders(drivers)).toEqual([expect.stringMatching(/^First.? after Secon$/)]);
  });
});
