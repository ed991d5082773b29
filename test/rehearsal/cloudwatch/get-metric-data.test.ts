import { RealTimeClock } from '../../../rehearsal/cloudformation/real-time-clock';
import { MetricService } from '../../../rehearsal/cloudwatch/metric-service';
import { LIKELY_HYPOTHESES } from '../../../rehearsal/hypotheses';
import { LocalAws } from '../../../rehearsal/local-aws';
import { jsonRequest } from '../json-client';

const START = Date.parse('2030-01-01T00:00:00Z');
const MINUTE = 60_000;
const METRIC = { namespace: 'Shop', metricName: 'Count' };

describe('MetricService', () => {
  test('shows a minute when it is over for as long as the delay says, and not before', () => {
    let now = START;
    const metrics = new MetricService(() => new Date(now), 2);
    metrics.put(METRIC, new Date(START + 59_999), 1);
    const read = () => [...metrics.read(METRIC, new Date(START), new Date(START + 10 * MINUTE), 60).values()].map((samples) => [...samples]);
    now = START + 3 * MINUTE - 1;
    expect(read()).toEqual([]);
    now = START + 3 * MINUTE;
    expect(read()).toEqual([[[1, 1]]]);
  });

  test('gives a default only to a minute without a value', () => {
    const metrics = new MetricService(() => new Date(START + 10 * MINUTE), 0);
    metrics.putDefault(METRIC, new Date(START), 0);
    metrics.put(METRIC, new Date(START), 1);
    metrics.putDefault(METRIC, new Date(START), 0);
    expect([
      ...metrics.read(METRIC, new Date(START), new Date(START + MINUTE), 60).values(),
    ].flatMap((samples) => [...samples.keys()])).toEqual([0, 1]);
  });
});

describe('GetMetricData', () => {
  let aws: LocalAws;
  let now: number;
  const ask = (queries: object[], options: object = {}) => jsonRequest(aws, 'monitoring', 'GetMetricData', {
    MetricDataQueries: queries, StartTime: START / 1000, EndTime: START / 1000 + 3600, ScanBy: 'TimestampAscending', ...options,
  });
  const query = (Id: string, Stat = 'Sum', Period = 60, name = 'Count') => ({
    Id, MetricStat: { Metric: { Namespace: 'Shop', MetricName: name }, Period, Stat },
  });

  beforeEach(() => {
    now = START + 30 * MINUTE;
    const clock = Object.assign(new RealTimeClock(), { now: () => new Date(now) });
    aws = new LocalAws({ clock, hypotheses: LIKELY_HYPOTHESES });
    [[0, 3], [0, 5], [1, 2], [6, 10]].forEach(([minute, value]) => aws.metrics.put(METRIC, new Date(START + minute * MINUTE), value));
  });
  afterEach(() => aws.close());

  test.each([
    ['Sum', [8, 2, 10]],
    ['SampleCount', [2, 1, 1]],
    ['Average', [4, 2, 10]],
    ['Minimum', [3, 2, 10]],
    ['Maximum', [5, 2, 10]],
    ['p50', [3, 2, 10]],
    ['p99', [5, 2, 10]],
  ])('computes %s by minute, and leaves out minutes without data', async (stat, values) => {
    const { output } = await ask([query('m1', stat)]);
    expect(output.MetricDataResults).toEqual([
      { Id: 'm1', Label: 'Count', Timestamps: [0, 60, 360].map((seconds) => START / 1000 + seconds), Values: values, StatusCode: 'Complete' },
    ]);
  });

  test('puts minutes together into a longer period, newest first by default', async () => {
    const { output } = await ask([query('m1', 'Sum', 300)], { ScanBy: undefined });
    expect(output.MetricDataResults[0]).toMatchObject({ Timestamps: [START / 1000 + 300, START / 1000], Values: [10, 10] });
  });

  test('takes no minute from the end of the time span on', async () => {
    const { output } = await ask([query('m1')], { EndTime: START / 1000 + 60 });
    expect(output.MetricDataResults[0].Values).toEqual([8]);
  });

  test('computes expressions where all that they refer to have data, and shows what is asked for', async () => {
    aws.metrics.put({ ...METRIC, metricName: 'Errors' }, new Date(START), 2);
    const { output } = await ask([
      { ...query('all'), ReturnData: false },
      { ...query('bad', 'Sum', 60, 'Errors'), ReturnData: false },
      { Id: 'share', Expression: '100 * bad / all' },
    ]);
    expect(output.MetricDataResults).toEqual([{ Id: 'share', Label: 'share', Timestamps: [START / 1000], Values: [25], StatusCode: 'Complete' }]);
  });

  test.each([
    ['a statistic that is not played', [query('m1', 'TM(10%:90%)')], 'The statistic TM(10%:90%) is not played.'],
    ['a function that is not played', [query('m1'), { Id: 'e1', Expression: 'FILL(m1, 0)' }], "Error in expression 'FILL(m1, 0)'"],
    ['an unknown id', [{ Id: 'e1', Expression: 'm2 + 1' }], 'The id m2 is unknown.'],
    ['an expression about itself', [{ Id: 'e1', Expression: 'e1 + 1' }], 'The id e1 refers to itself.'],
    ['half a minute', [query('m1', 'Sum', 30)], 'The period must be a multiple of 60 seconds, got 30.'],
    ['more than 500 metrics', Array.from({ length: 501 }, (_, i) => query(`m${i}`)), 'MetricDataQueries must have at most 500 members, got 501.'],
  ])('refuses %s', async (_, queries, message) => {
    const { status, output } = await ask(queries);
    expect(status).toBe(400);
    expect(output.message).toContain(message);
  });
});
