/** What a rule says to the function that prunes. */
export interface PrunerEvent {
  readonly apis: readonly PrunedApi[];
}

/** An API of which nothing goes but what its releases do not want to keep. */
export interface PrunedApi {
  readonly restApiId: string;
  /** How many releases of before each stage can go back to, beside what it is on. */
  readonly keep: number;
  readonly minimumAgeSeconds: number;
  readonly idleForSeconds: number;
  readonly dropsProvisionedConcurrency: boolean;
  /** ARNs of the functions that it calls. Versions of others are left alone. */
  readonly functions: readonly string[];
}
