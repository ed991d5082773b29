import { App, IPropertyInjector, PropertyInjectors, Stack, Stage as CdkStage } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Construct, IConstruct } from 'constructs';
import { CanaryRelease, CanaryReleaseOptions, EndpointPolicy, UnqualifiedFunctions } from '../../lib';
import { answering, canaryRestApi, theResource } from '../apps';

/** An injector that sets defaults. */
function defaults(options: CanaryReleaseOptions): IPropertyInjector {
  return { constructUniqueId: CanaryRelease.PROPERTY_INJECTION_ID, inject: (original) => ({ ...options, ...original }) };
}

function injecting(scope: IConstruct, options: CanaryReleaseOptions): void {
  PropertyInjectors.of(scope).add(defaults(options));
}

function released(scope: Construct, options: CanaryReleaseOptions = {}): Stack {
  const stack = new Stack(scope, 'Stack');
  const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
  api.root.addMethod('GET', new apigateway.LambdaIntegration(answering(stack, '1')));
  new CanaryRelease(stack, 'Release', { api, ...options });
  return stack;
}

function newEndpoints(stack: Stack): unknown {
  return theResource(stack, 'Custom::CanaryStage').Properties.NewEndpoints;
}

const WARN = { newEndpoints: EndpointPolicy.WARN };
const ALLOW = { newEndpoints: EndpointPolicy.ALLOW };

describe('defaults that an organisation injects', () => {
  test('on the App, are those of releases in stacks and in Stages', () => {
    const app = new App();
    injecting(app, WARN);
    const stacks = [released(app), released(new CdkStage(app, 'Prod'))];
    expect(stacks.map(newEndpoints)).toEqual(['WARN', 'WARN']);
  });

  test('give way to what a team says', () => {
    const app = new App();
    injecting(app, WARN);
    expect(newEndpoints(released(app, ALLOW))).toBe('ALLOW');
  });

  test('come from the nearest scope that has some', () => {
    const app = new App();
    injecting(app, WARN);
    const stage = new CdkStage(app, 'Prod');
    injecting(stage, ALLOW);
    const stacks = [released(app), released(stage)];
    expect(stacks.map(newEndpoints)).toEqual(['WARN', 'ALLOW']);
  });

  test('pin functions', () => {
    const app = new App();
    injecting(app, { unqualifiedFunctions: UnqualifiedFunctions.PIN });
    expect(theResource(released(app), 'AWS::Lambda::Version')).toBeDefined();
  });

  test('reach a CanaryRestApi, whose own defaults stand behind them', () => {
    const app = new App();
    injecting(app, { unqualifiedFunctions: UnqualifiedFunctions.REJECT, ...WARN });
    const stack = new Stack(app, 'Stack');
    const { root } = canaryRestApi(stack);
    root.addResource('other').addMethod('GET', new apigateway.LambdaIntegration(answering(stack, '1', 'Other')));
    expect(newEndpoints(stack)).toBe('WARN');
    expect(app.synth().getStackArtifact(stack.artifactId).messages.map(({ entry }) => entry.data)).toContainEqual(
      expect.stringMatching(/GET \/other calls a function without a version.*\[cdk-canary-rest-api:UnqualifiedFunction\]/),
    );
  });

  test('are told where the release stands', () => {
    const app = new App();
    const asked: string[] = [];
    PropertyInjectors.of(app).add({
      constructUniqueId: CanaryRelease.PROPERTY_INJECTION_ID,
      inject: (original, { scope, id }) => { asked.push(`${scope.node.path}/${id}`); return original; },
    });
    released(app);
    expect(asked).toEqual(['Stack/Release']);
  });

  test.each([undefined, null])('may be nothing in JavaScript: %j', (nothing) => {
    const app = new App();
    PropertyInjectors.of(app).add({ constructUniqueId: CanaryRelease.PROPERTY_INJECTION_ID, inject: () => nothing });
    expect(newEndpoints(released(app, WARN))).toBe('WARN');
  });

  test('are checked as what a team writes', () => {
    const app = new App();
    injecting(app, { newEndpoints: 'warn' as EndpointPolicy });
    expect(() => released(app)).toThrow(/newEndpoints is "warn"; .*\[InvalidOption/);
  });
});

test('without an injector, a CanaryRestApi pins and an undefined option says nothing', () => {
  const stack = new Stack(new App(), 'Stack');
  const { root } = canaryRestApi(stack, { unqualifiedFunctions: undefined });
  root.addResource('other').addMethod('GET', new apigateway.LambdaIntegration(answering(stack, '1', 'Other')));
  expect(theResource(stack, 'AWS::Lambda::Version', (id) => id.startsWith('Other'))).toBeDefined();
});
