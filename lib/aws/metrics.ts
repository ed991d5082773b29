import { CloudWatchClient, DescribeAlarmsCommand, GetMetricDataCommand, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Calls } from './calls';

/** A metric as CloudWatch knows it. */
export interface MetricName {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: Readonly<Record<string, string>>;
}

/** Sums per minute by the begin of the minute, in milliseconds. Minutes without a data point are not in it. */
export type MinuteSums = ReadonlyMap<number, number>;

/** An alarm, or a composite one. */
export interface DescribedAlarm {
  readonly name: string;
  readonly state: string;
  /** When it got into this state, in milliseconds. */
  readonly since?: number;
}

const MINUTE_SECONDS = 60;
/** GetMetricData takes so many series in a call. */
const MOST_SERIES = 500;
/** DescribeAlarms takes so many names in a call. */
const MOST_ALARMS = 100;

/** Reads CloudWatch. What cannot be read whole is an error: a part of the data would be taken for all. */
export class Metrics {
  constructor(private readonly client: CloudWatchClient, private readonly calls: Calls) {}

  /** One series for each metric, in their order. @throws when CloudWatch says that one is not complete */
  async minuteSums(metrics: readonly MetricName[], from: number, to: number): Promise<MinuteSums[]> {
    const sums: MinuteSums[] = [];
    for (const some of batches(metrics, MOST_SERIES)) { sums.push(...await this.sumsOf(some, from, to)); }
    return sums;
  }

  /** Those that there are. */
  async alarms(names: readonly string[]): Promise<DescribedAlarm[]> {
    const found: DescribedAlarm[] = [];
    for (const some of batches(names, MOST_ALARMS)) { found.push(...await this.alarmsOf(some)); }
    return found;
  }

  private async sumsOf(metrics: readonly MetricName[], from: number, to: number): Promise<MinuteSums[]> {
    const sums = metrics.map(() => new Map<number, number>());
    const states = new Map<string, string | undefined>();
    let NextToken: string | undefined;
    do {
      const command = new GetMetricDataCommand({
        MetricDataQueries: metrics.map(queryOf), StartTime: new Date(from), EndTime: new Date(to), ScanBy: 'TimestampAscending', NextToken,
      });
      const page = await this.calls.read((options) => this.client.send(command, options));
      for (const { Id = '', Timestamps = [], Values = [], StatusCode } of page.MetricDataResults ?? []) {
        states.set(Id, StatusCode);
        Timestamps.forEach((time, index) => sums[Number(Id.slice(1))]?.set(time.getTime(), Values[index]));
      }
      ({ NextToken } = page);
    } while (NextToken);
    metrics.forEach(({ MetricName: name }, index) => {
      const state = states.get(`m${index}`);
      if (state !== 'Complete') { throw new Error(`CloudWatch says ${state ?? 'nothing'} of the metric ${name}.`); }
    });
    return sums;
  }

  private async alarmsOf(names: readonly string[]): Promise<DescribedAlarm[]> {
    const found: DescribedAlarm[] = [];
    let NextToken: string | undefined;
    do {
      const command = new DescribeAlarmsCommand({ AlarmNames: [...names], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], NextToken });
      const page = await this.calls.read((options) => this.client.send(command, options));
      for (const alarm of [...page.MetricAlarms ?? [], ...page.CompositeAlarms ?? []]) {
        const { AlarmName: name = '', StateValue: state = '', StateTransitionedTimestamp: transitioned, StateUpdatedTimestamp: updated } = alarm;
        found.push({ name, state, since: (transitioned ?? updated)?.getTime() });
      }
      ({ NextToken } = page);
    } while (NextToken);
    return found;
  }
}

function batches<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));
}

function queryOf({ Namespace, MetricName: name, Dimensions = {} }: MetricName, index: number): MetricDataQuery {
  const dimensions = Object.entries(Dimensions).map(([Name, Value]) => ({ Name, Value }));
  return { Id: `m${index}`, MetricStat: { Metric: { Namespace, MetricName: name, Dimensions: dimensions }, Period: MINUTE_SECONDS, Stat: 'Sum' } };
}
