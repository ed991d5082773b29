import { App, CfnResource, Duration, NestedStack, RemovalPolicies, Stack, Stage as CdkStage } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import {
  CanaryRelease, CanaryReleaseOptions, CanaryRollout, CanaryRolloutOptions, CountedRequests, MeasuredRelease, OnInconclusive, OnPauseTimeout,
  ReleaseKind, RolloutGate, RolloutGateConfig, RolloutPause,
} from '../../lib';
import { answering, canaryRestApi, newStack, theResource } from '../apps';

const STEP = 'Custom::CanaryStep';
const PROMOTION = 'Custom::CanaryPromotion';

function restApi(scope: Construct, props: apigateway.RestApiProps = {}, id = 'Api'): apigateway.RestApi {
  const api = new apigateway.RestApi(scope, id, props);
  api.root.addMethod('GET', new apigateway.LambdaIntegration(answering(scope, '1', `${id}Fn`).currentVersion));
  return api;
}

function released(options: CanaryReleaseOptions = {}, stack = newStack(), api = restApi(stack)): Stack {
  new CanaryRelease(stack, 'Release', { api, rollout: CanaryRollout.ramp(), ...options });
  return stack;
}

const rolling = (options: CanaryRolloutOptions) => released({ rollout: CanaryRollout.ramp(options) });
/** In the order of the steps. */
function stepsOf(stack: Stack): Array<[logicalId: string, resource: any]> {
  return Object.entries<any>(Template.fromStack(stack).findResources(STEP)).sort(([, one], [, other]) => one.Properties.Step - other.Properties.Step);
}
const gatesOf = (stack: Stack) => stepsOf(stack)[0][1].Properties.Gates;
const refused = (build: () => Stack) => () => Template.fromStack(build());
/** All statements of the rollout's function for a release. */
const statementsOf = (stack: Stack): any[] => theResource(stack, 'AWS::IAM::Policy', (id) => id.startsWith(
  'ReleaseRollout',
)).Properties.PolicyDocument.Statement;
const statement = (stack: Stack, action: string) => statementsOf(stack).filter(({ Action }) => [Action].flat().includes(action));

describe('the chain of a rollout', () => {
  const stack = released();
  const steps = stepsOf(stack);
  const promotion = theResource(stack, PROMOTION);
  const driver = theResource(stack, 'Custom::CanaryStage');

  test('is driver, steps, promotion, Stage', () => {
    expect(steps.map(([, { Properties }]) => [Properties.Step, Properties.PercentTraffic, Properties.NextPercent, Properties.IsLast])).toEqual([
      [1, 1, 5, false], [2, 5, 20, false], [3, 20, 50, false], [4, 50, 100, true],
    ]);
    expect(steps[0][1].DependsOn).toContain(driver.logicalId);
    steps.slice(1).forEach(([, { Properties }], i) => {
      expect(Properties.PreviousPercent).toEqual({ 'Fn::GetAtt': [steps[i][0], 'PercentTraffic'] });
      expect(Properties.RolloutStarted).toEqual({ 'Fn::GetAtt': [steps[i][0], 'RolloutStarted'] });
    });
    expect(steps[0][1].Properties).toMatchObject({ PreviousPercent: 0 });
    expect(promotion.Properties).toMatchObject({
      Verdict: { 'Fn::GetAtt': [steps[3][0], 'Verdict'] },
      VerdictRolloutId: { 'Fn::GetAtt': [steps[3][0], 'RolloutId'] },
      LastPercent: { 'Fn::GetAtt': [steps[3][0], 'PercentTraffic'] },
    });
    expect(theResource(stack, 'AWS::ApiGateway::Stage').DependsOn).toContain(promotion.logicalId);
  });

  test('gets base, id and what is to be done from the driver', () => {
    const told = Object.fromEntries(
      ['BaseDeploymentId', 'RolloutId', 'RolloutSteps'].map((name) => [name, { 'Fn::GetAtt': [driver.logicalId, name] }]),
    );
    for (const { Properties } of [...steps.map(([, step]) => step), promotion]) { expect(Properties).toMatchObject(told); }
  });

  test('waits for the metric filters, and for what runs it', () => {
    const needed = Object.keys({
      ...Template.fromStack(stack).findResources('AWS::Logs::MetricFilter'),
      ...Template.fromStack(stack).findResources('AWS::StepFunctions::StateMachine'),
    });
    expect(needed).toHaveLength(5);
    expect(steps[0][1].DependsOn).toEqual(expect.arrayContaining(needed));
    for (const { DependsOn } of [...steps.map(([, step]) => step), promotion]) {
      expect(DependsOn).toEqual(expect.arrayContaining([
        expect.stringContaining('ReleaseRolloutPolicy'),
        expect.stringContaining('EventInvokeConfig'),
        expect.stringContaining('CanaryRolloutMachine'),
      ]));
    }
  });

  test('gives CloudFormation seven minutes more than a step may take', () => {
    expect(steps.map(([, { Properties }]) => Properties.ServiceTimeout)).toEqual(['1260', '1860', '1860', '1860']);
  });

  test.each<[string, (other: Stack) => void]>([
    ['', () => undefined], [', also in an app that keeps everything', (other) => RemovalPolicies.of(other).retain()],
  ])('goes with the template%s', (_, change) => {
    const other = newStack();
    change(other);
    released({}, other);
    for (const { DeletionPolicy } of [...stepsOf(other).map(([, step]) => step), theResource(other, PROMOTION)]) {
      expect(DeletionPolicy).toBe('Delete');
    }
  });

  test('leaves the Stage as without a rollout', () => {
    const { Properties } = theResource(stack, 'AWS::ApiGateway::Stage');
    expect(Properties.DeploymentId).toEqual({ Ref: theResource(stack, 'AWS::ApiGateway::Deployment').logicalId });
    expect(Properties).not.toHaveProperty('CanarySetting');
  });

  test('is told in a note, with its length', () => {
    const told = 'takes 43 min, and up to a minute more for each step: 1 % for 7 min, 5 % for 12 min';
    Annotations.fromStack(stack).hasInfo('/Stack/Release', Match.stringLikeRegexp(told));
  });

  test('is in every template, whatever this deploy does with it', () => {
    for (const word of ['abort', 'skip', 'hold']) {
      const other = released({}, newStack({ context: { 'cdk-canary-rest-api:action': word } }));
      expect(stepsOf(other).map(([logicalId]) => logicalId)).toEqual(steps.map(([logicalId]) => logicalId));
    }
  });

  test('is not there when everybody gets it at once', () => {
    const atOnce = released({ rollout: CanaryRollout.allAtOnce() });
    Template.fromStack(atOnce).resourceCountIs(STEP, 0);
    Template.fromStack(atOnce).resourceCountIs('AWS::StepFunctions::StateMachine', 0);
    expect(theResource(atOnce, 'Custom::CanaryStage').Properties.Action).toBe('NONE');
  });

  test('comes with a CanaryRestApi, too', () => {
    const own = newStack();
    canaryRestApi(own, { rollout: CanaryRollout.CANARY_10PERCENT_5MINUTES });
    Template.fromStack(own).resourceCountIs(STEP, 1);
  });

  test('has ids and properties that snapshots hold: they are contract', () => {
    const { Properties } = steps[2][1];
    expect({
      logicalIds: [...steps.map(([logicalId]) => logicalId), promotion.logicalId], step: Properties, promotion: promotion.Properties,
    }).toMatchSnapshot();
  });
});

describe('the driver is called whenever a step is', () => {
  const digest = (rollout: CanaryRollout, stack = newStack()) => theResource(
    released({ rollout }, stack), 'Custom::CanaryStage',
  ).Properties.RolloutDigest;
  const ramp = digest(CanaryRollout.ramp());

  test.each<[string, CanaryRollout]>([
    ['a percent', CanaryRollout.steps([1, 5, 20, 40].map((percentTraffic, i) => ({ percentTraffic, bake: Duration.minutes(i === 0 ? 5 : 10) })))],
    ['a bake', CanaryRollout.steps([1, 5, 20, 50].map((percentTraffic) => ({ percentTraffic, bake: Duration.minutes(10) })))],
    ['a gate', CanaryRollout.ramp({ gates: [RolloutGate.slowShare({ slowerThan: Duration.seconds(1) })] })],
    ['a threshold', CanaryRollout.ramp({ minimumRequests: 99 })],
  ])('because of %s', (_, rollout) => {
    expect(digest(rollout)).not.toBe(ramp);
  });

  test('because of a hook', () => {
    const stack = newStack();
    expect(digest(CanaryRollout.ramp({ hooks: { onAbort: answering(stack, '1') } }), stack)).not.toBe(ramp);
  });

  test('and not without a cause', () => {
    expect(digest(CanaryRollout.ramp())).toBe(ramp);
    expect(theResource(released({ rollout: undefined }), 'Custom::CanaryStage').Properties).not.toHaveProperty('RolloutDigest');
  });

  test('and nothing changes when the release gets another path, as in a refactoring', () => {
    const properties = (id: string) => {
      const stack = newStack();
      new CanaryRelease(new Construct(
        stack, id,
      ), 'Release', { api: restApi(stack), rollout: CanaryRollout.ramp({ gates: [RolloutGate.alarms([alarmIn(stack)])] }) });
      const { Path, Step } = stepsOf(stack)[0][1].Properties;
      return { Path, Step, digest: theResource(stack, 'Custom::CanaryStage').Properties.RolloutDigest };
    };
    expect(properties('One')).toEqual(properties('Other'));
  });
});

function alarmIn(
  scope: Construct, metric: cloudwatch.IMetric = new cloudwatch.Metric({ namespace: 'Shop', metricName: 'Failed' }), id = 'Alarm',
): cloudwatch.Alarm {
  return new cloudwatch.Alarm(scope, id, { metric, threshold: 1, evaluationPeriods: 1 });
}

describe('a gate', () => {
  const shop = (metricName: string, props: Partial<cloudwatch.MetricProps> = {}) => new cloudwatch.Metric({
    namespace: 'Shop', metricName, ...props,
  });
  const counted = (props?: Partial<cloudwatch.MetricProps>): CountedRequests => ({ requests: shop('Orders', props), errors: shop('Failed', props) });

  test('on errors is there without being named', () => {
    expect(gatesOf(released())).toEqual([{ Kind: 'ERROR_SHARE', Name: 'errorShare' }]);
  });

  test('on slow requests counts them in both releases', () => {
    const stack = rolling({ gates: [RolloutGate.slowShare({ slowerThan: Duration.millis(800) })] });
    expect(gatesOf(stack)).toEqual([{ Kind: 'SLOW_SHARE', Name: 'slowShare' }]);
    const filters = Object.values(Template.fromStack(stack).findResources('AWS::Logs::MetricFilter'));
    expect(filters.filter(({ Properties }) => /> 800\)/.test(
      Properties.FilterPattern,
    )).map(({ Properties }) => Properties.MetricTransformations[0].MetricName).sort())
      .toEqual(['BaseSlow', 'CanarySlow']);
    expect(theResource(
      stack, 'Custom::CanaryStage',
    ).Properties).toMatchObject({ RolloutSlowerThan: [800], RolloutLogMark: expect.stringMatching(/^[0-9a-f]{8}$/) });
  });

  test('on slow requests agrees with the access log', () => {
    const gates = [RolloutGate.slowShare({ slowerThan: Duration.millis(800) })];
    const logging = (slowerThan: Duration) => released({ rollout: CanaryRollout.ramp({ gates }), accessLog: { slowerThan } });
    expect(refused(() => logging(Duration.millis(800)))).not.toThrow();
    expect(refused(() => logging(Duration.millis(900)))).toThrow('[SlowerThanTwice');
  });

  describe('on alarms', () => {
    test('takes one on a metric of the stage itself by its logical id, without a circle', () => {
      const stack = newStack();
      const api = restApi(stack);
      const alarm = api.deploymentStage.metricServerError().createAlarm(stack, 'Down', { threshold: 1, evaluationPeriods: 1 });
      released({ rollout: CanaryRollout.ramp({ gates: [RolloutGate.alarms([alarm])] }) }, stack, api);
      const [logicalId] = Object.keys(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'));
      expect(gatesOf(stack)).toEqual([{ Kind: 'ALARMS', Name: 'alarms', Alarms: [{ LogicalId: logicalId }] }]);
      expect(Template.fromStack(stack).toJSON()).toBeDefined();
    });

    test('takes a composite one of the stack by its logical id', () => {
      const stack = newStack();
      const composite = new cloudwatch.CompositeAlarm(stack, 'Any', { alarmRule: cloudwatch.AlarmRule.anyOf(alarmIn(stack)) });
      released({ rollout: CanaryRollout.ramp({ gates: [RolloutGate.alarms([composite])] }) }, stack);
      expect(gatesOf(
        stack,
      )[0].Alarms).toEqual([{ LogicalId: Object.keys(Template.fromStack(stack).findResources('AWS::CloudWatch::CompositeAlarm'))[0] }]);
    });

    test('takes others by their name', () => {
      const stack = newStack();
      const arn = 'arn:aws:cloudwatch:eu-central-1:123456789012:alarm:Down';
      const imported = cloudwatch.Alarm.fromAlarmArn(stack, 'Imported', arn);
      const elsewhere = alarmIn(new Stack(stack.node.root, 'Other'));
      released({ rollout: CanaryRollout.ramp({ gates: [RolloutGate.alarms([imported, elsewhere])] }) }, stack);
      expect(gatesOf(stack)[0].Alarms).toEqual([{ AlarmName: 'Down' }, { AlarmName: { 'Fn::ImportValue': expect.anything() } }]);
    });

    test.each<[string, (stack: Stack) => cloudwatch.IAlarm]>([
      [
        'an imported one of another region',
        (stack) => cloudwatch.Alarm.fromAlarmArn(stack, 'A', 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:Down'),
      ],
      [
        'an imported one of another account',
        (stack) => cloudwatch.Alarm.fromAlarmArn(stack, 'A', 'arn:aws:cloudwatch:eu-central-1:999999999999:alarm:Down'),
      ],
      [
        'one of a stack of another region',
        (stack) => alarmIn(new Stack(stack.node.root, 'Us', { env: { region: 'us-east-1', account: '123456789012' } })),
      ],
    ])('refuses %s', (_, alarm) => {
      const stack = new Stack(new App(), 'Stack', { env: { region: 'eu-central-1', account: '123456789012' } });
      expect(() => released({ rollout: CanaryRollout.ramp({ gates: [RolloutGate.alarms([alarm(stack)])] }) }, stack)).toThrow(
        /reads CloudWatch in (eu-central-1|123456789012) only.*\[RolloutGateElsewhere/);
    });

    test.each(['Down', null, {}])('refuses what is none: %j', (alarm) => {
      expect(() => rolling({ gates: [RolloutGate.alarms([alarm as unknown as cloudwatch.IAlarm])] })).toThrow('[InvalidRolloutGate');
    });
  });

  describe('on metrics', () => {
    test('has counts of both releases, with their dimensions', () => {
      const stack = rolling({
        gates: [RolloutGate.metric({ name: 'orders', base: counted(), canary: counted({ dimensionsMap: { Release: 'canary' } }) })],
      });
      expect(gatesOf(stack)).toEqual([{
        Kind: 'METRIC',
        Name: 'orders',
        Base: { Requests: { Namespace: 'Shop', MetricName: 'Orders' }, Errors: { Namespace: 'Shop', MetricName: 'Failed' } },
        Canary: {
          Requests: { Namespace: 'Shop', MetricName: 'Orders', Dimensions: { Release: 'canary' } },
          Errors: { Namespace: 'Shop', MetricName: 'Failed', Dimensions: { Release: 'canary' } },
        },
      }]);
      expect(statement(stack, 'cloudwatch:GetMetricData')).toHaveLength(1);
    });

    test('needs no access log', () => {
      const stack = rolling({ gates: [RolloutGate.metric({ base: counted(), canary: counted() })] });
      Template.fromStack(stack).resourceCountIs('AWS::Logs::MetricFilter', 0);
      expect(stepsOf(stack)[0][1].Properties).not.toHaveProperty('Namespace');
      expect(theResource(stack, 'Custom::CanaryStage').Properties).not.toHaveProperty('RolloutLogMark');
    });

    test.each<[string, unknown]>([
      ['a math expression', new cloudwatch.MathExpression({ expression: 'a', usingMetrics: { a: shop('Orders') } })],
      ['nothing', undefined],
      ['a text', 'Orders'],
    ])('refuses %s', (_, requests) => {
      const base = { requests: requests as cloudwatch.IMetric, errors: shop('Failed') };
      expect(() => rolling({ gates: [RolloutGate.metric({ base, canary: counted() })] })).toThrow(
        /Gate metric of the rollout has a metric that is none.*InvalidRolloutGate/,
      );
    });
  });

  test('may be a function, which the rollout may call', () => {
    const stack = newStack();
    const fn = answering(stack, '1', 'Ledger');
    released({ rollout: CanaryRollout.ramp({ gates: [RolloutGate.function(fn)] }) }, stack);
    const arn = { 'Fn::GetAtt': [expect.stringContaining('Ledger'), 'Arn'] };
    expect(gatesOf(stack)).toEqual([{ Kind: 'FUNCTION', Name: 'Ledger', FunctionArn: arn }]);
    expect(statement(stack, 'lambda:InvokeFunction')).toEqual([{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: arn }]);
  });

  test('may be one of your own, which brings constructs along and knows the release', () => {
    class Own extends RolloutGate {
      bind(scope: Construct, release: MeasuredRelease): RolloutGateConfig {
        return { name: 'own', alarms: [alarmIn(scope, release.metricServerError({ release: ReleaseKind.CANARY }))] };
      }
    }
    const stack = rolling({ gates: [new Own()] });
    const [alarm] = Object.keys(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'));
    expect(gatesOf(stack)).toEqual([{ Kind: 'ALARMS', Name: 'own', Alarms: [{ LogicalId: alarm }] }]);
    expect(alarm).toMatch(/^ReleaseRollout/);
  });

  test.each<[string, object | undefined]>([
    ['has no name', { accessLog: {} }],
    ['has no name', { name: ' ', accessLog: {} }],
    ['judges by nothing', { name: 'x' }],
    ['judges by nothing', { name: 'x', alarms: null }],
    ['judges by accessLog and alarms', { name: 'x', accessLog: {}, alarms: [] }],
    ['has no function', { name: 'x', handler: 'arn' }],
    ['has no name', undefined],
  ])('of your own is refused when it %s: %j', (problem, config) => {
    class Own extends RolloutGate {
      bind(): RolloutGateConfig { return config as RolloutGateConfig; }
    }
    expect(() => rolling({ gates: [new Own()] })).toThrow(new RegExp(`${problem}.*\\[InvalidRolloutGate`));
  });
});

describe('what a rollout calls', () => {
  const functionIn = (region: string) => (scope: Construct) =>
    lambda.Function.fromFunctionArn(scope, 'Judge', `arn:aws:lambda:${region}:210987654321:function:judge`);
  const topicIn = (region: string) => (scope: Construct) => sns.Topic.fromTopicArn(scope, 'Told', `arn:aws:sns:${region}:210987654321:told`);
  const rollout = (options: (stack: Stack) => CanaryRolloutOptions) => {
    const stack = new Stack(new App(), 'Here', { env: { region: 'eu-central-1', account: '123456789012' } });
    return released({ rollout: CanaryRollout.ramp(options(stack)) }, stack);
  };
  const optionsOf = (region: string): Array<(stack: Stack) => CanaryRolloutOptions> => [
    (stack) => ({ gates: [RolloutGate.function(functionIn(region)(stack))] }),
    (stack) => ({ hooks: { onAbort: functionIn(region)(stack) } }),
    (stack) => ({ notify: topicIn(region)(stack) }),
  ];

  test('may be of another account', () => {
    for (const options of optionsOf('eu-central-1')) { expect(() => rollout(options)).not.toThrow(); }
  });

  test('may not be of another region, where nobody would answer', () => {
    for (const options of optionsOf('us-east-1')) {
      expect(() => rollout(options)).toThrow(/of region us-east-1.*eu-central-1.*\[RolloutCallsElsewhere/);
    }
  });
});

describe('the warm-up of a rollout', () => {
  const ELSEWHERE_MADE = lambda.Function.fromFunctionArn(newStack(), 'Judge', 'arn:aws:lambda:eu-central-1:111111111111:function:judge');
  const warm = (minutes: number, options: CanaryRolloutOptions = {}) => rolling({ warmUp: Duration.minutes(minutes), ...options });

  test('leaves the first step a minute that can be judged', () => {
    expect(() => warm(10)).not.toThrow();
    expect(() => warm(11)).toThrow(/warmUp is 11 min.* after up to 15 min; .* extended to 14 min at most.*\[WarmUpTooLong/);
  });

  test.each<[string, CanaryRolloutOptions]>([
    ['nothing compares counts', { gates: [RolloutGate.function(ELSEWHERE_MADE)] }],
    ['too little data is no reason to stop', { onInconclusive: OnInconclusive.PROMOTE }],
    ['nothing is stopped', { dryRun: true }],
  ])('may be of any length when %s', (_, options) => {
    expect(() => warm(60, options)).not.toThrow();
  });
});

describe('the options of a rollout', () => {
  test('reach every step', () => {
    const topic = (scope: Stack) => new sns.Topic(scope, 'Topic');
    const stack = newStack();
    const hooks = Object.fromEntries(['preTraffic', 'step', 'postTraffic', 'onAbort'].map((name) => [name, answering(stack, '1', name)]));
    released({
      rollout: CanaryRollout.steps([{
        percentTraffic: 5,
        bake: Duration.minutes(5),
        pause: RolloutPause.until({ timeout: Duration.minutes(10), onTimeout: OnPauseTimeout.CONTINUE }),
      }], {
        hooks,
        notify: topic(stack),
        minimumRequests: 7,
        metricDelay: Duration.minutes(3),
        warmUp: Duration.minutes(1),
        hardErrorRate: 80,
        dryRun: true,
        allowFailingBaseline: true,
        onInconclusive: OnInconclusive.PROMOTE,
      }),
    }, stack);
    const { Properties } = stepsOf(stack)[0][1];
    expect(Properties).toMatchObject({
      PauseSeconds: 600,
      PauseOnTimeout: 'CONTINUE',
      MinimumRequests: 7,
      MetricDelaySeconds: 180,
      WarmUpSeconds: 60,
      HardErrorRate: 80,
      DryRun: true,
      AllowFailingBaseline: true,
      OnInconclusive: 'PROMOTE',
      TopicArn: { Ref: expect.stringContaining('Topic') },
    });
    expect(Object.keys(Properties.Hooks)).toEqual(['PreTraffic', 'Step', 'PostTraffic', 'OnAbort']);
    expect(theResource(stack, PROMOTION).Properties.Hooks).toEqual(Properties.Hooks);
    expect(statement(stack, 'sns:Publish')).toEqual([expect.objectContaining({ Resource: { Ref: expect.stringContaining('Topic') } })]);
    expect(statement(stack, 'lambda:InvokeFunction')[0].Resource).toHaveLength(4);
  });

  test('warn of a dry run', () => {
    Annotations.fromStack(rolling({ dryRun: true })).hasWarning('/Stack/Release', Match.stringLikeRegexp('goes on to everybody.*rolloutOnlyWatches'));
  });
});

describe('what a rollout may do', () => {
  test('is held by a snapshot, with everything that can be asked of it', () => {
    const stack = newStack();
    const gates = [RolloutGate.errorShare(), RolloutGate.alarms([alarmIn(stack)]), RolloutGate.function(answering(stack, '1', 'Gate'))];
    released(
      { rollout: CanaryRollout.ramp({ gates, hooks: { step: answering(stack, '1', 'Hook') }, notify: new sns.Topic(stack, 'Topic') }) }, stack,
    );
    expect(statementsOf(stack)).toMatchSnapshot();
    const roles = Template.fromStack(stack).findResources('AWS::IAM::Role');
    expect(Object.fromEntries(Object.entries(roles).filter(([id]) => id.startsWith('CanaryRollout')))).toMatchSnapshot();
  });

  test('has the key of an encrypted topic, which would take no event otherwise', () => {
    const stack = newStack();
    const masterKey = new kms.Key(stack, 'Key');
    released({ rollout: CanaryRollout.ramp({ notify: new sns.Topic(stack, 'Topic', { masterKey }) }) }, stack);
    expect(statement(stack, 'kms:Decrypt')).toEqual([expect.objectContaining({
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: { 'Fn::GetAtt': [expect.stringContaining('Key'), 'Arn'] },
    })]);
  });

  test('is no more than its gates need', () => {
    const only = (gate: (stack: Stack) => RolloutGate) => {
      const stack = newStack();
      return statementsOf(released({ rollout: CanaryRollout.ramp({ gates: [gate(stack)] }) }, stack)).flatMap(({ Action }) => Action)
        .filter((action) => !/^(apigateway|states|cloudformation|events):/.test(action));
    };
    expect(only(() => RolloutGate.errorShare())).toEqual(['cloudwatch:GetMetricData']);
    expect(only((stack) => RolloutGate.alarms([alarmIn(stack)]))).toEqual(['cloudwatch:DescribeAlarms']);
    expect(only((stack) => RolloutGate.function(answering(stack, '1', 'Gate')))).toEqual(['lambda:InvokeFunction']);
  });

  test('has wildcards only for what cannot be named', () => {
    const wild = statementsOf(released()).filter(({ Resource }) => JSON.stringify(Resource).includes('*'));
    expect(wild.map(({ Action }) => Action)).toEqual(['states:StopExecution', 'cloudwatch:GetMetricData']);
  });

  test('is for this release: two of a stack share what carries them out, and nothing else', () => {
    const stack = newStack();
    for (const id of ['One', 'Two']) {
      new CanaryRelease(stack, id, { api: restApi(stack, {}, `Api${id}`), rollout: CanaryRollout.ramp() });
    }
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::StepFunctions::StateMachine', 1);
    template.resourceCountIs(STEP, 8);
    const policies = Object.keys(template.findResources('AWS::IAM::Policy')).filter((id) => id.includes('Rollout'));
    expect(policies).toHaveLength(2);
  });
});

describe('a rollout', () => {
  test.each<[string, (app: App) => Stack]>([
    ['in a CDK stage', (app) => new Stack(new CdkStage(app, 'Beta'), 'Stack')],
    ['in a nested stack', (app) => new NestedStack(new Stack(app, 'Parent'), 'Nested')],
  ])('is the same %s', (_, build) => {
    const stack = released({}, build(new App()));
    expect(stepsOf(stack)).toHaveLength(4);
    expect(theResource(stack, 'AWS::ApiGateway::Stage').DependsOn).toContain(theResource(stack, PROMOTION).logicalId);
  });

  test('needs seven resources in a stack besides those of its releases', () => {
    const ids = Object.keys(Template.fromStack(released()).toJSON().Resources).filter((id) => id.startsWith('CanaryRollout'));
    expect(ids).toHaveLength(6);
  });

  test('of an API with a token as the format of its access log is refused at synth', () => {
    const stack = newStack();
    const api = restApi(stack);
    (api.deploymentStage.node.defaultChild as apigateway.CfnStage).accessLogSetting = {
      destinationArn: 'arn:aws:logs:eu-central-1:123456789012:log-group:log',
      format: cloudwatch.Alarm.fromAlarmName(stack, 'A', stack.stackId).alarmName,
    };
    expect(() => released({}, stack, api)).toThrow('[AccessLogFormatIsToken');
  });

  test('may be watched for breaking', () => {
    const stack = newStack();
    const release = new CanaryRelease(stack, 'Release', { api: restApi(stack), rollout: CanaryRollout.ramp() });
    release.metricBrokenRollouts().createAlarm(stack, 'Broken', { threshold: 1, evaluationPeriods: 1 });
    const machine = { Name: 'StateMachineArn', Value: { Ref: theResource(stack, 'AWS::StepFunctions::StateMachine').logicalId } };
    const [{ MetricStat }] = theResource(stack, 'AWS::CloudWatch::Alarm').Properties.Metrics;
    expect(MetricStat).toMatchObject({ Metric: { Namespace: 'AWS/States', MetricName: 'ExecutionsFailed', Dimensions: [machine] }, Stat: 'Sum' });
  });
});

describe('a chain that somebody has changed', () => {
  const resource = (stack: Stack, type: string) =>
    stack.node.findAll().find((node): node is CfnResource => CfnResource.isCfnResource(node) && node.cfnResourceType === type)!;

  test.each<[string, (stack: Stack) => void, string]>([
    [
      'the Stage does not wait',
      (stack) => resource(stack, 'AWS::ApiGateway::Stage').addOverride('DependsOn', []),
      'does not wait for Stack/Release/Rollout/Promotion',
    ],
    [
      'the first step does not wait for the filters', (stack) => resource(stack, STEP).addOverride('DependsOn', []),
      'Stack/Release/Rollout/1-at-1-percent does not wait for Stack/Release/Metrics/',
    ],
    ['a step is kept', (stack) => {
      ['DeletionPolicy', 'UpdateReplacePolicy'].forEach((policy) => resource(stack, PROMOTION).addOverride(policy, 'Retain'));
    }, 'Stack/Release/Rollout/Promotion would be kept'],
  ])('is refused at synth: %s', (_, change, message) => {
    const stack = released();
    change(stack);
    expect(refused(() => stack)).toThrow(message);
  });

  test.each<[string, (api: apigateway.RestApi, stack: Stack) => CanaryRolloutOptions]>([
    ['a hook that knows the URL', (api, stack) => ({ hooks: { preTraffic: answering(stack, '1', 'Hook', { environment: { URL: api.url } }) } })],
    [
      'a gate function that knows the URL',
      (api, stack) => ({ gates: [RolloutGate.function(answering(stack, '1', 'Gate', { environment: { URL: api.url } }))] }),
    ],
    ['a metric of the stage', (api) => {
      const counts = { requests: api.deploymentStage.metricCount(), errors: api.deploymentStage.metricServerError() };
      return { gates: [RolloutGate.metric({ base: counts, canary: counts })] };
    }],
  ])('is refused at synth when it goes in a circle: %s', (_, options) => {
    const stack = newStack();
    const api = restApi(stack);
    expect(refused(() => released({ rollout: CanaryRollout.ramp(options(api, stack)) }, stack, api))).toThrow('[RolloutInCycle');
  });
});
