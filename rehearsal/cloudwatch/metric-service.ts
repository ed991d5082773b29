/** The identity of a metric. */
export interface MetricId {
  readonly namespace: string;
  readonly metricName: string;
  /** @default - none */
  readonly dimensions?: Readonly<Record<string, string>>;
}

/** Values, each with how often it was put. */
export type Samples = ReadonlyMap<number, number>;

const MINUTE = 60_000;

/** CloudWatch's metrics: values by minute, each to be read some time after its minute is over. */
export class MetricService {
  private readonly metrics = new Map<string, Map<number, Map<number, number>>>();
  private readonly sources: Array<() => void> = [];

  /** @param delayMinutes how long after its end a minute can be read */
  constructor(private readonly now: () => Date, private readonly delayMinutes: number) {}

  /** Adds what counts by itself, and puts what it has counted when it is told to. */
  addSource(putAll: () => void): void {
    this.sources.push(putAll);
  }

  /** Everything that counts puts what it has counted up to now: before something is read, and before something changes by which it counts. */
  catchUp(): void {
    for (const putAll of this.sources) { putAll(); }
  }

  /** Adds a value to the minute of an instant. @param times how often */
  put(metric: MetricId, at: Date, value: number, times = 1): void {
    const samples = this.minuteOf(metric, at);
    samples.set(value, (samples.get(value) ?? 0) + times);
  }

  /** Gives the minute of an instant this value if it has none. */
  putDefault(metric: MetricId, at: Date, value: number): void {
    const samples = this.minuteOf(metric, at);
    if (samples.size === 0) { samples.set(value, 1); }
  }

  /**
   * What can be read of a time span, in periods. A period without values is not there.
   *
   * @param end not included
   * @param asOf when it is read. @default - now
   */
  read(metric: MetricId, start: Date, end: Date, periodSeconds: number, asOf: Date = this.now()): ReadonlyMap<number, Samples> {
    this.catchUp();
    const [period, minutes] = [periodSeconds * 1000, this.metrics.get(keyOf(metric)) ?? new Map<number, Map<number, number>>()];
    const readable = asOf.getTime() - this.delayMinutes * MINUTE;
    const periods = new Map<number, Map<number, number>>();
    for (const [minute, samples] of [...minutes].sort(([a], [b]) => a - b)) {
      if (minute < start.getTime() || minute >= end.getTime() || minute + MINUTE > readable) { continue; }
      const begin = Math.floor(minute / period) * period;
      const together = periods.get(begin) ?? new Map<number, number>();
      for (const [value, times] of samples) { together.set(value, (together.get(value) ?? 0) + times); }
      periods.set(begin, together);
    }
    return periods;
  }

  private minuteOf(metric: MetricId, at: Date): Map<number, number> {
    const key = keyOf(metric);
    const minutes = this.metrics.get(key) ?? new Map<number, Map<number, number>>();
    this.metrics.set(key, minutes);
    const minute = Math.floor(at.getTime() / MINUTE) * MINUTE;
    const samples = minutes.get(minute) ?? new Map<number, number>();
    minutes.set(minute, samples);
    return samples;
  }
}

/** One text for the same dimensions in any order. It is made for each value that is put, so without JSON. */
function keyOf({ namespace, metricName, dimensions = {} }: MetricId): string {
  return Object.keys(dimensions).sort().reduce((key, name) => `${key}\0${name}\0${dimensions[name]}`, `${namespace}\0${metricName}`);
}
