import { GetMetricDataCommand, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { calledName, FunctionReading } from './read-functions';
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
const SIDES = ['base', 'canary'] as const;
type Side = typeof SIDES[number];
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
  account: Account, releases: Readonly<Record<Side, readonly FunctionReading[]>>, span: Span,
): Promise<ReadTraffic | undefined> {
  const keys = { base: new Set(releases.base.map(calledName)), canary: new Set(releases.canary.map(calledName)) };
  const own = { base: ownOf(releases.base, keys.canary), canary: ownOf(releases.canary, keys.base) };
  if (own.base.length === 0 || own.canary.length === 0) { return undefined; }
  const wanted = SIDES.flatMap((release) => own[release].flatMap((called, index) => (['Invocations', 'Errors'] as const).map((metricName) =>
    ofFunction(called, { id: `${release}${metricName}${index}`, metricName, statistic: 'Sum', periodSeconds: 60 }))));
  const series = await readSeries(account, wanted, span);
  const sumAt = (prefix: string, time: number) => [...series].filter(([id]) => id.startsWith(prefix))
    .reduce((sum, [, points]) => sum + (points.get(time) ?? 0), 0);
  const minutes = minutesOf([...series.values()], (release, time) => ({
    requests: sumAt(`${release}Invocations`, time), serverErrors: sumAt(`${release}Errors`, time),
  }));
  const invocations = (release: Side, index: number) => [...series.get(`${release}Invocations${index}`)?.values() ?? []].reduce((a, b) => a + b, 0);
  const busiest = busiestIn(own, invocations);
  return {
    source: 'functions',
    minutes,
    latency: busiest === undefined ? {} : await readDurations(account, busiest, span),
    ...busiest === undefined ? {} : { latencyOf: busiest.base.name },
    shared: releases.base.map(calledName).filter((called) => keys.canary.has(called)),
  };
}

/** Percentiles of several functions do not add up, so those of one are told: the function that both releases call most. */
function busiestIn(
  own: Readonly<Record<Side, readonly FunctionReading[]>>, invocations: (release: Side, index: number) => number,
): Readonly<Record<Side, FunctionReading>> | undefined {
  const pairs = own.canary.flatMap((canary, canaryIndex) => own.base.flatMap((base, baseIndex) => base.name !== canary.name ? [] : [
    { base, canary, least: Math.min(invocations('base', baseIndex), invocations('canary', canaryIndex)) },
  ]));
  return pairs.filter(({ least }) => least > 0).sort((a, b) => b.least - a.least)[0];
}

async function readDurations(account: Account, called: Readonly<Record<Side, FunctionReading>>, span: Span): Promise<ReadTraffic['latency']> {
  const series = await readSeries(account, SIDES.flatMap((release) => PERCENTILES.map((statistic) =>
    ofFunction(called[release], { id: `${release}${statistic}`, metricName: 'Duration', statistic, periodSeconds: LATENCY_PERIOD }))), span);
  const of = (release: Side) => latencyFrom(PERCENTILES.map((percentile) => series.get(`${release}${percentile}`)));
  return { base: of('base'), canary: of('canary') };
}

function ofFunction(called: FunctionReading, wanted: Omit<Wanted, 'namespace' | 'dimensions'>): Wanted {
  return { ...wanted, namespace: 'AWS/Lambda', dimensions: { FunctionName: called.name, Resource: calledName(called) } };
}

/** Those of one release that the other does not call, and that have a version to be told by. */
function ownOf(readings: readonly FunctionReading[], others: ReadonlySet<string>): FunctionReading[] {
  return readings.filter((reading) => reading.version !== undefined && !others.has(calledName(reading)));
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
