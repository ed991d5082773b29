import { SeededGenerator } from '../../../rehearsal/cloudformation/seeded-generator';
import { AlarmService } from '../../../rehearsal/cloudwatch/alarm-service';
import { AlarmRule } from '../../../rehearsal/cloudwatch/alarm-state';
import { alarmType } from '../../../rehearsal/cloudwatch/alarm-type';
import { MetricService } from '../../../rehearsal/cloudwatch/metric-service';

const START = Date.parse('2030-01-01T00:00:00Z');
const MINUTE = 60_000;
const METRIC = { namespace: 'Shop', metricName: 'Errors' };
const RULE: AlarmRule = {
  queries: [{ Id: 'm', MetricStat: { Metric: { Namespace: 'Shop', MetricName: 'Errors' }, Period: 60, Stat: 'Sum' } }],
  periodSeconds: 60,
  evaluationPeriods: 3,
  datapointsToAlarm: 2,
  threshold: 5,
  comparison: 'GreaterThanThreshold',
  missingData: 'missing',
};

/** An alarm on so many errors in each minute. `undefined` is a minute without data. Its state is read by minute, two minutes after the data. */
function states(errors: ReadonlyArray<number | undefined>, rule: Partial<AlarmRule> = {}): string[] {
  let now = START;
  const metrics = new MetricService(() => new Date(now), 2);
  const alarms = new AlarmService({ metrics, now: () => new Date(now), delayMinutes: 2, arnPrefix: 'arn:' });
  alarms.put('down', { ...RULE, ...rule });
  errors.forEach((value, minute) => { if (value !== undefined) { metrics.put(METRIC, new Date(START + minute * MINUTE), value); } });
  return errors.map((_, minute) => {
    now = START + (minute + 3) * MINUTE;
    return alarms.describe(['down'])[0].state;
  });
}

describe('an alarm', () => {
  test('fires when enough of the last periods breach', () => {
    expect(states([0, 9, 0, 9, 0, 0])).toEqual(['OK', 'OK', 'OK', 'ALARM', 'OK', 'OK']);
  });

  test.each(['GreaterThanThreshold', 'LessThanThreshold'])('does not fire at exactly the threshold: %s', (comparison) => {
    expect(states([5, 5, 5], { comparison })).toEqual(['OK', 'OK', 'OK']);
  });

  test.each(['GreaterThanOrEqualToThreshold', 'LessThanOrEqualToThreshold'])('fires at the threshold: %s', (comparison) => {
    expect(states([5, 5, 5], { comparison })).toEqual(['OK', 'ALARM', 'ALARM']);
  });

  test.each<[AlarmRule['missingData'], string[]]>([
    ['missing', ['OK', 'ALARM', 'ALARM', 'OK', 'INSUFFICIENT_DATA']],
    ['ignore', ['OK', 'ALARM', 'ALARM', 'OK', 'OK']],
    ['notBreaching', ['OK', 'ALARM', 'ALARM', 'OK', 'OK']],
    ['breaching', ['ALARM', 'ALARM', 'ALARM', 'ALARM', 'ALARM']],
  ])('treats missing data as %s', (missingData, expected) => {
    expect(states([9, 9, undefined, undefined, undefined], { missingData })).toEqual(expected);
  });

  test('remembers since when it has its state, whoever asked in between', () => {
    let now = START;
    const metrics = new MetricService(() => new Date(now), 2);
    const alarms = new AlarmService({ metrics, now: () => new Date(now), delayMinutes: 2, arnPrefix: 'arn:' });
    alarms.put('down', RULE);
    for (let minute = 0; minute < 30; minute++) { metrics.put(METRIC, new Date(START + minute * MINUTE), minute < 20 ? 9 : 0); }
    now = START + 15.5 * MINUTE;
    expect(alarms.describe()).toMatchObject([{ state: 'ALARM', since: new Date(START + 4 * MINUTE), arn: 'arn:down' }]);
    now = START + 40 * MINUTE;
    expect(alarms.describe()).toMatchObject([{ state: 'INSUFFICIENT_DATA' }]);
  });

  test('that the engine does not play stays without a state, and says so', () => {
    let now = START;
    const metrics = new MetricService(() => new Date(now), 2);
    const alarms = new AlarmService({ metrics, now: () => new Date(now), delayMinutes: 2, arnPrefix: 'arn:' });
    alarms.put('band', { ...RULE, comparison: 'GreaterThanUpperThreshold' });
    now += 60 * MINUTE;
    expect(alarms.describe()).toMatchObject([{ state: 'INSUFFICIENT_DATA', reason: 'The rehearsal engine does not play this alarm.' }]);
  });

  test('of a template compares its metric, or what its expression computes', async () => {
    let now = START;
    const metrics = new MetricService(() => new Date(now), 2);
    const alarms = new AlarmService({ metrics, now: () => new Date(now), delayMinutes: 2, arnPrefix: 'arn:' });
    const type = alarmType({ random: new SeededGenerator(1) }, alarms);
    const stack = { stackId: 'id', stackName: 'shop', region: 'us-east-1', account: '123456789012', partition: 'aws' };
    const create = (logicalId: string, properties: object) => type.create({
      stack,
      logicalId,
      type: 'AWS::CloudWatch::Alarm',
      properties: {
        EvaluationPeriods: '1', Threshold: '0.4', ComparisonOperator: 'GreaterThanThreshold', ...properties,
      },
    });
    const stat = (MetricName: string) => ({ Metric: { Namespace: 'Shop', MetricName }, Period: 60, Stat: 'Sum' });
    await create('Plain', { AlarmName: 'plain', Namespace: 'Shop', MetricName: 'Errors', Period: 60, Statistic: 'Sum' });
    const { physicalId, attributes } = await create('Share', {
      Metrics: [
        { Id: 'share', Expression: 'errors / count' },
        { Id: 'errors', MetricStat: stat('Errors'), ReturnData: false },
        { Id: 'count', MetricStat: stat('Count'), ReturnData: false },
      ],
    });
    metrics.put(METRIC, new Date(START), 1);
    metrics.put({ namespace: 'Shop', metricName: 'Count' }, new Date(START), 10);
    now += 3 * MINUTE;
    expect(alarms.describe(['plain'])).toMatchObject([{ state: 'ALARM' }]);
    expect(alarms.describe([physicalId])).toMatchObject([{ state: 'OK', arn: attributes.Arn }]);
    await type.delete({ stack, logicalId: 'Plain', type: '', properties: {}, physicalId: 'plain' });
    expect(alarms.describe(['plain'])).toEqual([]);
  });
});
