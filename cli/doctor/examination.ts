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

export interface VersionReading {
  readonly version: string;
  readonly memoryMegabytes: number;
}

/** A stage of the same API that the release is not about. */
export interface OtherStage {
  readonly stageName: string;
  /** What its base calls, such as `Orders:42`. @default - it cannot be told */
  readonly calls?: readonly string[];
  /** Nobody can tell what its canary calls. */
  readonly hasCanary: boolean;
}

/** What the doctor reads beside what status reads. */
export interface FurtherReadings {
  /** How many deployments the API has. */
  readonly deployments: Read<number>;
  /** The versions of each called function, by its name. */
  readonly versions: Read<ReadonlyMap<string, readonly VersionReading[]>>;
  /** What the other stages of the API call. */
  readonly otherStages: Read<readonly OtherStage[]>;
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
