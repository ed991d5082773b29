import { App, CfnResource, Duration, Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';
import {
  CanaryDashboard, CanaryPolicy, CanaryRelease, CanaryRestApi, CanaryRollout, EndpointBaseline, EndpointValidationPlugin, ReleasedThroughCanary,
  Retain, RolloutGate, RolloutGateConfig, RolloutPause,
} from '../lib';
import { answering, newStack } from './apps';

function restApi(stack: Stack, props: apigateway.RestApiProps = {}): apigateway.RestApi {
  const api = new apigateway.RestApi(stack, 'Api', props);
  api.root.addResource('hello').addMethod('GET', new apigateway.MockIntegration());
  return api;
}

const released = (props: object) => (stack: Stack) => new CanaryRelease(stack, 'Release', { api: restApi(stack), ...props } as any);
const settings = (canarySettings: unknown) => released({ canarySettings });
const retaining = (releases: unknown, options?: unknown) => released({ retain: Retain.last(releases as number, options as object) });
const gate = (gateOf: () => RolloutGate) => (stack: Stack) => released({ rollout: CanaryRollout.ramp({ gates: [gateOf()] }) })(stack);
const l3 = (props: object) => (stack: Stack) => new CanaryRestApi(
  stack, 'Api', { handler: answering(stack, '1'), resourcePath: 'hello', ...props } as any,
);

const STEP = { percentTraffic: 10, bake: Duration.minutes(5) };
const pausing = (...args: unknown[]) => (stack: Stack) =>
  released({ rollout: CanaryRollout.steps([{ ...STEP, pause: (RolloutPause as any).until(...args) }]) })(stack);
const ramping = (options: object) => (stack: Stack) => released({ rollout: CanaryRollout.ramp(options) })(stack);
const alarming = (options: unknown) => (stack: Stack) => settings({ percentTraffic: 10 })(stack).addAlarms(options as any);
const showing = (props: object) => (stack: Stack) =>
  new CanaryDashboard(stack, 'D', { releases: [settings({ percentTraffic: 10 })(stack)], ...props });
const logged = (accessLog: object) => released({ canarySettings: { percentTraffic: 10 }, accessLog });
const OPENAPI = { openapi: '3.0.0', paths: {} };

class OwnGate extends RolloutGate {
  constructor(private readonly config: object) { super(); }

  bind(): RolloutGateConfig {
    return { name: 'own', ...this.config };
  }
}

/** What TypeScript stops, and JavaScript and Python let through. */
const REFUSED: Record<string, [(stack: Stack) => unknown, RegExp]> = {
  'percentTraffic NaN': [settings({ percentTraffic: NaN }), /got NaN\..*\[InvalidPercentTraffic at Stack\/Release\]/],
  'percentTraffic Infinity': [settings({ percentTraffic: Infinity }), /got Infinity\./],
  'percentTraffic as text': [settings({ percentTraffic: '10' }), /got "10"\. Write 10 without quotes\. What comes from the context/],
  'percentTraffic as text with a sign': [settings({ percentTraffic: '7.5 %' }), /got "7\.5 %"\. Write 7\.5 without quotes/],
  'percentTraffic as a word': [settings({ percentTraffic: 'ten' }), /got "ten"\. It is a percentage: write 15 for 15 %/],
  'no percentTraffic': [settings({}), /got undefined\. Write percentTraffic: 15 for 15 %, or leave canarySettings out/],
  'percentTraffic null': [settings({ percentTraffic: null }), /got null\. Write percentTraffic: 15 for 15 %/],
  'percentTraffic above 100': [settings({ percentTraffic: 100.5 }), /got 100\.5\. It is a percentage: write 15 for 15 %/],
  'an override that is a number': [
    settings({ percentTraffic: 10, stageVariableOverrides: { n: 5 } }), /has 'n' with the value 5; .*Write '5', in quotes\. \[InvalidOverrideValue/,
  ],
  'an override that is null': [
    settings({ percentTraffic: 10, stageVariableOverrides: { n: null } }), /has 'n' with the value null; .*Give it such a text, or leave 'n' out/,
  ],
  'an override that is empty': [
    settings({ percentTraffic: 10, stageVariableOverrides: { n: '' } }), /has 'n' with the value ""; .*Give it such a text, or leave 'n' out/,
  ],
  'a stage variable that is a number': [(stack) => new CanaryRelease(stack, 'Release', {
    api: restApi(stack, { deployOptions: { variables: { n: 5 as unknown as string } } }),
  }), /variable 'n' with the value 5; .*Write '5', in quotes\. \[InvalidStageVariable/],
  'a file name as baseline': [released({ baseline: 'endpoints.json' }), /baseline is "endpoints\.json"; allowed is an EndpointBaseline, such as/],
  'a baseline that is null': [released({ baseline: null }), /baseline is null; allowed is an EndpointBaseline/],
  'canarySettings null': [settings(null), /canarySettings is null; allowed is an object.*\[InvalidOption at/],
  'canarySettings as a number': [settings(10), /canarySettings is 10; allowed is an object/],
  'useStageCache as text': [settings({ percentTraffic: 10, useStageCache: 'false' }), /useStageCache is "false"; allowed is true or false/],
  'a typo of a property': [
    released({ canarySetting: { percentTraffic: 10 } }),
    /'canarySetting' is no property and would be dropped\. Write canarySettings\..*\[UnknownOption/,
  ],
  'a setting of the canary beside canarySettings': [
    released({ percentTraffic: 10 }),
    /'percentTraffic' is no property and would be dropped\. Write canarySettings: \{ percentTraffic: \.\.\. \}\..*\[UnknownOption/,
  ],
  'a typo of such a setting': [released({ stageVariableOverride: { a: 'b' } }), /Write canarySettings: \{ stageVariableOverrides: \.\.\. \}/],
  'a canary by a shorter name': [released({ canary: { percentTraffic: 10 } }), /'canary' is no .*Write canarySettings: \{ percentTraffic: \.\.\. \}/],
  'a setting of the canary beside the properties of the API': [
    l3({ percentTraffic: 10 }), /'percentTraffic' is no property .*Write canarySettings: \{ percentTraffic: \.\.\. \}/,
  ],
  'a class instead of what it makes': [
    released({ rollout: CanaryRollout }), /rollout is the function or class CanaryRollout; allowed is a CanaryRollout/,
  ],
  'a typo within canarySettings': [
    settings({ percentTraffic: 10, stageVariableOverride: { theme: 'dark' } }),
    /'stageVariableOverride' is no property and would be dropped\. Write stageVariableOverrides\..*\[UnknownOption/,
  ],
  'a shorter name within canarySettings': [
    settings({ percent: 10 }), /'percent' is no property and would be dropped\. Write percentTraffic\..*\[UnknownOption/,
  ],
  'what CloudFormation has within canarySettings': [
    settings({ percentTraffic: 10, deploymentId: 'abc' }),
    /'deploymentId' is no property .*; allowed are percentTraffic, useStageCache, stageVariableOverrides\. Write one of these, or leave it out/,
  ],
  'a name of another tool within a rollout': [
    released({ rollout: CanaryRollout.ramp({ interval: 5 } as any) }),
    /'interval' is no property .*allowed are gates, minimumRequests, .*\[UnknownOption/,
  ],
  'a typo in what a promotion is given': [
    (stack) => settings({ percentTraffic: 10 })(stack).promote({ resetTrafic: false } as any),
    /'resetTrafic' is no property and would be dropped\. Write resetTraffic\..*\[UnknownOption/,
  ],
  'text as what a promotion is given': [
    (stack) => settings({ percentTraffic: 10 })(stack).promote('all' as any), /The argument of promote is "all"; allowed is an object such as/,
  ],
  'text as a choice of a promotion': [
    (stack) => settings({ percentTraffic: 10 })(stack).promote({ resetTraffic: 'false' } as any), /resetTraffic is "false"; allowed is true, false/,
  ],
  'accessLog as text': [released({ accessLog: 'x' }), /accessLog is "x"; allowed is an object such as \{ slowerThan: Duration/],
  'a typo within accessLog': [released({ accessLog: { slower: 1 } }), /'slower' is no property .*Write slowerThan/],
  'slowerThan as a number': [released({ accessLog: { slowerThan: 1000 } }), /slowerThan of accessLog is 1000; allowed is a Duration/],
  'text as what alarms are given': [(stack) => settings({ percentTraffic: 10 })(stack).addAlarms('x' as any), /The argument of addAlarms is "x"/],
  'a typo of an alarm': [
    (stack) => settings({ percentTraffic: 10 })(stack).addAlarms({ serverError: {} } as any), /'serverError' is no property .*Write serverErrors/,
  ],
  'text as releases of a dashboard': [
    (stack) => new CanaryDashboard(stack, 'D', { releases: 'x' as any }), /releases is "x"; allowed is a list of CanaryRelease/,
  ],
  'something else as release of a dashboard': [
    (stack) => new CanaryDashboard(stack, 'D', { releases: [restApi(stack) as any] }), /releases is "a list with something else"; allowed is a list/,
  ],
  'a gate that is not called': [
    released({ rollout: CanaryRollout.ramp({ gates: [RolloutGate.errorShare as any] }) }),
    /gates is "a function"; allowed is a list such as \[RolloutGate/,
  ],
  'a gate on slow requests without options': [
    gate(() => (RolloutGate as any).slowShare()),
    /The argument of slowShare is undefined; allowed is an object such as.*\[InvalidOption at Stack\/Release\/Rollout/,
  ],
  'a gate on slow requests without a threshold': [gate(() => RolloutGate.slowShare({} as any)), /slowerThan is undefined; allowed is a Duration/],
  'a gate on slow requests with a typo': [
    gate(() => RolloutGate.slowShare({ slowerThen: 1 } as any)), /'slowerThen' is no property.*Write slowerThan\./,
  ],
  'a gate on slow requests with a duration as its options': [
    gate(() => RolloutGate.slowShare(Duration.seconds(1) as any)), /is no property.*; allowed are slowerThan\./,
  ],
  'a gate on metrics without options': [
    gate(() => (RolloutGate as any).metric()), /The argument of metric is undefined; allowed is an object such as/,
  ],
  'a gate on metrics with a typo': [
    gate(() => RolloutGate.metric({ title: 'orders' } as any)), /'title' is no property.*allowed are name, base, canary/,
  ],
  'a gate of your own with a typo in its comparison': [
    gate(() => new OwnGate({ accessLog: { slower: 1 } })), /'slower' is no property.*Write slowerThan/,
  ],
  'a gate of your own with a number as its comparison': [
    gate(() => new OwnGate({ accessLog: 500 })), /accessLog of gate own is 500; allowed is an object/,
  ],
  'a number as options of a rollout': [
    released({ rollout: CanaryRollout.ramp(5 as any) }), /The argument with the options of the rollout is 5; allowed is an object such as/,
  ],
  'equal steps without any': [
    (stack) => released({ rollout: (CanaryRollout as any).linear() })(stack), /The argument of linear is undefined; allowed is an object such as/,
  ],
  'equal steps with a typo': [
    (stack) => released({ rollout: CanaryRollout.linear({ stepPercent: 10, intervall: Duration.minutes(5) } as any) })(stack), /Write interval\./,
  ],
  'a percent in the place of a step': [
    (stack) => released({ rollout: CanaryRollout.canary(10 as any) })(stack), /Step 1 of the rollout is 10; allowed is an object such as \{ percentT/,
  ],
  'a step that is null': [released({ rollout: CanaryRollout.steps([null as any]) }), /Step 1 of the rollout is null; allowed is an object/],
  'a pause without options': [pausing(), /The argument of RolloutPause\.until of step 1 is undefined; allowed is an object such as \{ timeout/],
  'a pause with null': [pausing(null), /The argument of RolloutPause\.until of step 1 is null; allowed is an object/],
  'a pause with a typo': [pausing({ timeout: Duration.minutes(5), onTimeOut: 'CONTINUE' }), /'onTimeOut' is no property.*Write onTimeout\./],
  'a pause with a duration as its options': [pausing(Duration.minutes(5)), /is no property.*allowed are timeout, onTimeout\./],
  'options of a rollout without steps': [
    () => (CanaryRollout as any).allAtOnce({ gates: [] }), /Argument 1 of CanaryRollout\.allAtOnce is .*; allowed is none.*\[InvalidOption\]/,
  ],
  'options of a gate that has none': [
    () => (RolloutGate as any).errorShare({ maximum: 1 }), /Argument 1 of RolloutGate\.errorShare is \{"maximum":1\}; allowed is none/,
  ],
  'alarms of a gate one by one': [() => (RolloutGate as any).alarms([], 'b'), /Argument 2 of RolloutGate\.alarms is "b"; allowed is 1 argument/],
  'an alarm in the place of alarms': [gate(() => RolloutGate.alarms('x' as any)), /The argument of alarms is "x"; allowed is a list of/],
  'a gate of your own with a property that there is not': [
    gate(() => new OwnGate({ accessLog: {}, alarm: [] })), /'alarm' is no property.*Write alarms\./,
  ],
  'a gate of your own that is bound to text': [
    ramping({ gates: [{ bind: () => 'x' }] }), /What a gate is bound to is "x"; allowed is an object such as/,
  ],
  'a gate with a number as its name': [gate(() => RolloutGate.metric({ name: 5 } as any)), /name of a gate is 5; allowed is text/],
  'a number as hooks': [ramping({ hooks: 5 }), /hooks is 5; allowed is an object such as \{ preTraffic/],
  'a list as hooks': [ramping({ hooks: [] }), /hooks is \[\]; allowed is an object/],
  'a function as hooks': [(stack) => ramping({ hooks: answering(stack, '1') })(stack), /hooks is "Stack\/Fn"; allowed is an object/],
  'a function as topic': [(stack) => ramping({ notify: answering(stack, '1') })(stack), /notify is "Stack\/Fn"; allowed is an sns\.ITopic/],
  'an argument where everything is kept': [() => (Retain as any).everything(5), /Argument 1 of Retain\.everything is 5; allowed is none/],
  'an unknown option of retain beside a known one': [
    retaining(5, { minimumAge: Duration.days(1), keep: 3 }), /'keep' is no property.*allowed are minimumAge, idleFor, provisionedConcurrency\./,
  ],
  'text as properties of a dashboard': [
    (stack) => new CanaryDashboard(stack, 'D', 'x' as any), /The argument with the properties of the dashboard is "x"; allowed is an object such/,
  ],
  'a release as properties of a dashboard': [
    (stack) => new CanaryDashboard(stack, 'D', settings({ percentTraffic: 10 })(stack) as any), /properties of the dashboard is "Stack\/Release"; al/,
  ],
  'a number as name of a dashboard': [showing({ dashboardName: 5 }), /dashboardName is 5; allowed is text.*\[InvalidOption at Stack\/D\]/],
  'a number as interval of a dashboard': [showing({ defaultInterval: 5 }), /defaultInterval is 5; allowed is a Duration/],
  'a typo of a property of a dashboard': [showing({ dashbordName: 'x' }), /'dashbordName' is no property.*Write dashboardName\./],
  'a typo within an alarm': [alarming({ worse: { treshold: 4 } }), /'treshold' is no property.*Write threshold\./],
  'an alarm that is false': [alarming({ worse: false }), /worse is false; allowed is an object such as \{ enabled: false \}/],
  'text as threshold of an alarm': [alarming({ worse: { threshold: '4' } }), /threshold of worse is "4"; allowed is a number/],
  'NaN as threshold of an alarm': [alarming({ held: { threshold: NaN } }), /threshold of held is NaN; allowed is a number/],
  'text as choice of an alarm': [alarming({ worse: { enabled: 'false' } }), /enabled of worse is "false"; allowed is true, false/],
  'no periods of an alarm': [alarming({ worse: { evaluationPeriods: 0 } }), /evaluationPeriods of worse is 0; allowed is a whole number from 1/],
  'more datapoints than periods of an alarm': [
    alarming({ worse: { datapointsToAlarm: 4 } }), /datapointsToAlarm of worse is 4; allowed is 3, its evaluationPeriods, or less/,
  ],
  'a number as name of an alarm': [alarming({ worse: { alarmName: 5 } }), /alarmName of worse is 5; allowed is text/],
  'text as action of alarms': [
    (stack) => alarming({})(stack).addAlarmAction('arn' as any), /An argument of addAlarmAction is "arn"; allowed is a cloudwatch\.IAlarmAction/,
  ],
  'text as properties of the policy': [() => new CanaryPolicy('x' as any), /The argument of CanaryPolicy is "x"; allowed is an object such as/],
  'a list as properties of the policy': [(stack) => new CanaryPolicy([stack] as any), /is a list with constructs; allowed is an object/],
  'a typo of the policy': [(stack) => new CanaryPolicy({ exept: [stack] } as any), /'exept' is no property.*Write except\./],
  'a construct as exceptions of the policy': [
    (stack) => new CanaryPolicy({ except: stack as any }), /except of CanaryPolicy is "a construct"; allowed is a list of constructs/,
  ],
  'text among the exceptions of the policy': [() => new CanaryPolicy({ except: ['x' as any] }), /is "a list with something else"; allowed/],
  'a typo of the mixin': [() => new ReleasedThroughCanary({ canarySetting: {} } as any), /'canarySetting' is no property.*Write canarySettings/],
  'an API as option of the mixin': [(stack) => new ReleasedThroughCanary({ api: stack } as any), /'api' is no property.*allowed are canarySettings/],
  'text as options of the mixin': [() => new ReleasedThroughCanary('x' as any), /The argument of ReleasedThroughCanary is "x"; allowed is an object/],
  'a promotion among the properties of a release': [
    released({ canarySettings: { percentTraffic: 10 }, promote: true }), /'promote' is no property.*Write promote\(\) as a call on the construct\./,
  ],
  'a promotion among the properties of the L3': [l3({ promote: true }), /'promote' is no property.*Write promote\(\) as a call/],
  'an abort among the properties of the L3': [l3({ abort: true }), /'abort' is no property.*Write abort\(\) as a call/],
  'a canary within deployOptions': [
    l3({ deployOptions: { canarySettings: { percentTraffic: 10 } } }),
    /'deployOptions\.canarySettings' is no property and would be dropped\. Write canarySettings beside deployOptions\./,
  ],
  'a percent within deployOptions': [
    l3({ deployOptions: { percentTraffic: 10 } }), /Write canarySettings: \{ percentTraffic: \.\.\. \} beside deployOptions\./,
  ],
  'a rollout within deployOptions': [l3({ deployOptions: { rollout: CanaryRollout.ramp() } }), /Write rollout beside deployOptions\./],
  'text as properties of the handler': [
    l3({ handler: undefined, handlerProps: 'x' }), /handlerProps is "x"; allowed is an object.*\[InvalidOption at Stack\/Api\]/,
  ],
  'a number as method': [l3({ httpMethod: 5 }), /httpMethod must be one of .*, got '5'.*\[InvalidHttpMethod/],
  'text as retention of the access log': [logged({ retention: 'ONE_WEEK' }), /retention of accessLog is "ONE_WEEK"; allowed is a logs/],
  'text as log group of the access log': [logged({ logGroup: 'x' }), /logGroup of accessLog is "x"; allowed is a logs\.ILogGroup/],
  'text as key of the access log': [logged({ encryptionKey: 'x' }), /encryptionKey of accessLog is "x"; allowed is a kms\.IKey/],
  'a removal policy of the access log that there is not': [logged({ removalPolicy: 'x' }), /removalPolicy of accessLog is "x"; allowed is RemovalPo/],
  'text as mark of the access log': [logged({ alreadyMarked: 'true' }), /alreadyMarked of accessLog is "true"; allowed is true, false/],
  'a typo within the options of a document': [
    () => EndpointBaseline.fromOpenApiObject(OPENAPI, { basepath: 'ignore' } as any), /'basepath' is no property.*allowed are basePath\./,
  ],
  'a base path that there is not': [
    () => EndpointBaseline.fromOpenApiObject(OPENAPI, { basePath: 'IGNORE' as any }), /basePath of fromOpenApiObject is "IGNORE"; allowed is ignore/,
  ],
  'text as options of a template': [
    () => EndpointBaseline.fromTemplateFile('x', 'Api' as any), /Argument 2 of fromTemplateFile is "Api"; allowed is an object/,
  ],
  'no root of the plugin': [() => new (EndpointValidationPlugin as any)(), /The argument of EndpointValidationPlugin is undefined; allowed is/],
  'a step with text as percent': [
    released({ rollout: CanaryRollout.steps([{ percentTraffic: '10' as any, bake: Duration.minutes(5) }]) }),
    /percentTraffic of step 1 .*got "10"\. Write 10 without quotes/,
  ],
  'a typo of a property of the L3': [l3({ newEndpoint: 'ALLOW' }), /'newEndpoint' is no property.*Write newEndpoints/],
  'a policy in small letters': [released({ newEndpoints: 'reject' }), /newEndpoints is "reject"; allowed is REJECT, WARN, ALLOW/],
  'removedEndpoints in small letters': [released({ removedEndpoints: 'warn' }), /removedEndpoints is "warn"/],
  'unqualifiedFunctions in small letters': [released({ unqualifiedFunctions: 'pin' }), /unqualifiedFunctions is "pin"; allowed is WARN, REJECT, PIN/],
  'exceptEndpoints as text': [released({ exceptEndpoints: 'GET /hello' }), /exceptEndpoints is "GET \/hello"; allowed is a list/],
  'endpoints of a baseline as text': [() => EndpointBaseline.fromEndpoints('GET /hello' as any), /fromEndpoints wants a list.*\[BaselineWrongKind\]/],
  'retain null': [
    released({ retain: null }), /retain is null; allowed is a Retain, such as Retain\.last\(5\)\..*\[InvalidOption at Stack\/Release\]/,
  ],
  'retain as a number': [released({ retain: 5 }), /retain is 5; allowed is a Retain/],
  'retain as an object': [released({ retain: { last: 5 } }), /retain is \{"last":5\}; allowed is a Retain/],
  'retain of the L3 as text': [l3({ retain: 'everything' }), /retain is "everything"; allowed is a Retain/],
  'a typo of retain': [released({ retian: Retain.last(5) }), /'retian' is no property.*Write retain\./],
  'no release kept': [retaining(0), /releases of Retain\.last is 0; allowed is a whole number from 1 to 1000/],
  'half a release kept': [retaining(1.5), /releases of Retain\.last is 1\.5/],
  'too many releases kept': [retaining(1001), /releases of Retain\.last is 1001/],
  'NaN releases kept': [retaining(NaN), /releases of Retain\.last is NaN/],
  'releases kept as text': [retaining('5'), /releases of Retain\.last is "5"/],
  'releases kept of a token': [retaining(Token.asNumber({ Ref: 'Kept' })), /releases of Retain\.last is "a token"/],
  'a duration in the place of the options': [retaining(5, Duration.days(7)), /options of Retain\.last is .*; allowed is an object such as/],
  'options of retain as a list': [retaining(5, []), /options of Retain\.last is \[\]; allowed is an object/],
  'options of retain as text': [retaining(5, '7d'), /options of Retain\.last is "7d"/],
  'a typo within the options of retain': [retaining(5, { minimunAge: Duration.days(1) }), /'minimunAge' is no property.*Write minimumAge/],
  'an age as a number': [
    retaining(5, { minimumAge: 7 }), /minimumAge is 7; allowed is a Duration in whole seconds that synth knows, from 0 to 455 days/,
  ],
  'an age above what CloudWatch keeps': [retaining(5, { minimumAge: Duration.days(456) }), /minimumAge is "39398400 s"/],
  'an age of a token': [retaining(5, { minimumAge: Duration.days(Token.asNumber({ Ref: 'Days' })) }), /minimumAge is .*; allowed is a Duration/],
  'idle for less than a day': [retaining(5, { idleFor: Duration.hours(23) }), /idleFor is "82800 s"; allowed is a Duration.*from 1 to 455 days/],
  'provisioned concurrency in small letters': [
    retaining(5, { provisionedConcurrency: 'drop' }), /provisionedConcurrency is "drop"; allowed is DROP, KEEP/,
  ],
  'provisioned concurrency as a boolean': [retaining(5, { provisionedConcurrency: false }), /provisionedConcurrency is false; allowed is DROP, KEEP/],
  'no properties': [(stack) => new (CanaryRelease as any)(stack, 'Release'), /Exactly one of api and stage is needed, got neither/],
  'no properties of the L3': [(stack) => new (CanaryRestApi as any)(stack, 'Api'), /Exactly one of handler and handlerProps is needed/],
  'a text as api': [released({ api: 'abc' }), /api is "abc" and cannot be released.*\[NotARestApi/],
  'an HTTP API': [
    (stack) => released({ api: new apigatewayv2.HttpApi(stack, 'Http') })(stack), /Stack\/Http belongs to an HTTP API or WebSocket API/,
  ],
  'the stage of an HTTP API': [
    (stack) => new CanaryRelease(stack, 'Release', { stage: new apigatewayv2.HttpApi(stack, 'Http').defaultStage as any }), /HTTP API/,
  ],
  'an L1 API': [
    (stack) => released({ api: new apigateway.CfnRestApi(stack, 'L1', { name: 'api' }) })(stack),
    /Stack\/L1 is an L1 \(CfnRestApi\).*what CfnInclude or L1s build is not followed/,
  ],
  'the L1 of an API': [
    (stack) => new CanaryRelease(stack, 'Release', { api: restApi(stack).node.defaultChild as any }),
    /Stack\/Api\/Resource is an L1 .*Pass Stack\/Api, whose resource it is\./,
  ],
  'the L1 of a stage': [
    (stack) => new CanaryRelease(stack, 'Release', { stage: restApi(stack).deploymentStage.node.defaultChild as any }),
    /is an L1 \(CfnStage\).*Pass Stack\/Api\/DeploymentStage\.prod, whose resource it is\./,
  ],
  'a stack as api': [
    (stack) => new CanaryRelease(stack, 'Release', { api: stack as any }),
    /api Stack is a Stack, and cannot be released.*\[NotARestApi/,
  ],
  'another construct as stage': [
    (stack) => new CanaryRelease(stack, 'Release', { stage: new Construct(stack, 'Part') as any }),
    /stage Stack\/Part is a Construct, .*\[NotARestApi/,
  ],
  'an L1 stage': [(stack) => {
    const { restApiId } = restApi(stack);
    return new CanaryRelease(stack, 'Release', { stage: new apigateway.CfnStage(stack, 'L1', { restApiId, stageName: 'live' }) as any });
  }, /Stack\/L1 is an L1 \(CfnStage\)/],
  'something else as stage': [
    (stack) => new CanaryRelease(stack, 'Release', { stage: answering(stack, '1') as any }), /Stack\/Fn is a AWS::Lambda::Function/,
  ],
  'a version as handler': [
    (stack) => l3({ handler: answering(stack, '1', 'F').currentVersion })(stack), /handler is Stack\/F\/CurrentVersion.*\[InvalidHandler/,
  ],
  'an alias as handler': [
    (stack) => l3({ handler: answering(stack, '1', 'F').addAlias('live') })(stack), /handler is Stack\/F\/Aliaslive.*\[InvalidHandler/,
  ],
  'no path': [l3({ resourcePath: undefined }), /resourcePath is undefined.*\[ResourcePathUnknown/],
  'an empty path': [l3({ resourcePath: '' }), /resourcePath '' has the part ''.*Write '\/' for the root/],
  'a greedy parameter before the end': [l3({ resourcePath: '{a+}/b' }), /\{a\+\} before its end.*must be the last part/],
  'a bad name of the stage': [
    (stack) => new CanaryRelease(stack, 'Release', { api: restApi(stack, { deployOptions: { stageName: 'a b' } }) }), /name of the stage is 'a b'/,
  ],
  'a bad value of a stage variable': [(stack) => new CanaryRelease(stack, 'Release', {
    api: restApi(stack, { deployOptions: { variables: { a: 'dark mode!' } } }),
  }), /variable 'a' with the value "dark mode!"/],
};

test.each(Object.entries(REFUSED))('%s is refused at once', (_, [build, message]) => {
  expect(() => build(newStack())).toThrow(message);
});

describe('is warned about', () => {
  const warned = (build: (stack: Stack) => unknown, message: string) => {
    const stack = newStack();
    build(stack);
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp(message));
  };

  test('an override of a variable that the stage does not have, beside others', () => {
    warned((stack) => new CanaryRelease(stack, 'Release', {
      api: restApi(stack, { deployOptions: { variables: { theme: 'light' } } }),
      canarySettings: { percentTraffic: 10, stageVariableOverrides: { themee: 'dark' } },
    }), 'has themee, and the stage prod has theme only.*overrideWithoutVariable');
  });

  test('a parameter in the notation of others', () => warned(l3({ resourcePath: 'pets/:id' }), 'Write {id} for a parameter.*colonInPath'));

  test('a promotion of nothing', () => warned((stack) => settings({ percentTraffic: 10 })(stack)
    .promote({ updateDeployment: false, updateStageVariables: false, resetTraffic: false }), 'moves nothing.*promotesNothing'));

  test('an exception for an endpoint that nobody serves', () => warned(released({
    canarySettings: { percentTraffic: 10 }, exceptEndpoints: ['GET /nope', 'GET /hello'], baseline: EndpointBaseline.fromEndpoints(['GET /hello']),
  }), 'exceptEndpoints has GET /nope, which neither release serves.*exceptWithoutEndpoint'));
});

describe('is nobody\'s business', () => {
  test.each<[string, (stack: Stack) => unknown]>([
    ['a property of another construct in the same object', released({ description: 'shared', removalPolicy: 'x' })],
    ['a token as percent', settings({ percentTraffic: new CfnResource(newStack(), 'R', { type: 'T' }).getAtt('N') as any })],
    ['an override on a stage without variables', settings({ percentTraffic: 10, stageVariableOverrides: { theme: 'dark' } })],
    ['null where other languages have nothing', (stack) => {
      const release = logged({ retention: null, alreadyMarked: null })(stack);
      release.addAlarms({ worse: null, held: { threshold: null } } as any).addAlarmAction();
      release.metricTrafficShare(null as any);
      release.metricDifference(null as any);
      new CanaryDashboard(stack, 'D', { releases: [release], dashboardName: null, defaultInterval: null } as any);
      new CanaryPolicy({ except: null } as any);
      new ReleasedThroughCanary(null as any);
      (RolloutGate as any).errorShare(null);
      EndpointBaseline.fromOpenApiObject(OPENAPI, null as any);
    }],
    ['options of the stage', l3({
      deployOptions: {
        stageName: 'live',
        description: 'x',
        variables: { a: 'b' },
        tracingEnabled: true,
        metricsEnabled: true,
        cachingEnabled: true,
        cacheTtl: Duration.hours(1),
        cacheClusterEnabled: true,
        cacheClusterSize: '0.5',
        cacheDataEncrypted: true,
        throttlingRateLimit: 5,
        throttlingBurstLimit: 5,
        methodOptions: {},
        documentationVersion: '1',
        clientCertificateId: 'x',
        dataTraceEnabled: true,
        loggingLevel: apigateway.MethodLoggingLevel.OFF,
        accessLogDestination: undefined,
        accessLogFormat: undefined,
      },
    })],
    ['options that are undefined', released({ canarySettings: undefined, newEndpoints: undefined, exceptEndpoints: undefined })],
  ])('%s', (_, build) => {
    const stack = new Stack(new App(), 'Stack');
    expect(() => build(stack)).not.toThrow();
  });
});
