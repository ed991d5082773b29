import { GetMetricDataCommand, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { FunctionReading } from './read-functions';
import type { Figures, Latency, MeasuredMinute, ReadTraffic } from './traffic';
import type { Account } from '../account/account';
import type { Release } from '../target/release';

/** From when to when. */
export interface Span {
  readonly since: Date;
  readonly until: Date;
}

/** Points of a metric, by the time at which their period begins. */
type Series = ReadonlyMap<number, number>;

interface Wanted {
  readonly id: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly statistic: string;
  readonly periodSeconds: number;
}

const COUNTED = { Count: 'requests', ServerError: 'serverErrors', ClientError: 'clientErrors', Slow: 'slow' } as const;
const RELEASES = ['Base', 'Canary'] as const;
const LATENCY_PERIOD = 300;
const PERCENTILES = ['p50', 'p99'] as const;

/** Counts out of the stage's access log. undefined when no minute has any */
export async function readLoggedTraffic(
  account: Account, { restApiId, stageName }: Pick<Release, 'restApiId' | 'stageName'>, span: Span,
): Promise<ReadTraffic | undefined> {
  const namespace = `CanaryRelease/${restApiId}/${stageName}`;
  const counts = RELEASES.flatMap((release) => Object.keys(COUNTED).map((counted): Wanted =>
    ({ id: `c${release}${counted}`, namespace, metricName: `${release}${counted}`, statistic: 'Sum', periodSeconds: 60 })));
  const latencies = RELEASES.flatMap((release) => PERCENTILES.map((statistic): Wanted =>
    ({ id: `l${release}${statistic}`, namespace, metricName: `${release}Latency`, statistic, periodSeconds: LATENCY_PERIOD })));
  const series = await readSeries(account, [...counts, ...latencies], span);
  const figuresAt = (release: string, time: number): Figures => {
    const at = (counted: string) => series.get(`c${release}${counted}`)?.get(time);
    const isCounted = (counted: string) => (series.get(`c${release}${counted}`)?.size ?? 0) > 0;
    return {
      requests: at('Count') ?? 0,
      serverErrors: at('ServerError') ?? 0,
      ...isCounted('ClientError') ? { clientErrors: at('ClientError') ?? 0 } : {},
      ...isCounted('Slow') ? { slow: at('Slow') ?? 0 } : {},
    };
  };
  const minutes = minutesOf(counts.map(({ id }) => series.get(id)), (release, time) => figuresAt(release === 'base' ? 'Base' : 'Canary', time));
  const latencyOf = (release: string) => latencyFrom(PERCENTILES.map((percentile) => series.get(`l${release}${percentile}`)));
  return minutes.length === 0 ? undefined : {
    source: 'access-log', minutes, latency: { base: latencyOf('Base'), canary: latencyOf('Canary') }, shared: [],
  };
}

/** Counts of the versions that only one of the releases calls. undefined when nothing tells them apart */
export async function readFunctionTraffic(
  account: Account, releases: Readonly<Record<'base' | 'canary', readonly FunctionReading[]>>, span: Span,
): Promise<ReadTraffic | undefined> {
  const keyOf = ({ name, version }: FunctionReading) => `${name}:${version}`;
  const keys = { base: new Set(releases.base.map(keyOf)), canary: new Set(releases.canary.map(keyOf)) };
  const own = { base: ownOf(releases.base, keys.canary, keyOf), canary: ownOf(releases.canary, keys.base, keyOf) };
  if (own.base.length === 0 || own.canary.length === 0) { return undefined; }
  const wanted = (['base', 'canary'] as const).flatMap((release) => own[release].flatMap(({ name, version }, index) =>
    (['Invocations', 'Errors'] as const).map((metricName): Wanted => ({
      id: `${release}${metricName}${index}`,
      namespace: 'AWS/Lambda',
      metricName,
      dimensions: { FunctionName: name, Resource: `${name}:${version}` },
      statistic: 'Sum',
      periodSeconds: 60,
    }))));
  const series = await readSeries(account, wanted, span);
  const sumAt = (prefix: string, time: number) => [...series].filter(([id]) => id.startsWith(prefix))
    .reduce((sum, [, points]) => sum + (points.get(time) ?? 0), 0);
  const minutes = minutesOf([...series.values()], (release, time) => ({
    requests: sumAt(`${release}Invocations`, time), serverErrors: sumAt(`${release}Errors`, time),
  }));
  return { source: 'functions', minutes, latency: {}, shared: releases.base.filter((reading) => keys.canary.has(keyOf(reading))).map(keyOf) };
}

/** Those of one release that the other does not call, and that have a version to be told by. */
function ownOf(readings: readonly FunctionReading[], others: ReadonlySet<string>, keyOf: (reading: FunctionReading) => string): FunctionReading[] {
  return readings.filter((reading) => reading.version !== undefined && !others.has(keyOf(reading)));
}

function minutesOf(series: ReadonlyArray<Series | undefined>, figuresAt: (release: 'base' | 'canary', time: number) => Figures): MeasuredMinute[] {
  const times = [...new Set(series.flatMap((points) => [...points?.keys() ?? []]))].sort((a, b) => a - b);
  return times.map((time) => ({ begin: new Date(time), base: figuresAt('base', time), canary: figuresAt('canary', time) }));
}

function latencyFrom([p50, p99]: ReadonlyArray<Series | undefined>): Latency | undefined {
  const [low, high] = [medianOf(p50), medianOf(p99)];
  return low === undefined || high === undefined ? undefined : { p50: low, p99: high };
}

function medianOf(series: Series | undefined): number | undefined {
  const values = [...series?.values() ?? []].sort((a, b) => a - b);
  return values[Math.floor((values.length - 1) / 2)];
}

async function readSeries(account: Account, wanted: readonly Wanted[], { since, until }: Span): Promise<Map<string, Series>> {
  const queries = wanted.map(({ id, namespace, metricName, dimensions = {}, statistic, periodSeconds }): MetricDataQuery => ({
    Id: id,
    MetricStat: {
      Metric: { Namespace: namespace, MetricName: metricName, Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })) },
      Period: periodSeconds,
      Stat: statistic,
    },
  }));
  const series = new Map<string, Map<number, number>>(wanted.map(({ id }) => [id, new Map()]));
  let NextToken: string | undefined;
  do {
    const page = await account.read('cloudwatch:GetMetricData', (options) => account.cloudWatch.send(new GetMetricDataCommand({
      MetricDataQueries: queries, StartTime: since, EndTime: until, ScanBy: 'TimestampAscending', NextToken,
    }), options));
    for (const { Id: id = '', Timestamps: times = [], Values: values = [] } of page.MetricDataResults ?? []) {
      times.forEach((time, index) => series.get(id)?.set(time.getTime(), values[index]));
    }
    ({ NextToken } = page);
  } while (NextToken);
  return series;
}
