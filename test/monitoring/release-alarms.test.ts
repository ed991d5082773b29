import { Duration } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { ReleasedApi } from './released-api';
import { LiveShop } from '../cli/live-shop';

const alarmsOf = (released: ReleasedApi): any[] => Object.values(
  released.template.findResources('AWS::CloudWatch::Alarm'),
).map(({ Properties }) => Properties);

const DAILY = [{ MetricStat: { Metric: { MetricName: 'CanaryCount' }, Period: 86_400, Stat: 'Sum' } }];

describe('addAlarms()', () => {
  test('needs no threshold: worse than the base, many errors, and held too long', () => {
    const released = new ReleasedApi();
    const alarms = released.release.addAlarms();
    expect(alarms.slower).toBeUndefined();
    expect(alarms.all).toEqual([alarms.worse, alarms.serverErrors, alarms.held]);
    expect(alarmsOf(released)).toMatchObject([
      {
        Threshold: 3,
        EvaluationPeriods: 3,
        DatapointsToAlarm: 2,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'notBreaching',
      },
      { Threshold: 5, EvaluationPeriods: 3, DatapointsToAlarm: 2, TreatMissingData: 'notBreaching' },
      { Threshold: 0, EvaluationPeriods: 3, DatapointsToAlarm: 3, ComparisonOperator: 'GreaterThanThreshold', Metrics: DAILY },
    ]);
  });

  test('has one for slow requests where they are counted', () => {
    const released = new ReleasedApi(undefined, { accessLog: { slowerThan: Duration.seconds(1) } });
    expect(released.release.addAlarms().slower).toBeDefined();
    expect(released.filters.map(({ metric }) => metric)).toEqual(expect.arrayContaining(['BaseSlow', 'CanarySlow']));
  });

  test('can be told otherwise, each', () => {
    const released = new ReleasedApi();
    const alarms = released.release.addAlarms(
      { serverErrors: { enabled: false }, worse: { threshold: 4, evaluationPeriods: 1, alarmName: 'Worse' } },
    );
    expect(alarms.serverErrors).toBeUndefined();
    expect(alarmsOf(released)).toMatchObject([{ Threshold: 4, EvaluationPeriods: 1, AlarmName: 'Worse' }, { Metrics: DAILY }]);
    expect(alarmsOf(released)[0]).not.toHaveProperty('DatapointsToAlarm');
  });

  test('refers to no stage, so that it may stand beside it', () => {
    const released = new ReleasedApi();
    released.release.addAlarms().addAlarmAction({ bind: () => ({ alarmActionArn: 'arn:aws:sns:eu-central-1:123456789012:topic' }) });
    const [stage] = Object.keys(released.template.findResources('AWS::ApiGateway::Stage'));
    expect(JSON.stringify(alarmsOf(released))).not.toContain(stage);
    released.template.allResourcesProperties(
      'AWS::CloudWatch::Alarm', Match.objectLike({ AlarmActions: ['arn:aws:sns:eu-central-1:123456789012:topic'] }),
    );
  });
});

describe('on the local engine', () => {
  let shop: LiveShop;
  beforeEach(async () => { shop = await LiveShop.open(); });
  afterEach(() => shop.close());

  const states = () => Object.fromEntries(
    shop.aws.alarms.describe().map(({ name, state }: any) => [/Alarms(\w+?)[0-9A-F]{8}/.exec(name)?.[1], state.value ?? state]),
  );
  const watched = { counted: true, more: (_: unknown, release: any) => { release.addAlarms(); } };

  test('a canary that fails goes off as worse, and a healthy one on a base that fails as often does not', async () => {
    await shop.deploy({ code: 'v1', failing: 300, ...watched });
    await shop.deploy({ code: 'v2', failing: 300, canary: { percentTraffic: 20 }, ...watched });
    await shop.visit(20, 150);
    expect(states()).toMatchObject({ Worse: 'OK' });
    await shop.deploy({ code: 'v3', failing: 3000, canary: { percentTraffic: 20 }, ...watched });
    await shop.visit(20, 150);
    expect(states()).toMatchObject({ Worse: 'ALARM', ServerErrors: 'ALARM' });
  });

  test('a canary goes off as held after three days with requests, not after two', async () => {
    await shop.deploy({ code: 'v1', ...watched });
    await shop.deploy({ code: 'v2', canary: { percentTraffic: 50 }, ...watched });
    for (let day = 0; day < 2; day++) {
      await shop.visit(2, 20);
      shop.pass(86_400);
    }
    expect(states()).toMatchObject({ Held: 'OK' });
    await shop.visit(2, 20);
    shop.pass(86_400);
    expect(states()).toMatchObject({ Held: 'ALARM' });
  });
});
