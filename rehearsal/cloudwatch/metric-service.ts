/** The identity of a metric. */
export interface MetricId {
  readonly namespace: string;
  readonly metricName: string;
  /** @default - none */
  readonly dimensions?: Readonly<Record<string, string>>;
}

const MINUTE = 60_000;

/** CloudWatch's metrics: values by minute, each to be read some time after its minute is over. */
export class MetricService {
  private readonly metrics = new Map<string, Map<number, number[]>>();

  /** @param delayMinutes how long after its end a minute can be read */
  constructor(private readonly now: () => Date, private readonly delayMinutes: number) {}

  /** Adds a value to the minute of an instant. */
  put(metric: MetricId, at: Date, value: number): void {
    this.minuteOf(metric, at).push(value);
  }

  /** Gives the minute of an instant this value if it has none. */
  putDefault(metric: MetricId, at: Date, value: number): void {
    const values = this.minuteOf(metric, at);
    if (values.length === 0) { values.push(value); }
  }

  /**
   * What can be read by now of a time span, in periods. A period without values is not there.
   *
   * @param end not included
   */
  read(metric: MetricId, start: Date, end: Date, periodSeconds: number): ReadonlyMap<number, readonly number[]> {
    const [period, minutes] = [periodSeconds * 1000, this.metrics.get(keyOf(metric)) ?? new Map<number, number[]>()];
    const readable = this.now().getTime() - this.delayMinutes * MINUTE;
    const periods = new Map<number, number[]>();
    for (const [minute, values] of [...minutes].sort(([a], [b]) => a - b)) {
      if (minute < start.getTime() || minute >= end.getTime() || minute + MINUTE > readable) { continue; }
      const begin = Math.floor(minute / period) * period;
      periods.set(begin, [...periods.get(begin) ?? [], ...values]);
    }
    return periods;
  }

  private minuteOf(metric: MetricId, at: Date): number[] {
    const key = keyOf(metric);
    const minutes = this.metrics.get(key) ?? new Map<number, number[]>();
    this.metrics.set(key, minutes);
    const minute = Math.floor(at.getTime() / MINUTE) * MINUTE;
    const values = minutes.get(minute) ?? [];
    minutes.set(minute, values);
    return values;
  }
}

function keyOf({ namespace, metricName, dimensions = {} }: MetricId): string {
  return JSON.stringify([namespace, metricName, Object.entries(dimensions).sort(([a], [b]) => a < b ? -1 : 1)]);
}
