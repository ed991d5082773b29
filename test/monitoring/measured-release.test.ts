import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Duration, Stack, Stage } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import { ReleasedApi } from './released-api';
import { CanaryFunctions, CanaryRelease, CanaryRollout, ReleaseKind } from '../../lib';

const BASE = { release: ReleaseKind.BASE };
const CANARY = { release: ReleaseKind.CANARY };
const NAMESPACE = { 'Fn::Join': ['', ['CanaryRelease/', { Ref: Match.stringLikeRegexp('^Api') }, '/prod']] };

describe('a metric of a release', () => {
  test.each([
    ['requests', (release: CanaryRelease) => release.metricCount(BASE), { metricName: 'BaseCount', statistic: 'Sum', label: 'base requests' }],
    [
      'server errors',
      (release: CanaryRelease) => release.metricServerError(CANARY),
      { metricName: 'CanaryServerError', statistic: 'Sum', label: 'canary 5xx' },
    ],
    [
      'client errors',
      (release: CanaryRelease) => release.metricClientError(CANARY),
      { metricName: 'CanaryClientError', statistic: 'Sum', label: 'canary 4xx' },
    ],
    ['latency', (release: CanaryRelease) => release.metricLatency(BASE), { metricName: 'BaseLatency', statistic: 'p99', label: 'base latency' }],
    [
      'by its name',
      (release: CanaryRelease) => release.metric('CanaryCount'),
      { metricName: 'CanaryCount', statistic: 'Sum', label: 'canary requests' },
    ],
  ])('has the defaults of CDK: %s', (_, metric, expected) => {
    expect(metric(new ReleasedApi().release)).toMatchObject({ ...expected, period: Duration.minutes(5) });
  });

  test('honours every option', () => {
    const options = {
      statistic: 'Average',
      period: Duration.minutes(1),
      label: 'mine',
      color: '#ff0000',
      unit: cloudwatch.Unit.COUNT,
      region: 'us-east-1',
      account: '210987654321',
    };
    expect(new ReleasedApi().release.metricCount({ ...BASE, ...options })).toMatchObject(options);
  });

  test('brings one filter, however often it is asked for, and no others', () => {
    const released = new ReleasedApi();
    released.release.metricCount(BASE);
    released.release.metricCount({ ...BASE, period: Duration.minutes(1) });
    released.release.metricServerErrorShare(CANARY);
    expect(released.filters.map(({ metric }) => metric).sort()).toEqual(['BaseCount', 'CanaryCount', 'CanaryServerError']);
  });

  test('counts zero in a minute with other lines, without dimensions, in a namespace of the stage', () => {
    const released = new ReleasedApi();
    released.release.metricCount(CANARY);
    released.template.hasResourceProperties('AWS::Logs::MetricFilter', {
      MetricTransformations: [
        { MetricName: 'CanaryCount', MetricNamespace: NAMESPACE, MetricValue: '1', DefaultValue: 0, Unit: 'Count', Dimensions: Match.absent() },
      ],
    });
  });

  test('has no value for a minute without latencies', () => {
    const released = new ReleasedApi();
    released.release.metricLatency(CANARY);
    released.template.hasResourceProperties('AWS::Logs::MetricFilter', {
      MetricTransformations: [{ MetricName: 'CanaryLatency', MetricValue: '$.responseLatency', DefaultValue: Match.absent(), Unit: 'Milliseconds' }],
    });
  });

  test('of slow requests needs a threshold', () => {
    expect(() => new ReleasedApi().release.metricSlow(CANARY)).toThrow(/SlowerThanNeeded/);
    expect(() => new ReleasedApi(undefined, { accessLog: { slowerThan: 1000 as never } })).toThrow(/slowerThan of accessLog is 1000/);
    const released = new ReleasedApi(undefined, { accessLog: { slowerThan: Duration.seconds(2) } });
    released.release.metricSlow(CANARY);
    expect(released.filters).toEqual([
      expect.objectContaining({ metric: 'CanarySlow', pattern: expect.stringContaining('($.responseLatency > 2000)') }),
    ]);
  });

  test('is two filters for the base\'s latency in a text format, which count into one metric', () => {
    const released = new ReleasedApi();
    released.stage.accessLogSetting = { destinationArn: 'arn:aws:logs:eu-central-1:123456789012:log-group:log', format: '$context.requestId' };
    released.release.metricLatency(BASE);
    expect(released.filters.map(({ metric }) => metric)).toEqual(['BaseLatency', 'BaseLatency']);
  });

  test.each([[undefined], [null], ['canary'], ['CANARY']])('is refused for the release %s, which JavaScript can pass', (release) => {
    expect(() => new ReleasedApi().release.metricCount({ release } as never))
      .toThrow(/release must be ReleaseKind\.BASE or ReleaseKind\.CANARY, got .*\[ReleaseKindNeeded at/);
  });

  test.each([[undefined], [null]])('is refused without options: %s', (options) => {
    expect(() => new ReleasedApi().release.metricServerErrorShare(options as never)).toThrow(/ReleaseKindNeeded/);
    expect(() => new ReleasedApi().release.metricCount(options as never)).toThrow(/ReleaseKindNeeded/);
  });

  test('of moves is counted in the log of the driver, and adds no access log', () => {
    const released = new ReleasedApi();
    expect(released.release.metricStageMoved()).toMatchObject({ metricName: 'StageMoved', statistic: 'Sum', label: 'stage moved' });
    released.release.metric('StageMoved', { period: Duration.minutes(1) });
    const api = { Ref: expect.stringMatching(/^Api/) };
    expect(released.filters).toEqual([{
      metric: 'StageMoved',
      pattern: { 'Fn::Join': ['', ['{ ($.stageMoved IS TRUE) && ($.api = "', api, '") && ($.stage = "prod") }']] },
      group: { Ref: expect.stringMatching(/^CanaryStageDriverLogs/) },
    }]);
    expect(released.format).toBeUndefined();
  });

  test('of moves is counted in the log of a rollout, too, and once where functions share a log group', () => {
    const groupsOf = (released: ReleasedApi) => {
      released.release.metricStageMoved();
      return released.filters.filter(({ metric }) => metric === 'StageMoved').map(({ group }: any) => group.Ref);
    };
    const options = { rollout: CanaryRollout.canary({ percentTraffic: 10, bake: Duration.minutes(10) }) };
    expect(groupsOf(new ReleasedApi(undefined, options))).toEqual([
      expect.stringMatching(/^CanaryStageDriverLogs/), expect.stringMatching(/^CanaryRolloutHandlerLogs/),
    ]);
    const shared = new ReleasedApi((stack) => {
      CanaryFunctions.of(stack).configure({ logGroup: new logs.LogGroup(stack, 'Shared') });
      return {};
    }, options);
    expect(groupsOf(shared)).toEqual([expect.stringMatching(/^Shared/)]);
  });

  test('is refused under a name that no metric has', () => {
    expect(() => new ReleasedApi().release.metric('Requests')).toThrow(
      /A release has no metric "Requests"; it has BaseCount, BaseServerError,.*\[UnknownReleaseMetric at/,
    );
  });
});

describe('a computed metric of a release', () => {
  test.each([
    ['share of errors', (release: CanaryRelease) => release.metricServerErrorShare(CANARY), 'canary 5xx, %', 2],
    ['share of the traffic', (release: CanaryRelease) => release.metricTrafficShare(), 'canary, % of requests', 2],
    ['difference', (release: CanaryRelease) => release.metricDifference(), 'canary worse than base, z', 4],
  ])('needs the filters of what it is computed from: %s', (_, metric, label, filters) => {
    const released = new ReleasedApi();
    expect(metric(released.release)).toMatchObject({ label });
    expect(released.filters).toHaveLength(filters);
  });

  test('takes label, colour and period', () => {
    const options = { label: 'mine', color: '#00ff00', period: Duration.minutes(1) };
    expect(new ReleasedApi().release.metricTrafficShare(options)).toMatchObject(options);
  });
});

describe('an alarm on a metric of a release', () => {
  const alarmed = (scope: App | Stage) => {
    const stack = new Stack(scope, 'Stack');
    const api = new apigateway.RestApi(stack, 'Api');
    api.root.addMethod('GET', new apigateway.MockIntegration());
    const release = new CanaryRelease(stack, 'Release', { api, canarySettings: { percentTraffic: 10 } });
    release.metricDifference().createAlarm(stack, 'Worse', { threshold: 3, evaluationPeriods: 3, datapointsToAlarm: 2 });
    release.metricServerErrorShare(CANARY).createAlarm(stack, 'Errors', { threshold: 5, evaluationPeriods: 1 });
    return stack;
  };

  test.each([
    ['an App', () => alarmed(new App())],
    ['a Stage', () => alarmed(new Stage(new App(), 'Stage'))],
  ])('waits for nothing that waits for it, in %s', (_, build) => {
    const template = Template.fromStack(build());
    template.resourceCountIs('AWS::CloudWatch::Alarm', 2);
    template.resourceCountIs('AWS::Logs::MetricFilter', 4);
    const [stage] = Object.keys(template.findResources('AWS::ApiGateway::Stage'));
    expect(JSON.stringify(template.findResources('AWS::CloudWatch::Alarm'))).not.toContain(stage);
    expect(JSON.stringify(template.findResources('AWS::Logs::MetricFilter'))).not.toContain(stage);
  });
});

describe('the guide to monitoring', () => {
  const added = (measure: (release: CanaryRelease) => void) => {
    const [plain, measured] = [new ReleasedApi(), new ReleasedApi()];
    measure(measured.release);
    const count = ({ template }: ReleasedApi) => Object.values<{ Type: string }>(template.toJSON().Resources).map(({ Type }) => Type);
    const [before, after] = [count(plain), count(measured)];
    return (type: string) => after.filter((one) => one === type).length - before.filter((one) => one === type).length;
  };

  test.each([
    ['| the access log in the release\'s own format, about 340 bytes a request | 1 log group |', 'AWS::Logs::LogGroup', 1,
      (release: CanaryRelease) => release.metricCount(BASE)],
    ['| requests and 5xx of both releases: all that `metricDifference()` needs | 4 filters | $1.20 |', 'AWS::Logs::MetricFilter', 4,
      (release: CanaryRelease) => release.metricDifference()],
    ['| latency of both releases | 2 filters, 3 in a text format | $0.60 |', 'AWS::Logs::MetricFilter', 2,
      (release: CanaryRelease) => [BASE, CANARY].forEach((options) => release.metricLatency(options))],
    ['| `metricStageMoved()` | 1 filter, 2 with a rollout in steps |', 'AWS::Logs::MetricFilter', 1,
      (release: CanaryRelease) => release.metricStageMoved()],
    ['| `CanaryDashboard` | 1 dashboard, 9 metrics |', 'AWS::Logs::MetricFilter', 9, (release: CanaryRelease) => release.widgets()],
  ])('tells what a template gets: %s', (row, type, count, measure) => {
    expect(readFileSync(join(__dirname, '..', '..', 'docs', 'monitoring.md'), 'utf8')).toContain(row);
    expect(added(measure)(type)).toBe(count);
  });
});
