/** What was counted of one release in one minute. */
export interface Figures {
  readonly requests: number;
  readonly serverErrors: number;
  /** @default - not counted */
  readonly clientErrors?: number;
  /** @default - not counted */
  readonly slow?: number;
}

export interface MeasuredMinute {
  readonly begin: Date;
  readonly base: Figures;
  readonly canary: Figures;
}

/** In milliseconds: the median over five-minute periods of each percentile. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
}

/** Where counts come from. `functions`: without the stage's log. Only what a function fails at is seen. */
export type TrafficSource = 'access-log' | 'functions';

/** What CloudWatch told of both releases. */
export interface ReadTraffic {
  readonly source: TrafficSource;
  /** Oldest first. One without any data point is not among them. */
  readonly minutes: readonly MeasuredMinute[];
  readonly latency: { readonly base?: Latency; readonly canary?: Latency };
  /** The function whose durations these are. @default - they are of whole requests */
  readonly latencyOf?: string;
  /** Functions that both releases call by the same version: nobody can tell whose requests they got. */
  readonly shared: readonly string[];
}

/** The sum over minutes. */
export function summed(figures: readonly Figures[]): Figures {
  const sum = (of: (one: Figures) => number | undefined): number => figures.reduce((total, one) => total + (of(one) ?? 0), 0);
  const has = (of: (one: Figures) => number | undefined): boolean => figures.some((one) => of(one) !== undefined);
  return {
    requests: sum(({ requests }) => requests),
    serverErrors: sum(({ serverErrors }) => serverErrors),
    ...has(({ clientErrors }) => clientErrors) ? { clientErrors: sum(({ clientErrors }) => clientErrors) } : {},
    ...has(({ slow }) => slow) ? { slow: sum(({ slow }) => slow) } : {},
  };
}
