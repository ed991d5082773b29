import { Calls } from '../../lib/aws/calls';
import { Metrics } from '../../lib/aws/metrics';
import { InstantTime } from '../harness/instant-time';

const METRIC = { Namespace: 'Shop', MetricName: 'BaseCount' };
const NOON = Date.parse('2026-01-01T12:00:00Z');

/** CloudWatch that answers one page after the other. */
function answering(...pages: object[]): { readonly metrics: Metrics; readonly inputs: any[] } {
  const inputs: any[] = [];
  const client: any = { send: async ({ input }: { input: object }) => { inputs.push(input); return pages[inputs.length - 1]; } };
  const time = new InstantTime();
  const patience = { time, random: () => 0.5, log: () => undefined, deadline: new Date(time.now().getTime() + 10_000) };
  return { metrics: new Metrics(client, new Calls(patience)), inputs };
}

const page = (StatusCode: string, times: number[], NextToken?: string) => ({
  MetricDataResults: [{ Id: 'm0', StatusCode, Timestamps: times.map((time) => new Date(time)), Values: times.map(() => 1) }], NextToken,
});

test('sums are asked for minute by minute, and read over all pages', async () => {
  const { metrics, inputs } = answering(page('PartialData', [NOON], 'more'), page('Complete', [NOON + 60_000]));
  expect(await metrics.minuteSums([METRIC], NOON, NOON + 120_000)).toEqual([new Map([[NOON, 1], [NOON + 60_000, 1]])]);
  expect(inputs[0].MetricDataQueries).toEqual([{ Id: 'm0', MetricStat: { Metric: { ...METRIC, Dimensions: [] }, Period: 60, Stat: 'Sum' } }]);
  expect(inputs[1].NextToken).toBe('more');
});

test.each(['PartialData', 'InternalError', 'Forbidden'])('a part is not taken for all: %s at the end', async (state) => {
  const { metrics } = answering(page(state, [NOON]));
  await expect(metrics.minuteSums([METRIC], NOON, NOON + 60_000)).rejects.toThrow(`CloudWatch says ${state} of the metric BaseCount.`);
});

test('a metric that is missing in the answer is no metric without data', async () => {
  await expect(answering({ MetricDataResults: [] }).metrics.minuteSums([METRIC], NOON, NOON + 60_000)).rejects.toThrow('CloudWatch says nothing');
});

test('more series than one call takes are read with several, each under its own number', async () => {
  const wanted = Array.from({ length: 501 }, (_, index) => ({ Namespace: 'Shop', MetricName: `m${index}` }));
  const pageOf = (count: number, value: number) => ({
    MetricDataResults: Array.from({ length: count }, (_, index) => (
      { Id: `m${index}`, StatusCode: 'Complete', Timestamps: [new Date(NOON)], Values: [value] })),
  });
  const { metrics, inputs } = answering(pageOf(500, 1), pageOf(1, 2));
  const sums = await metrics.minuteSums(wanted, NOON, NOON + 60_000);
  expect([sums.length, sums[499].get(NOON), sums[500].get(NOON)]).toEqual([501, 1, 2]);
  expect(inputs.map(({ MetricDataQueries }) => MetricDataQueries.length)).toEqual([500, 1]);
});

test('more alarms than one call takes are read with several', async () => {
  const names = Array.from({ length: 201 }, (_, index) => `alarm ${index}`);
  const pageOf = (some: string[]) => ({ MetricAlarms: some.map((AlarmName) => ({ AlarmName, StateValue: 'OK' })) });
  const { metrics, inputs } = answering(pageOf(names.slice(0, 100)), pageOf(names.slice(100, 200)), pageOf(names.slice(200)));
  expect((await metrics.alarms(names)).map(({ name }) => name)).toEqual(names);
  expect(inputs.map(({ AlarmNames }) => AlarmNames.length)).toEqual([100, 100, 1]);
});

test('alarms are found among the composite ones, too, with the time of their state', async () => {
  const { metrics, inputs } = answering(
    { MetricAlarms: [{ AlarmName: 'a', StateValue: 'OK', StateUpdatedTimestamp: new Date(NOON) }], NextToken: 'more' },
    {
      CompositeAlarms: [{
        AlarmName: 'c', StateValue: 'ALARM', StateUpdatedTimestamp: new Date(NOON + 5), StateTransitionedTimestamp: new Date(NOON),
      }],
    },
  );
  expect(await metrics.alarms(['a', 'c'])).toEqual([{ name: 'a', state: 'OK', since: NOON }, { name: 'c', state: 'ALARM', since: NOON }]);
  expect(inputs[0]).toMatchObject({ AlarmNames: ['a', 'c'], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] });
});
