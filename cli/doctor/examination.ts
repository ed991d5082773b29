import type { Inspection } from '../readings/inspect';

/** A reading that may be denied. */
export type Read<T> = { readonly value: T } | { readonly denied: string };

/** A filter on the access log as it is on AWS, and whether it finds each of some lines. */
export interface TriedFilter {
  readonly name: string;
  readonly metricName: string;
  readonly pattern: string;
  readonly found: ReadonlyArray<{ readonly line: string; readonly isFound: boolean }>;
}

/** The access log and what counts in it. */
export interface LogReading {
  readonly filters: readonly TriedFilter[];
  /** When the oldest line of the last 15 minutes came. @default - there is none */
  readonly oldestRecent?: Date;
}

export interface ProvisionedReading {
  readonly name: string;
  readonly version: string;
  readonly instances: number;
}

/** What the doctor reads beside what status reads. */
export interface FurtherReadings {
  /** How many deployments the API has. */
  readonly deployments: Read<number>;
  /** How many versions each called function has, by its name. */
  readonly versions: Read<ReadonlyMap<string, number>>;
  readonly provisioned: Read<readonly ProvisionedReading[]>;
  /** Whether API Gateway may write logs. */
  readonly hasLogRole: Read<boolean>;
  /** undefined: nothing counts in the log */
  readonly log: Read<LogReading | undefined>;
}

/** Everything that the checks look at. */
export interface Examination extends Inspection {
  /** @default - only what status reads */
  readonly further?: FurtherReadings;
}
