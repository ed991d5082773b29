import { App, Aspects, Mixins, NestedStack, Shims, Stack, Stage as CdkStage } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as pipelines from 'aws-cdk-lib/pipelines';
import { Construct } from 'constructs';
import { CanaryRelease, ReleasedThroughCanary, UnqualifiedFunctions } from '../../lib';
import { answering, canaryRestApi } from '../apps';

const PIN = { unqualifiedFunctions: UnqualifiedFunctions.PIN };

/** An API as its team built it: it knows nothing of canaries, and calls its function without a version. */
function restApi(scope: Construct, id = 'Api', props: apigateway.RestApiProps = {}): apigateway.RestApi {
  const api = new apigateway.RestApi(scope, id, { cloudWatchRole: false, ...props });
  api.root.addMethod('GET', new apigateway.LambdaIntegration(answering(scope, '1', `${id}Fn`)));
  return api;
}

function stackWith(scope: Construct, id = 'Stack'): Stack {
  const stack = new Stack(scope, id);
  restApi(stack);
  return stack;
}

/** Of each stack, by its path: whether its stage is released, its function pinned, and everything kept that the base needs. */
function state(app: App): Record<string, string> {
  return Object.fromEntries(app.synth().stacksRecursively.map(({ hierarchicalId, template, messages }) => {
    const resources = Object.values<any>(template.Resources ?? {});
    const has = (type: string) => resources.some(({ Type }) => Type === type);
    const kept = resources.filter(({ Type }) => ['AWS::ApiGateway::Deployment', 'AWS::Lambda::Version'].includes(Type))
      .every(({ DeletionPolicy }) => DeletionPolicy === 'RetainExceptOnCreate');
    const errors = messages.filter(({ level }) => level === 'error').map(({ entry }) => /\[([^\]]+)\]$/.exec(String(entry.data))?.[1]);
    const is = (holds: boolean, what: string) => holds ? what : `not ${what}`;
    return [hierarchicalId, [
      is(has('Custom::CanaryStage'), 'released'), is(has('AWS::Lambda::Version'), 'pinned'), is(kept, 'kept'), ...errors,
    ].join(', ')];
  }));
}

const WHOLE = 'released, pinned, kept';
const NOTHING = 'not released, not pinned, not kept';

describe('applied', () => {
  test('to one API, it is released, pinned and kept', () => {
    const app = new App();
    restApi(new Stack(app, 'Stack')).with(new ReleasedThroughCanary(PIN));
    expect(state(app)).toEqual({ Stack: WHOLE });
  });

  test('to the App, all stacks and Stages that are there are', () => {
    const app = new App();
    stackWith(app);
    stackWith(new CdkStage(app, 'Prod'));
    Mixins.of(app).apply(new ReleasedThroughCanary(PIN));
    expect(state(app)).toEqual({ 'Stack': WHOLE, 'Prod/Stack': WHOLE });
  });

  test('to the App, nested stacks are', () => {
    const app = new App();
    const nested = new NestedStack(new Stack(app, 'Stack'), 'Nested');
    restApi(nested);
    const { report } = Mixins.of(app).apply(new ReleasedThroughCanary(PIN));
    expect(report.map(({ construct }) => construct.node.path)).toEqual(['Stack/Nested/Api']);
    expect(() => app.synth()).not.toThrow();
  });

  test('before a stack is made, that stack has no release and no message: CanaryPolicy sees it', () => {
    const app = new App();
    Mixins.of(app).apply(new ReleasedThroughCanary(PIN));
    stackWith(app);
    expect(state(app)).toEqual({ Stack: NOTHING });
  });

  test('to a Stage before a pipeline deploys it, it is', () => {
    const app = new App();
    const stage = new CdkStage(app, 'Prod');
    stackWith(stage);
    Mixins.of(stage).apply(new ReleasedThroughCanary(PIN));
    pipeline(app).addStage(stage);
    expect(state(app)).toMatchObject({ 'Prod/Stack': WHOLE });
  });

  test('to the App after a pipeline has the Stage, CDK refuses', () => {
    const app = new App();
    const stage = new CdkStage(app, 'Prod');
    stackWith(stage);
    pipeline(app).addStage(stage);
    Mixins.of(app).apply(new ReleasedThroughCanary(PIN));
    expect(() => app.synth()).toThrow(/construct tree was modified after the first synthesis/);
  });
});

describe('it leaves alone', () => {
  const left = (build: (stack: Stack) => unknown): string[] => {
    const app = new App();
    build(new Stack(app, 'Stack'));
    const { report } = Mixins.of(app).apply(new ReleasedThroughCanary());
    expect(() => app.synth()).not.toThrow();
    return report.map(({ construct }) => construct.node.path);
  };

  test('an API with a release of its own, also a CanaryRestApi', () => {
    expect(left((stack) => new CanaryRelease(stack, 'Release', { api: restApi(stack) }))).toEqual([]);
    expect(left((stack) => canaryRestApi(stack))).toEqual([]);
  });

  test('an API without a deployment stage, and one that is imported', () => {
    expect(left((stack) => restApi(stack, 'Api', { deploy: false }))).toEqual([]);
    expect(left((stack) => apigateway.RestApi.fromRestApiId(stack, 'Api', 'abc123'))).toEqual([]);
  });

  test('an API that it has released before', () => {
    const mixin = new ReleasedThroughCanary();
    const api = restApi(new Stack(new App(), 'Stack'));
    api.with(mixin).with(mixin);
    expect(mixin.releases.map(({ node }) => node.path)).toEqual(['Stack/Api/CanaryRelease']);
  });

  test('what is no API, when it is applied to it all the same', () => {
    const mixin = new ReleasedThroughCanary();
    mixin.applyTo(new Construct(new Stack(new App(), 'Stack'), 'Else'));
    expect(mixin.releases).toEqual([]);
  });
});

test('the report lists the APIs that were released, of every kind, and the mixin has their releases', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  restApi(stack);
  new apigateway.LambdaRestApi(stack, 'Proxy', { handler: answering(stack, '1', 'ProxyFn'), cloudWatchRole: false });
  const apiDefinition = apigateway.ApiDefinition.fromInline({ openapi: '3.0.1', paths: {} });
  new apigateway.SpecRestApi(stack, 'Spec', { apiDefinition, cloudWatchRole: false });
  canaryRestApi(stack, {}, '1', 'Own');
  const mixin = new ReleasedThroughCanary();
  const { report } = Mixins.of(app).apply(mixin);
  expect(report.map(({ construct }) => construct.node.path)).toEqual(['Stack/Api', 'Stack/Proxy', 'Stack/Spec']);
  expect(mixin.releases.map(({ node }) => node.path)).toEqual(['Stack/Api', 'Stack/Proxy', 'Stack/Spec'].map((path) => `${path}/CanaryRelease`));
});

test('the context names its releases by the path of the API', () => {
  const app = new App({ context: { 'cdk-canary-rest-api:action': { 'Stack/Api': 'promote' } } });
  restApi(new Stack(app, 'Stack')).with(new ReleasedThroughCanary({ canarySettings: { percentTraffic: 10 } }));
  const [{ template }] = app.synth().stacks;
  expect(Object.values<any>(template.Resources).find(({ Type }) => Type === 'Custom::CanaryStage').Properties.Action).toBe('PROMOTE');
});

test('a stage in another stack than its API gets its release there', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const api = restApi(stack, 'Api', { deploy: false });
  const nested = new NestedStack(stack, 'Nested');
  api.deploymentStage = new apigateway.Stage(nested, 'Prod', { deployment: new apigateway.Deployment(nested, 'Deployment', { api }) });
  const mixin = new ReleasedThroughCanary();
  api.with(mixin);
  expect(mixin.releases.map(({ node }) => node.path)).toEqual(['Stack/Nested/Prod/CanaryRelease']);
});

test('what cannot be released fails as a CanaryRelease', () => {
  const stack = new Stack(new App(), 'Stack');
  const api = restApi(stack);
  (api.deploymentStage.node.defaultChild as apigateway.CfnStage).canarySetting = { percentTraffic: 1 };
  expect(() => api.with(new ReleasedThroughCanary())).toThrow(/\[ForeignCanarySetting/);
});

test('options that are none fail in JavaScript', () => {
  const api = restApi(new Stack(new App(), 'Stack'));
  expect(() => api.with(new ReleasedThroughCanary({ newEndpoints: 'no' } as object))).toThrow(/\[InvalidOption/);
  expect(() => restApi(new Stack(new App(), 'Stack')).with(new ReleasedThroughCanary(null as any))).not.toThrow();
});

describe('as an aspect on the App', () => {
  const asAspect = (aspectStabilization: boolean): App => {
    const app = new App({ context: { '@aws-cdk/core:aspectStabilization': aspectStabilization } });
    stackWith(app);
    stackWith(new CdkStage(app, 'Prod'));
    Aspects.of(app).add(Shims.asAspect(new ReleasedThroughCanary(PIN)));
    return app;
  };

  test('it reaches stacks and no Stage', () => {
    expect(state(asAspect(true))).toEqual({ 'Stack': WHOLE, 'Prod/Stack': NOTHING });
  });

  test('without aspectStabilization what it released is not kept, and that fails synth', () => {
    expect(() => state(asAspect(false))).toThrow(/\[NotKept/);
  });
});

function pipeline(app: App): pipelines.CodePipeline {
  const input = pipelines.CodePipelineSource.connection('shop/api', 'main', {
    connectionArn: 'arn:aws:codestar-connections:eu-west-1:111111111111:connection/abc',
  });
  const stack = new Stack(app, 'Pipeline', { env: { account: '111111111111', region: 'eu-west-1' } });
  return new pipelines.CodePipeline(stack, 'Pipeline', { synth: new pipelines.ShellStep('Synth', { input, commands: ['npx cdk synth'] }) });
}
