import { App, CfnOutput, CfnParameter, NestedStack, Stack, Stage as CdkStage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { CanaryRelease, CanaryReleaseOptions, CanaryRollout, ICanaryRelease } from '../../lib';
import { answering, canaryRestApi, newStack } from '../apps';

const HELD: CanaryReleaseOptions = { canarySettings: { percentTraffic: 12.5 } };

function released(scope: Construct, options: CanaryReleaseOptions, id = 'Release'): CanaryRelease {
  const api = new apigateway.RestApi(scope, `${id}Api`, { cloudWatchRole: false });
  api.root.addMethod('GET', new apigateway.LambdaIntegration(answering(scope, '1', `${id}Fn`).currentVersion));
  return new CanaryRelease(scope, id, { api, ...options });
}

/** What the outputs of a stack say, with the driver and the deployment by name. */
function outputs(stack: Stack): Record<string, unknown> {
  const { Outputs = {}, Resources } = Template.fromStack(stack).toJSON();
  const typeOf = (logicalId: string) => Resources[logicalId]?.Type ?? logicalId;
  return Object.fromEntries(Object.entries<any>(Outputs).filter(([name]) => /Action|Deployment|Percent/.test(name)).map(([name, { Value }]) => {
    if (Value.Ref !== undefined) { return [name, typeOf(Value.Ref)]; }
    return [name, Value['Fn::GetAtt'] === undefined ? Value : `${typeOf(Value['Fn::GetAtt'][0])}.${Value['Fn::GetAtt'][1]}`];
  }));
}

const BASE = 'Custom::CanaryStage.BaseDeploymentId';
const OWN = 'AWS::ApiGateway::Deployment';

describe('the outputs', () => {
  const told = (Action: string, BaseDeployment: string, CanaryDeployment: string, Percent: string) =>
    ({ ReleaseAction: Action, ReleaseBaseDeployment: BaseDeployment, ReleaseCanaryDeployment: CanaryDeployment, ReleasePercent: Percent });
  const cases: Array<[string, CanaryReleaseOptions, (release: CanaryRelease) => void, ReturnType<typeof told>]> = [
    ['a hold', HELD, () => undefined, told('HOLD', BASE, OWN, '12.5')],
    ['a promotion', HELD, (release) => release.promote(), told('PROMOTE', OWN, OWN, '0')],
    ['a promotion that keeps traffic', HELD, (release) => release.promote({ resetTraffic: false }), told('PROMOTE', OWN, OWN, '12.5')],
    ['a promotion of variables', HELD, (release) => release.promote({ updateDeployment: false }), told('PROMOTE', BASE, OWN, '0')],
    ['an abort', HELD, (release) => release.abort(), told('ABORT', BASE, 'none', '0')],
    ['no canary', {}, () => undefined, told('NONE', OWN, 'none', '0')],
    ['a rollout', { rollout: CanaryRollout.ramp() }, () => undefined, told('ROLLOUT', OWN, 'none', '0')],
  ];

  test.each(cases)('after %s', (_, options, call, expected) => {
    const stack = newStack();
    call(released(stack, { ...options, outputs: true }));
    expect(outputs(stack)).toEqual(expected);
  });

  test('are not there unless they are asked for', () => {
    const stack = newStack();
    released(stack, HELD);
    released(stack, { ...HELD, outputs: false }, 'Other');
    expect(outputs(stack)).toEqual({});
  });

  test('of a CanaryRestApi have its name', () => {
    const stack = newStack();
    canaryRestApi(stack, { ...HELD, outputs: true }, '1', 'Orders');
    expect(Object.keys(outputs(stack))).toEqual(['OrdersAction', 'OrdersBaseDeployment', 'OrdersCanaryDeployment', 'OrdersPercent']);
  });

  test('take a percent that is known only at deploy', () => {
    const stack = newStack();
    const percentTraffic = new CfnParameter(stack, 'Share', { type: 'Number' }).valueAsNumber;
    released(stack, { canarySettings: { percentTraffic }, outputs: true });
    expect(outputs(stack)).toMatchObject({ ReleasePercent: 'Share' });
  });

  test.each(['true', 1, null])('are asked for by a boolean, not by %j', (asked) => {
    expect(() => released(newStack(), { ...HELD, outputs: asked as unknown as boolean }))
      .toThrow(/outputs is .*; allowed is true, false, or nothing.*\[InvalidOption/);
  });
});

/** Everything that a handle gives, in outputs of its stack. */
function tell(release: ICanaryRelease): void {
  const values = {
    Action: release.action,
    Base: release.baseDeploymentId,
    Canary: release.canaryDeploymentId,
    Driver: release.driverFunction.functionArn,
    Role: release.driverRole.roleArn,
    Log: release.driverLogGroup.logGroupName,
  };
  Object.entries(values).forEach(([id, value]) => new CfnOutput(Stack.of(release), `Told${id}`, { value }));
}

describe('a handle', () => {
  const places: Array<[string, () => Stack]> = [
    ['in a stack', () => newStack()],
    ['in a Stage', () => new Stack(new CdkStage(new App(), 'Prod'), 'Stack')],
    ['in a nested stack', () => new NestedStack(newStack(), 'Nested')],
  ];

  test.each(places)('gives its values to what stands beside it, without a circle: %s', (_, place) => {
    const stack = place();
    tell(released(stack, HELD));
    // Template.fromStack throws for circles.
    const { Outputs } = Template.fromStack(stack).toJSON();
    expect(Outputs).toMatchObject({
      ToldAction: { Value: 'HOLD' },
      ToldBase: { Value: { 'Fn::GetAtt': [expect.stringContaining('Driver'), 'BaseDeploymentId'] } },
      ToldCanary: { Value: { Ref: expect.stringContaining('Deployment') } },
      ToldDriver: { Value: { 'Fn::GetAtt': [expect.stringContaining('CanaryStageDriver'), 'Arn'] } },
      ToldRole: { Value: { 'Fn::GetAtt': [expect.stringContaining('CanaryStageDriverRole'), 'Arn'] } },
      ToldLog: { Value: { Ref: expect.stringContaining('CanaryStageDriverLogs') } },
    });
  });

  test('knows what the code calls after it was asked', () => {
    const stack = newStack();
    const release = released(stack, HELD);
    tell(release);
    release.abort();
    expect(Template.fromStack(stack).toJSON().Outputs.ToldAction).toEqual({ Value: 'ABORT' });
  });

  test('says what the context says', () => {
    const stack = newStack({ context: { 'cdk-canary-rest-api:action': { 'Stack/Release': 'promote' } } });
    tell(released(stack, HELD));
    expect(Template.fromStack(stack).toJSON().Outputs.ToldAction).toEqual({ Value: 'PROMOTE' });
  });

  test('is what a CanaryRestApi has as its release', () => {
    const handle: ICanaryRelease = canaryRestApi(newStack(), HELD).release;
    expect(handle.stageName).toBe('prod');
  });

  test('keeps what the API calls from waiting for the driver', () => {
    const stack = newStack();
    const fn = answering(stack, '1');
    const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
    api.root.addMethod('GET', new apigateway.LambdaIntegration(fn.currentVersion));
    fn.addEnvironment('BASE', new CanaryRelease(stack, 'Release', { api }).baseDeploymentId);
    expect(() => (stack.node.root as App).synth()).toThrow(/\[DriverInCycle/);
  });
});
