import { InvalidExpression, metricMath } from './metric-math';
import { MetricService } from './metric-service';
import { statistic } from './statistic';
import { AwsServiceError } from '../aws-service-error';

/** A metric, or an expression over others. */
export interface MetricDataQuery {
  readonly Id: string;
  readonly Expression?: string;
  readonly MetricStat?: {
    readonly Metric: {
      readonly Namespace?: string;
      readonly MetricName?: string;
      readonly Dimensions?: ReadonlyArray<{ readonly Name: string; readonly Value: string }>;
    };
    readonly Period: number;
    readonly Stat: string;
  };
  readonly Label?: string;
  readonly ReturnData?: boolean;
}

export interface MetricDataRequest {
  readonly queries: readonly MetricDataQuery[];
  readonly start: Date;
  /** Not included. */
  readonly end: Date;
  /** @default TimestampDescending */
  readonly scanBy?: string;
  /** When it is asked. @default - now */
  readonly asOf?: Date;
}

export interface MetricDataResult {
  readonly Id: string;
  readonly Label: string;
  /** Seconds since 1970. */
  readonly Timestamps: readonly number[];
  readonly Values: readonly number[];
  readonly StatusCode: 'Complete';
}

/** What CloudWatch takes in one call. */
const MOST_QUERIES = 500;

/** A call that CloudWatch refuses, or that the engine does not play. */
export class InvalidQuery extends AwsServiceError {
  constructor(message: string) {
    super('ValidationError', message, 400);
  }
}

type Series = ReadonlyMap<number, number>;

/** Answers GetMetricData. @throws InvalidQuery @throws InvalidExpression */
export function getMetricData(metrics: MetricService, { queries, start, end, scanBy, asOf }: MetricDataRequest): MetricDataResult[] {
  if (queries.length > MOST_QUERIES) {
    throw new InvalidQuery(`MetricDataQueries must have at most ${MOST_QUERIES} members, got ${queries.length}.`);
  }
  if (!(start < end)) { throw new InvalidQuery('The parameter StartTime must be less than the parameter EndTime.'); }
  const known = new Map(queries.map((query) => [query.Id, query]));
  const computed = new Map<string, Series>();
  const seriesOf = (id: string, within: readonly string[]): Series => {
    const query = known.get(id);
    if (query === undefined || within.includes(id)) {
      throw new InvalidQuery(`The id ${id} ${query === undefined ? 'is unknown' : 'refers to itself'}.`);
    }
    const compute = () => query.Expression === undefined
      ? measured(metrics, query, { start, end, asOf })
      : expressed(query.Expression, (other) => seriesOf(other, [...within, id]));
    const series = computed.get(id) ?? compute();
    computed.set(id, series);
    return series;
  };
  return queries.filter(({ ReturnData = true }) => ReturnData).map(({ Id, Label, MetricStat }) => {
    const points = [...seriesOf(Id, [])].sort(([a], [b]) => scanBy === 'TimestampAscending' ? a - b : b - a);
    return {
      Id,
      Label: Label ?? MetricStat?.Metric.MetricName ?? Id,
      Timestamps: points.map(([time]) => time / 1000),
      Values: points.map(([, value]) => value),
      StatusCode: 'Complete',
    };
  });
}

function measured(
  metrics: MetricService, { Id, MetricStat }: MetricDataQuery, { start, end, asOf }: Pick<MetricDataRequest, 'start' | 'end' | 'asOf'>,
): Series {
  if (MetricStat === undefined) { throw new InvalidQuery(`The query ${Id} has neither MetricStat nor Expression.`); }
  const { Metric: { Namespace, MetricName, Dimensions = [] }, Period, Stat } = MetricStat;
  const compute = statistic(Stat);
  if (compute === undefined) { throw new InvalidQuery(`The statistic ${Stat} is not played.`); }
  if (!(Period >= 60 && Period % 60 === 0)) { throw new InvalidQuery(`The period must be a multiple of 60 seconds, got ${Period}.`); }
  const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]));
  const metric = { namespace: Namespace ?? '', metricName: MetricName ?? '', dimensions };
  return new Map([...metrics.read(metric, start, end, Period, asOf)].map(([time, samples]) => [time, compute(samples)]));
}

/** A data point wherever all that it refers to have one. */
function expressed(text: string, seriesOf: (id: string) => Series): Series {
  const { ids, compute } = metricMath(text);
  if (ids.length === 0) { throw new InvalidExpression(text, 'it refers to no metric'); }
  const series = new Map(ids.map((id) => [id, seriesOf(id)]));
  const times = [...series.get(ids[0])!.keys()].filter((time) => ids.every((id) => series.get(id)!.has(time)));
  const points = times.map((time) => [time, compute((id) => series.get(id)!.get(time))] as const);
  return new Map(points.filter((point): point is readonly [number, number] => point[1] !== undefined));
}
