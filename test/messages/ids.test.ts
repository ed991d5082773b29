import { join } from 'node:path';
import {
  App, Aspects, BootstraplessSynthesizer, CfnResource, Duration, Environment, Fn, NestedStack, Stack, Stage as CdkStage, Token,
} from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { CustomResourceConfig } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import {
  CanaryDashboard,
  CanaryFunctions,
  CanaryPolicy,
  CanaryRelease,
  CanaryReleaseOptions,
  CanaryRollout,
  CanarySettings,
  CountedRequests,
  EndpointBaseline,
  EndpointPolicy,
  ReleaseKind,
  Retain,
  RolloutGate,
  RolloutPause,
  UnqualifiedFunctions,
} from '../../lib';
import { answer } from '../../lib/aws/respond';
import { Time } from '../../lib/aws/time';
import { IdentifiedError } from '../../lib/messages/identified-error';
import { annotationId, ConditionId, ERRORS } from '../../lib/messages/ids';
import { plan } from '../../lib/stage-driver/decision/plan';
import { refusal } from '../../lib/stage-driver/decision/refusal';
import { Situation } from '../../lib/stage-driver/decision/situation';
import { answering, canaryRestApi, newStack } from '../apps';
import { temporaryDirectory, temporaryFiles } from '../endpoints/baselines/temporary-files';
import { FakeRollout, FIRST_STEP } from '../rollout/handler/fake-rollout';
import { abort, hold, live, MARKED_LOG, memory, none, promote, rollout } from '../stage-driver/decision/situations';
import { DRIVEN, driving } from '../stage-driver/handler/driven';

const ACTION = 'cdk-canary-rest-api:action';
const HELD: CanarySettings = { percentTraffic: 10 };

/** The reason with which a rollout's step, or promotion, fails. */
const steppingWith = (prepare: (aws: FakeRollout) => void, properties = {}, ResourceType = 'Custom::CanaryStep') => async (): Promise<string> => {
  const aws = new FakeRollout();
  prepare(aws);
  await aws.execute(aws.event({ ...FIRST_STEP, ...properties }, { ResourceType }));
  return aws.answers[0].Reason!;
};

/** What an app is told: the error that ends it, or the annotations of its stacks. */
function told(build: (stack: Stack) => void, context: Record<string, unknown> = {}): string {
  const app = new App({ context });
  try {
    build(new Stack(app, 'Stack'));
    return app.synth().stacks.flatMap(({ messages }) => messages.map(({ entry }) => String(entry.data))).join('\n');
  } catch (error) {
    return (error as Error).message;
  }
}

function restApi(stack: Stack, endpoints = ['GET /hello'], props: apigateway.RestApiProps = {}): apigateway.RestApi {
  const api = new apigateway.RestApi(stack, 'Api', props);
  for (const endpoint of endpoints) {
    const [method, path] = endpoint.split(' ');
    api.root.resourceForPath(path).addMethod(method, new apigateway.MockIntegration());
  }
  return api;
}

const released = (options: CanaryReleaseOptions, endpoints?: string[]) => (stack: Stack): CanaryRelease =>
  new CanaryRelease(stack, 'Release', { api: restApi(stack, endpoints), ...options });

/** The functions of a stack with a release. */
const configured = (options: object) => () => told((stack) => {
  CanaryFunctions.of(stack).configure(options);
  released({})(stack);
});

const settings = (changes: object) => () => told(released({ canarySettings: { ...HELD, ...changes } }));

const rolling = (made: () => CanaryRollout, env?: Environment) => () => told((stack) => {
  const own = env === undefined ? stack : new Stack(stack.node.root, 'Own', { env });
  new CanaryRelease(own, 'Release', { api: restApi(own), rollout: made() });
});

function countedIn(region: string): CountedRequests {
  const metric = (metricName: string) => new cloudwatch.Metric({ namespace: 'Shop', metricName, region });
  return { requests: metric('Orders'), errors: metric('Failed') };
}

/** Endpoints of a base, and those of the app that holds a canary beside it. */
const compared = (base: EndpointBaseline | string[], canary: string[], options: CanaryReleaseOptions = {}) => () =>
  told(released({ canarySettings: HELD, baseline: Array.isArray(base) ? EndpointBaseline.fromEndpoints(base) : base, ...options }, canary));

const recorded = (route: object) => () => compared(EndpointBaseline.fromFile(temporaryFiles({
  'base.json': { endpointBaseline: 1, endpoints: [{ endpoint: 'GET /hello', ...route }] },
})), ['GET /hello'])();

const calling = (fn: (stack: Stack) => lambda.IFunction, options: CanaryReleaseOptions = {}) => () => told((stack) => {
  const api = new apigateway.RestApi(stack, 'Api');
  api.root.addMethod('GET', new apigateway.LambdaIntegration(fn(stack)));
  new CanaryRelease(stack, 'Release', { api, canarySettings: HELD, ...options });
});

/** A resource of a released API that is called through a role, changed after the release has seen everything. */
const overridden = (type: string, change: (resource: CfnResource) => void) => () => told((stack) => {
  const credentialsRole = new iam.Role(stack, 'Caller', { assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com') });
  const { currentVersion } = answering(stack, '1');
  currentVersion.grantInvoke(credentialsRole);
  const api = restApi(stack);
  api.root.addMethod('PUT', new apigateway.LambdaIntegration(currentVersion, { credentialsRole }));
  api.root.addMethod('PATCH', new apigateway.LambdaIntegration(currentVersion));
  new CanaryRelease(stack, 'Release', { api });
  const last = new Construct(stack, 'Last');
  Aspects.of(last).add({
    visit: () => stack.node.findAll().forEach((node) => {
      if (CfnResource.isCfnResource(node) && node.cfnResourceType === type) { change(node); }
    }),
  }, { priority: 900 });
});

/** An integration whose version or alias is named by the stage variable `v`, in an app that holds a canary. */
function byVariable(stack: Stack, functionArn: string, variables: Record<string, string>): void {
  const api = restApi(stack, undefined, { deployOptions: { variables } });
  const uri = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn}:\${stageVariables.v}/invocations`;
  api.root.addMethod('PUT', new apigateway.Integration({ type: apigateway.IntegrationType.AWS_PROXY, integrationHttpMethod: 'POST', uri }));
  new CanaryRelease(stack, 'Release', { api, canarySettings: HELD });
}

const explicit = (stack: Stack) => {
  const api = restApi(stack, undefined, { deploy: false });
  return new apigateway.Stage(stack, 'Prod', { deployment: new apigateway.Deployment(stack, 'Deployment', { api }) });
};

const baseline = (content: object | string) => () => told(() => EndpointBaseline.fromFile(temporaryFiles({ 'base.json': content })));

/** What the stage event says when the driver refuses. */
const refused = (more: Partial<Situation>) => () => {
  const { id, message } = refusal({
    live: live('d1'), desired: hold('d2'), previous: none('d1'), rollback: false, endpoints: { base: {}, canary: {} }, ...more,
  })!;
  return new IdentifiedError(id, message).message;
};
/** What the driver's log says besides. */
const noted = (more: Partial<Situation>) => () => {
  const decision = plan({ live: live('d1'), desired: hold('d2'), previous: none('d1'), rollback: false, ...more });
  return decision.outcome === 'move' ? decision.notes.join('\n') : decision.message;
};
const LEAVING = {
  desired: hold('d2', { functions: { deleted: [], retained: [] } }), previous: none('d1', { functions: { deleted: ['Hello'], retained: [] } }),
};

const LOG_GROUP = 'arn:aws:logs:eu-central-1:123456789012:log-group:log';

/** A release that counts requests of a stage with this access log. */
const logging = (accessLogSetting: apigateway.CfnStage.AccessLogSettingProperty, options: CanaryReleaseOptions = {}) => () => told((stack) => {
  const api = restApi(stack);
  (api.deploymentStage.node.defaultChild as apigateway.CfnStage).accessLogSetting = accessLogSetting;
  new CanaryRelease(stack, 'Release', { api, ...options }).metricCount({ release: ReleaseKind.BASE });
});

const CALLING = { calls: { functions: [{ name: 'Shop-Hello-1', qualifier: '1', reference: 'Shop-Hello-1:1' }], roles: [] } };
/** Another action than before brings the deployment onto a stage that does not have it. */
const CALLING_NEW = {
  event: {
    ResourceProperties: { ...DRIVEN, DeploymentId: 'd2', NewEndpoints: 'ALLOW', Calls: ['arn:aws:lambda:us-east-1:123456789012:function:Hello:2'] },
  },
};

/** One way to hear of each condition. The type asks for a new one with every new id. */
const WAYS: Record<ConditionId, () => string | Promise<string>> = {
  InvalidPercentTraffic: settings({ percentTraffic: 101 }),
  InvalidOverrideName: settings({ stageVariableOverrides: { 'a-b': 'x' } }),
  InvalidOverrideValue: settings({ stageVariableOverrides: { theme: 'a b' } }),
  DriverNeedsAssets: () => told((stack) => {
    const bare = new Stack(stack.node.root, 'Bare', { synthesizer: new BootstraplessSynthesizer() });
    new CanaryRelease(bare, 'Release', { api: restApi(bare) });
  }),
  InvalidOption: () => told(released({ newEndpoints: 'reject' as EndpointPolicy })),
  UnknownOption: () => told(released({ canarySetting: HELD } as CanaryReleaseOptions)),
  NotARestApi: () => told((stack) => new CanaryRelease(stack, 'Release', { api: 'abc' as unknown as apigateway.RestApi })),
  InvalidStageName: () => told((stack) => new CanaryRelease(stack, 'Release', {
    api: restApi(stack, undefined, { deployOptions: { stageName: 'a b' } }),
  })),
  InvalidStageVariable: () => told((stack) => {
    new CanaryRelease(stack, 'Release', { api: restApi(stack, undefined, { deployOptions: { variables: { 'my-var': 'x' } } }) });
  }),
  InvalidHandler: () => told((stack) => canaryRestApi(stack, { handler: answering(stack, '1').currentVersion as unknown as lambda.Function })),
  ResourcePathUnknown: () => told((stack) => canaryRestApi(stack, { resourcePath: Fn.importValue('x') })),
  GreedyParameterNotLast: () => told((stack) => canaryRestApi(stack, { resourcePath: '{a+}/b' })),
  ApiOrStage: () => told((stack) => new CanaryRelease(stack, 'Release', {})),
  NoDeploymentStage: () => told((stack) => new CanaryRelease(stack, 'Release', { api: restApi(stack, undefined, { deploy: false }) })),
  ImportedApi: () => told((stack) => new CanaryRelease(stack, 'Release', { api: apigateway.RestApi.fromRestApiId(stack, 'Api', 'abc') })),
  ImportedStage: () => told((stack) => {
    const stage = apigateway.Stage.fromStageAttributes(stack, 'Stage', { restApi: restApi(stack), stageName: 'prod' });
    new CanaryRelease(stack, 'Release', { stage });
  }),
  OtherStack: () => told((stack) => new CanaryRelease(new Stack(stack.node.root, 'Other'), 'Release', { api: restApi(stack) })),
  StageNameIsToken: () => told((stack) => {
    new CanaryRelease(stack, 'Release', { api: restApi(stack, undefined, { deployOptions: { stageName: Token.asString({ Ref: 'Name' }) } }) });
  }),
  VariablesAreToken: () => told((stack) => {
    const stage = explicit(stack);
    (stage.node.defaultChild as apigateway.CfnStage).variables = Token.asAny({ Ref: 'Variables' }) as any;
    new CanaryRelease(stack, 'Release', { stage });
  }),
  SecondRelease: () => told((stack) => {
    const api = restApi(stack);
    new CanaryRelease(stack, 'One', { api });
    new CanaryRelease(stack, 'Two', { api });
  }),
  ForeignCanarySetting: () => told((stack) => {
    const api = restApi(stack);
    (api.deploymentStage.node.defaultChild as apigateway.CfnStage).canarySetting = { percentTraffic: 1 };
    new CanaryRelease(stack, 'Release', { api });
  }),
  HandlerOrHandlerProps: () => told((stack) => canaryRestApi(stack, { handler: answering(stack, '1'), handlerProps: {} as lambda.FunctionProps })),
  InvalidResourcePath: () => told((stack) => canaryRestApi(stack, { resourcePath: 'a b' })),
  InvalidHttpMethod: () => told((stack) => canaryRestApi(stack, { httpMethod: 'FETCH' })),
  NothingToPromote: () => told((stack) => released({})(stack).promote()),
  ContradictingActions: () => told((stack) => released({ canarySettings: HELD })(stack).abort(), { [ACTION]: 'promote' }),
  abortOverCode: () => told((stack) => released({ canarySettings: HELD })(stack).promote(), { [ACTION]: 'abort' }),
  UnknownAction: () => told(released({ canarySettings: HELD }), { [ACTION]: 'deploy' }),
  UnknownContextKey: () => told(released({}), { 'cdk-canary-rest-api:actoin': 'abort' }),
  UnknownFinding: () => told(released({}), { 'cdk-canary-rest-api:errors': ['sharedAlais'] }),
  NoFunctionOption: configured({ functionName: 'driver' }),
  ConfiguredTooLate: () => told((stack) => {
    released({})(stack);
    CanaryFunctions.of(stack).configure({});
  }),
  NoScopeOfFunctions: () => told(() => { CanaryFunctions.of(undefined as never); }),
  FunctionsInsideStack: () => told((stack) => { CanaryFunctions.of(restApi(stack)); }),
  NeedsVpc: configured({ vpcSubnets: {} }),
  LogGroupAndOptions: () => told((stack) => {
    CanaryFunctions.of(stack).configure({ logGroup: new logs.LogGroup(stack, 'Log'), logRetention: logs.RetentionDays.ONE_DAY });
  }),
  TooManyManagedPolicies: () => told((stack) => {
    CanaryFunctions.of(stack).configure({ managedPolicies: true });
    for (let i = 1; i <= 10; i++) { canaryRestApi(stack, {}, '1', `Api${i}`); }
  }),
  ConcurrencyBelowReleases: () => told((stack) => {
    CanaryFunctions.of(stack).configure({ reservedConcurrentExecutions: 1 });
    for (const id of ['One', 'Two']) { canaryRestApi(stack, {}, '1', id); }
  }),
  TimeoutTooShort: () => told((stack) => {
    released({})(stack);
    (stack.node.findChild('CanaryStageDriver').node.defaultChild as CfnResource).addPropertyOverride('Timeout', 30);
  }),
  FunctionOverwritten: () => told((stack) => {
    released({})(stack);
    (stack.node.findChild('CanaryStageDriver').node.defaultChild as CfnResource).addPropertyDeletionOverride('Environment');
  }),
  overwrittenFunction: () => told((stack) => {
    released({})(stack);
    (stack.node.findChild('CanaryStageDriver').node.defaultChild as CfnResource).addPropertyOverride('MemorySize', 128);
  }),
  namedFunction: () => told((stack) => {
    released({})(stack);
    (stack.node.findChild('CanaryStageDriver').node.defaultChild as CfnResource).addPropertyOverride('FunctionName', 'driver');
  }),
  olderRuntime: () => told((stack) => {
    CustomResourceConfig.of(stack).addLambdaRuntime(lambda.Runtime.NODEJS_20_X);
    released({})(stack);
  }),
  RetainOnSomeReleases: () => told((stack) => {
    const api = restApi(stack);
    new CanaryRelease(stack, 'Release', { api, retain: Retain.last(5) });
    new CanaryRelease(stack, 'Other', { stage: new apigateway.Stage(stack, 'Beta', { deployment: api.latestDeployment!, stageName: 'beta' }) });
  }),
  RolloutWithCanarySettings: () => told(released({ canarySettings: HELD, rollout: CanaryRollout.ramp() })),
  InvalidRolloutSteps: rolling(() => CanaryRollout.steps([])),
  InvalidStepPercent: rolling(() => CanaryRollout.canary({ percentTraffic: 100, bake: Duration.minutes(5) })),
  FallingPercent: rolling(() => CanaryRollout.steps([10, 5].map((percentTraffic) => ({ percentTraffic, bake: Duration.minutes(5) })))),
  PauseBeforeEqualStep: rolling(() => CanaryRollout.steps([
    { percentTraffic: 5, bake: Duration.minutes(5), pause: RolloutPause.until({ timeout: Duration.minutes(5) }) },
    { percentTraffic: 5, bake: Duration.minutes(5) },
  ])),
  WarmUpTooLong: rolling(() => CanaryRollout.ramp({ warmUp: Duration.minutes(30) })),
  RolloutStepTooLong: rolling(() => CanaryRollout.canary({ percentTraffic: 10, bake: Duration.minutes(51) })),
  RolloutTooLong: rolling(() => CanaryRollout.linear({ stepPercent: 2, interval: Duration.minutes(50) })),
  RolloutWithoutGates: rolling(() => CanaryRollout.ramp({ gates: [] })),
  InvalidRolloutGate: rolling(() => CanaryRollout.ramp({ gates: [RolloutGate.alarms([])] })),
  RolloutGateElsewhere: rolling(() => CanaryRollout.ramp({
    gates: [RolloutGate.metric({
      base: countedIn('us-east-1'), canary: countedIn('us-east-1'),
    })],
  }), { region: 'eu-central-1' }),
  RolloutCallsElsewhere: rolling(() => CanaryRollout.ramp({
    notify: sns.Topic.fromTopicArn(newStack(), 'Topic', 'arn:aws:sns:us-east-1:123456789012:topic'),
  }), { region: 'eu-central-1' }),
  SlowerThanTwice: rolling(() => CanaryRollout.ramp({
    gates: [1, 2].map((seconds) => RolloutGate.slowShare({ slowerThan: Duration.seconds(seconds) })),
  })),
  RolloutLogUnreadable: logging({
    destinationArn: 'arn:aws:firehose:eu-central-1:123456789012:deliverystream/amazon-apigateway-x',
  }, { rollout: CanaryRollout.ramp() }),
  NoRollout: () => told((stack) => released({})(stack).metricBrokenRollouts()),
  RolloutInCycle: () => told((stack) => {
    const api = restApi(stack);
    const hook = answering(stack, '1', 'Hook', { environment: { URL: api.url } });
    new CanaryRelease(stack, 'Release', { api, rollout: CanaryRollout.ramp({ hooks: { preTraffic: hook } }) });
  }),
  RolloutOutOfOrder: () => told((stack) => {
    const api = restApi(stack);
    new CanaryRelease(stack, 'Release', { api, rollout: CanaryRollout.ramp() });
    (api.deploymentStage.node.defaultChild as CfnResource).addOverride('DependsOn', []);
  }),
  DriverKept: () => told((stack) => {
    const driver = released({})(stack).node.findChild('Driver').node.findChild('Resource').node.defaultChild as CfnResource;
    driver.addOverride('DeletionPolicy', 'Retain');
  }),
  DriverNotAwaited: () => told((stack) => {
    const api = restApi(stack);
    new CanaryRelease(stack, 'Release', { api });
    (api.deploymentStage.node.defaultChild as CfnResource).addOverride('DependsOn', []);
  }),
  RolloutStepKept: () => told((stack) => {
    const release = released({ rollout: CanaryRollout.ramp() })(stack);
    const promotion = release.node.findChild('Rollout').node.findChild('Promotion').node.defaultChild as CfnResource;
    promotion.addOverride('DeletionPolicy', 'Retain');
    promotion.addOverride('UpdateReplacePolicy', 'Retain');
  }),
  rolloutOnlyWatches: rolling(() => CanaryRollout.ramp({ dryRun: true })),
  rolloutSchedule: rolling(() => CanaryRollout.ramp()),
  NothingToSkip: () => told(released({}), { [ACTION]: 'skip' }),
  NothingToHold: () => told(released({}), { [ACTION]: 'hold' }),
  UnknownRelease: () => told(released({ canarySettings: HELD }), { [ACTION]: { 'Stack/Other': 'abort' } }),
  WhichEnvironment: () => told((stack) => {
    const releasedIn = released({ canarySettings: HELD });
    releasedIn(stack);
    releasedIn(new Stack(new CdkStage(stack.node.root, 'Prod'), 'Stack'));
  }, { [ACTION]: 'promote' }),
  TwinsDiffer: () => told(({ node: { root } }) => {
    for (const [id, endpoint] of [['Hold', 'GET /a'], ['Promote', 'GET /b']]) {
      const env = { account: '123456789012', region: 'eu-central-1' };
      const release = released({ canarySettings: HELD }, [endpoint])(new Stack(new CdkStage(root, id), 'Shop', { env, stackName: 'Shop' }));
      if (id === 'Promote') { release.promote(); }
    }
  }),
  InvalidExceptEndpoint: () => told(released({ canarySettings: HELD, exceptEndpoints: ['hello'] })),
  deploymentNamesStage: () => told((stack) => {
    const { restApiId } = released({ canarySettings: HELD })(stack).node.scope!.node.findChild('Api') as apigateway.RestApi;
    new apigateway.CfnDeployment(stack, 'Rival', { restApiId, stageName: 'prod' });
  }),
  ForeignStageProperty: () => told((stack) => {
    const api = restApi(stack);
    (api.deploymentStage.node.defaultChild as CfnResource).addPropertyOverride('StageName', 'live');
    new CanaryRelease(stack, 'Release', { api });
  }),
  VersionInStageVariable: () => told((stack) => {
    const version = answering(stack, '1').currentVersion;
    byVariable(stack, version.lambda.functionArn, { v: version.version });
  }),
  DriverInCycle: () => told((stack) => {
    const fn = answering(stack, '1');
    const api = restApi(stack);
    api.root.addMethod('PUT', new apigateway.LambdaIntegration(fn.currentVersion));
    fn.node.addDependency(new CanaryRelease(stack, 'Release', { api }));
  }),
  AccessLogFormatIsToken: logging({ destinationArn: LOG_GROUP, format: Token.asString({ Ref: 'Format' }) }),
  AccessLogExists: logging({ destinationArn: LOG_GROUP, format: '{}' }, { accessLog: { retention: logs.RetentionDays.ONE_DAY } }),
  AccessLogGroupUnknown: logging({ destinationArn: Fn.importValue('Log'), format: '{}' }),
  AccessLogOverwritten: () => told((stack) => {
    const api = restApi(stack);
    new CanaryRelease(stack, 'Release', { api, accessLog: {} });
    (api.deploymentStage.node.defaultChild as apigateway.CfnStage).accessLogSetting = { destinationArn: LOG_GROUP, format: '{}' };
  }),
  TooManyLogFilters: () => told((stack) => {
    const logGroup = new logs.LogGroup(stack, 'Log');
    new CanaryRelease(stack, 'Release', { api: restApi(stack), accessLog: { logGroup } }).metricCount({ release: ReleaseKind.BASE });
    for (let i = 0; i < 90; i++) {
      logGroup.addMetricFilter(`Filter${i}`, { filterPattern: logs.FilterPattern.allEvents(), metricName: 'lines', metricNamespace: 'mine' });
    }
  }),
  ReleaseKindNeeded: () => told((stack) => released({})(stack).metricCount({ release: 'canary' as ReleaseKind })),
  UnknownReleaseMetric: () => told((stack) => released({})(stack).metric('Requests')),
  AlarmsAddedTwice: () => told((stack) => {
    const release = released({})(stack);
    release.addAlarms();
    release.addAlarms();
  }),
  DashboardWithoutReleases: () => told((stack) => new CanaryDashboard(stack, 'Dashboard', { releases: [] })),
  SlowerThanNeeded: () => told((stack) => released({})(stack).metricSlow({ release: ReleaseKind.BASE })),
  noReleaseMetrics: logging({ destinationArn: 'arn:aws:firehose:eu-central-1:123456789012:deliverystream/amazon-apigateway-log', format: '{}' }),
  accountLogRole: () => told((stack) => {
    new CanaryRelease(stack, 'Release', { api: restApi(stack, undefined, { cloudWatchRole: false }), accessLog: {} });
  }),
  BaselineUnreadable: () => told(() => EndpointBaseline.fromFile(temporaryDirectory())),
  BaselineTooLarge: baseline(' '.repeat(10 * 1024 * 1024 + 1)),
  BaselineEmpty: baseline(''),
  BaselineSyntax: baseline('{"endpointBaseline": 1,'),
  BaselineWrongKind: baseline({ openapi: '3.0.1', paths: {} }),
  BaselineAmbiguous: compared(
    EndpointBaseline.fromTemplateFile(
      temporaryFiles({ 't.json': { Resources: { A: { Type: 'AWS::ApiGateway::RestApi' }, B: { Type: 'AWS::ApiGateway::RestApi' } } } }),
    ),
    ['GET /hello']),
  BaselineInvalidRoute: () => told(() => EndpointBaseline.fromEndpoints(['hello'])),
  BaselineReference: () => told(() => EndpointBaseline.fromOpenApiObject({ openapi: '3.0.1', paths: { '/a': { $ref: '#/nowhere' } } })),
  UnservedEndpoint: compared(['GET /hello'], ['GET /hello', 'GET /orders']),
  RemovedEndpoint: compared(['GET /hello', 'GET /old'], ['GET /hello'], { removedEndpoints: EndpointPolicy.REJECT }),
  UnqualifiedFunction: calling((stack) => answering(stack, '1'), { unqualifiedFunctions: UnqualifiedFunctions.REJECT }),
  NotReleased: () => {
    const stack = newStack();
    restApi(stack);
    const { directory } = (stack.node.root as App).synth();
    const { violations } = new CanaryPolicy().validate({ templatePaths: [join(directory, stack.templateFile)] });
    return violations.map(({ description, ruleName }) => `${description} [${ruleName}]`).join();
  },
  NotPinned: calling((stack) => lambda.Function.fromFunctionArn(stack, 'Fn', 'arn:aws:lambda:us-east-1:123456789012:function:fn'), {
    unqualifiedFunctions: UnqualifiedFunctions.PIN,
  }),
  NotKept: overridden('AWS::Lambda::Version', (version) => version.addOverride('DeletionPolicy', 'Delete')),
  NotAwaited: overridden('Custom::CanaryStage', (driver) => driver.addOverride('DependsOn', [])),
  NotGranted: overridden('AWS::IAM::Policy', (policy) => {
    if (policy.node.id.startsWith('EveryVersionOf')) { policy.addPropertyOverride('PolicyDocument.Statement', []); }
  }),
  permissionAfterStage: () => told((stack) => {
    const fn = answering(stack, '1').currentVersion;
    const api = restApi(stack);
    api.root.addMethod('PUT', new apigateway.LambdaIntegration(fn));
    new CanaryRelease(stack, 'Release', { api });
    const { functionArn: functionName } = fn;
    new lambda.CfnPermission(stack, 'Late', { action: 'lambda:InvokeFunction', principal: 'apigateway.amazonaws.com', functionName })
      .node.addDependency(api.deploymentStage);
  }),
  EndpointsUnreadable: refused({ endpoints: undefined }),
  BaseFunctionRemoved: refused({ ...LEAVING, stack: { stackName: 'Shop', names: new Map([['Hello', 'Shop-Hello-1']]) }, base: CALLING }),
  BaseFunctionElsewhere: refused({
    previous: none('d1', { calls: ['arn:aws:lambda:r:a:function:Shop-Hello-1:1'] }),
    stack: { stackName: 'App', names: new Map() },
    base: CALLING,
  }),
  BaseFunctionsUnreadable: refused(LEAVING),
  BaseRoleRemoved: refused({
    previous: none('d1', { roles: { deleted: ['Role'], retained: [] }, functionRoles: ['Role>Hello'] }),
    stack: { stackName: 'Shop', names: new Map([['Hello', 'Shop-Hello-1']]) },
    base: CALLING,
  }),
  BaseBackendRemoved: refused({
    previous: none('d1', { backends: { deleted: ['Queue||sqs'], retained: [] } }),
    stack: {
      stackName: 'Shop',
      names: new Map(),
      backends: [{ logicalId: 'Queue', type: 'AWS::SQS::Queue', physicalId: 'https://sqs.eu-west-1.amazonaws.com/123456789012/Shop-Queue-1' }],
    },
    base: { ...CALLING, backends: [{ kind: 'sqs', name: 'Shop-Queue-1' }] },
  }),
  BaseVariableRemoved: refused({ previous: none('d1'), desired: hold('d2', { variables: {} }), base: { variables: ['theme'] } }),
  BaseUnqualified: refused({
    live: live('d1'),
    previous: none('d1', { calledFunctions: ['Hello|1'] }),
    desired: hold('d2', { calledFunctions: ['Hello|2|version'] }),
    stack: { stackName: 'Shop', names: new Map([['Hello', 'Shop-Hello-1']]) },
    base: { calls: { functions: [{ name: 'Shop-Hello-1', reference: 'Shop-Hello-1' }], roles: [] } },
  }),
  CanaryWithoutNewCode: refused({
    desired: hold('d1', { calls: ['Shop-Hello-1:2'], canary: { ...hold('d1').canary!, stageVariableOverrides: {} } }), base: CALLING,
  }),
  AdoptedWithChange: refused({ previous: undefined }),
  PromoteUnseenDeployment: refused({ desired: promote('d3') }),
  RolloutOverCanary: refused({ desired: rollout('d2'), live: live('d1', 'd0') }),
  RolloutWithoutData: refused({ desired: rollout('d2') }),
  RolloutNeedsStandardMode: refused({ desired: rollout('d2'), liveLog: MARKED_LOG, mode: { express: true, rollbackDisabled: true } }),
  AbortedDeployment: refused({ previous: hold('d2') }),
  PromoteUnseenOverrides: refused({
    live: live('d1', 'd2'),
    previous: hold('d2'),
    desired: promote('d2', {}, { canary: { ...hold('d2').canary!, stageVariableOverrides: { theme: 'blue' } } }),
  }),
  AbortDropsVariable: refused({ desired: abort('d2', { variables: {} }), previous: hold('d2') }),
  AbortTooLarge: refused({
    previous: none('d1', { variables: {} }),
    desired: abort('d2', { variables: Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`v${i}`, 'x'.repeat(500)])) }),
  }),
  AbortKeptVariable: refused({ previous: abort('d1'), live: live('d1', undefined, { variables: { theme: 'dark' } }) }),
  PromotedVariableReverted: refused({ live: live('d2', undefined, { variables: { theme: 'dark' } }), desired: none('d2'), previous: promote('d2') }),
  RenamedWithCanary: refused({ live: undefined, desired: hold('d2', { stageName: 'live' }) }),
  ReplacedWithCanary: refused({ live: undefined, desired: hold('d2', { restApiId: 'other' }) }),
  StageVanished: refused({ live: undefined }),
  StageNotAsSet: driving({ stage: { deploymentId: 'd1' } }),
  StageNotMoved: driving({ updateFails: 'Deployment id does not exist' }),
  StageNotRestored: driving({
    updateFails: 'no',
    status: 'UPDATE_ROLLBACK_IN_PROGRESS',
    event: { OldResourceProperties: { ...DRIVEN, DeploymentId: 'd2', Action: 'NONE' } },
    stage: { deploymentId: 'd2' },
  }),
  FunctionNotActive: driving({ ...CALLING_NEW, describeFunction: () => ({ state: 'Failed', stateReason: 'The snapshot failed.' }) }),
  FunctionStateUnreadable: driving({ ...CALLING_NEW, describeFunction: () => { throw new Error('no'); } }),
  StackUnreadable: driving({ stackFails: 'no' }),
  Unreachable: driving({ stackFails: 'the request socket did not establish a connection with the server' }),
  CanaryNotRemoved: driving({ updateFails: 'no', status: 'DELETE_IN_PROGRESS', event: { RequestType: 'Delete' } }),
  ReleaseUnguarded: driving({
    updateFails: 'no',
    status: 'ROLLBACK_IN_PROGRESS',
    event: { RequestType: 'Delete', ResourceType: 'Custom::CanaryAnchor', PhysicalResourceId: 'api/prod/d0/d1' },
  }),
  ForeignStack: driving({ event: { StackId: 'another' } }),
  UpgradeFirst: driving({ event: { ResourceProperties: { ...DRIVEN, Action: 'LATER' } } }),
  DriverTimedOut: async () => {
    const sent: any[] = [];
    let timers = 0;
    const time: Time = {
      now: () => new Date(),
      sleep: async () => undefined,
      startTimer: (_, expire) => {
        if (timers++ === 0) { expire(); }
        return () => undefined;
      },
    };
    await answer({ RequestType: 'Delete' } as any, () => new Promise(() => undefined), {
      remainingMilliseconds: 60_000, logStream: 'stream', log: () => undefined, time, random: () => 0.5,
    },
    async (_, body) => { sent.push(JSON.parse(body)); });
    return sent[0].Reason;
  },
  GateFailed: steppingWith((aws) => {
    aws.minute = (begin) => begin < Date.parse('2026-01-01T12:00:00Z') ? [600, 1, 0, 0] : [540, 1, 60, 12];
  }),
  RolloutInconclusive: steppingWith((aws) => { aws.minute = (begin) => begin < Date.parse('2026-01-01T12:00:00Z') ? [600, 1, 0, 0] : [0, 0, 0, 0]; }),
  CannotMeasure: steppingWith((aws) => { aws.fault = (call) => call === 'GetMetricData' ? new Error('no') : undefined; }),
  GateWithoutData: steppingWith((aws) => { aws.minute = () => undefined; }),
  PauseTimedOut: steppingWith(() => undefined, { PauseSeconds: '60' }),
  HookFailed: steppingWith((aws) => { aws.functions = { pre: () => ({ verdict: 'FAIL' }) }; }, { Hooks: { PreTraffic: 'pre' } }),
  AbortedByHand: steppingWith((aws) => { delete aws.stage.canarySettings; }),
  ModifiedOutside: steppingWith((aws) => { aws.stage.canarySettings.percentTraffic = 7; }),
  Superseded: steppingWith((aws) => { aws.beforeUpdate = () => aws.takeOff('N'); }),
  NoVerdict: steppingWith(() => undefined, { Verdict: '' }, 'Custom::CanaryPromotion'),
  RolloutBroken: steppingWith((aws) => {
    let left = 7;
    aws.fault = (call) => call === 'DescribeStacks' && left-- > 0 ? new Error('boom') : undefined;
  }),
  RolloutNotStarted: async () => {
    const aws = new FakeRollout();
    aws.fault = (call) => call === 'StartExecution' ? new Error('no') : undefined;
    await aws.deliver(aws.event());
    return aws.answers[0].Reason!;
  },
  aliasNotInApp: () => told((stack) => {
    const { functionArn, currentVersion } = answering(stack, '1');
    new lambda.Alias(stack, 'Alias', { aliasName: 'r2', version: currentVersion });
    byVariable(stack, functionArn, { v: 'r1' });
  }),
  routesElsewhere: () => told((stack) => {
    const api = restApi(stack);
    const later = new Stack(stack.node.root, 'Later');
    apigateway.RestApi.fromRestApiAttributes(later, 'Api', { restApiId: api.restApiId, rootResourceId: api.restApiRootResourceId })
      .root.addMethod('PUT', new apigateway.MockIntegration());
    new CanaryRelease(stack, 'Release', { api });
  }),
  callNotFollowed: () => told((stack) => {
    const fn = lambda.Function.fromFunctionArn(stack, 'Imported', Fn.importValue('another-app'));
    const api = restApi(stack);
    api.root.addMethod('PUT', new apigateway.LambdaIntegration(fn));
    new CanaryRelease(stack, 'Release', { api });
  }),
  permissionNotFollowed: () => told((stack) => {
    new lambda.CfnPermission(stack, 'Permission', {
      action: 'lambda:InvokeFunction', principal: 'apigateway.amazonaws.com', functionName: Fn.importValue('another-app'),
    });
    new CanaryRelease(stack, 'Release', { api: restApi(stack) });
  }),
  stageNotGranted: () => told((stack) => {
    const api = restApi(stack);
    api.root.addMethod('PUT', new apigateway.LambdaIntegration(answering(stack, '1').currentVersion));
    new CanaryRelease(stack, 'Release', { stage: new apigateway.Stage(stack, 'Live', { stageName: 'live', deployment: api.latestDeployment! }) });
  }),
  provisionedOnVersion: calling((stack) => new lambda.Version(stack, 'Version', {
    lambda: answering(stack, '1'), provisionedConcurrentExecutions: 2,
  })),
  prunesSomeFunctions: () => told((stack) => {
    const api = restApi(stack);
    for (let i = 0; i <= 20; i++) {
      api.root.addResource(`r${i}`).addMethod('GET', new apigateway.LambdaIntegration(answering(stack, '1', `Fn${i}`).currentVersion));
    }
    new CanaryRelease(stack, 'Release', { api, retain: Retain.last(5) });
  }),
  pinnedAsyncConfig: () => told((stack) => {
    const fn = new lambda.Function(stack, 'Fn', {
      code: lambda.Code.fromInline('x'), handler: 'index.handler', runtime: lambda.Runtime.NODEJS_22_X, retryAttempts: 0,
    });
    const api = restApi(stack);
    api.root.addMethod('PUT', new apigateway.LambdaIntegration(fn, {
      proxy: false, requestParameters: { 'integration.request.header.X-Amz-Invocation-Type': "'Event'" },
    }));
    new CanaryRelease(stack, 'Release', { api, unqualifiedFunctions: UnqualifiedFunctions.PIN });
  }),
  deploymentMayNameStage: () => told((stack) => {
    released({})(stack);
    new apigateway.CfnDeployment(stack, 'Rival', { restApiId: Fn.importValue('ApiOfAnotherApp'), stageName: 'prod' });
  }),
  unqualifiedFunction: calling((stack) => answering(stack, '1')),
  sharedAlias: calling((stack) => new lambda.Alias(stack, 'Live', { aliasName: 'live', version: answering(stack, '1').currentVersion })),
  deploymentDoesNotFollow: () => told((stack) => new CanaryRelease(stack, 'Release', { stage: explicit(stack), canarySettings: HELD })),
  versionNotFollowed: calling((stack) => answering(new NestedStack(stack, 'Nested') as unknown as Stack, '1').currentVersion),
  sharedChange: () => {
    const throttled = (rateLimit: number) => (stack: Stack) =>
      new CanaryRelease(stack, 'Release', {
        api: restApi(stack, undefined, { deployOptions: { throttlingRateLimit: rateLimit } }), canarySettings: HELD, ...base(rateLimit),
      });
    const base = (rateLimit: number): CanaryReleaseOptions => rateLimit === 1
      ? {}
      : { baseline: EndpointBaseline.fromTemplateFile(temporaryFiles({ 't.json': before })) };
    const stack = newStack();
    throttled(1)(stack);
    const before = (stack.node.root as App).synth().getStackByName('Stack').template as object;
    return told(throttled(2));
  },
  shadowedEndpoint: compared(['GET /{id}'], ['GET /{id}', 'GET /pets']),
  replacedEndpoint: compared(['GET /{id}', 'GET /pets'], ['GET /{id}']),
  endpointAuthorization: recorded({ authorizationType: 'AWS_IAM' }),
  endpointApiKey: recorded({ apiKeyRequired: true }),
  endpointRequestValidation: recorded({ requestValidation: 'body' }),
  percentLooksLikeAShare: settings({ percentTraffic: 0.1 }),
  overrideWithoutVariable: () => told((stack) => {
    const api = restApi(stack, undefined, { deployOptions: { variables: { theme: 'light' } } });
    new CanaryRelease(stack, 'Release', { api, canarySettings: { ...HELD, stageVariableOverrides: { themee: 'dark' } } });
  }),
  promotesNothing: () => told((stack) => {
    released({ canarySettings: HELD })(stack).promote({ updateDeployment: false, updateStageVariables: false, resetTraffic: false });
  }),
  colonInPath: () => told((stack) => canaryRestApi(stack, { resourcePath: 'pets/:id' })),
  exceptWithoutEndpoint: compared(['GET /hello'], ['GET /hello'], { exceptEndpoints: ['GET /nope'] }),
  useStageCacheWithoutCache: settings({ useStageCache: true }),
  sameDeployment: noted({ desired: hold('d1', { canary: { ...hold('d1').canary!, stageVariableOverrides: {} } }) }),
  nothingBefore: noted({ live: undefined, previous: undefined }),
  foreignCanaryNotRestored: noted({
    rollback: true, live: live('d1', 'd2'), previous: hold('d2'), desired: none('d1'), memory: memory('d1', 'dx'), memoryIsOfThisOperation: true,
  }),
  noEndpointBaseline: settings({}),
  unreadableEndpoints: () => told((stack) => {
    const bucket = s3.Bucket.fromBucketName(stack, 'Bucket', 'bucket');
    const api = new apigateway.SpecRestApi(stack, 'Api', { apiDefinition: apigateway.ApiDefinition.fromBucket(bucket, 'api.yaml') });
    new CanaryRelease(stack, 'Release', { api, canarySettings: HELD, baseline: EndpointBaseline.fromEndpoints(['GET /hello']) });
  }),
  sharedNotCompared: compared(
    EndpointBaseline.fromTemplateFile(temporaryFiles({ 't.json': { Resources: { Other: { Type: 'AWS::ApiGateway::RestApi' } } } })), ['GET /hello']),
};

describe('every condition of the registry', () => {
  test.each(Object.keys(WAYS) as ConditionId[])('is told by its id at the end of the message: %s', async (id) => {
    const lines = (await WAYS[id]()).split('\n');
    const ends = [` [${id}]`, ` [${id} at `, ` [${annotationId(id)}]`, ` [ack: ${annotationId(id)}]`, ` (annotation::${annotationId(id)})`];
    expect(lines).toContainEqual(expect.stringMatching(new RegExp(`(${ends.map((end) => end.replace(/[[\]().]/g, '\\$&')).join('|')})[^ ]*$`)));
  });

  test('has an id of its own kind: capital for what may be an error', () => {
    const small = Object.keys(ERRORS).filter((id) => /^[a-z]/.test(id));
    expect(small).toEqual(['deploymentNamesStage']);
  });
});
