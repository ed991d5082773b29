/** What a rule says to the function that prunes. */
export interface PrunerEvent {
  /** ARNs. Once for all APIs: EventBridge takes 8,192 characters. */
  readonly functions: readonly string[];
  readonly apis: readonly ToldApi[];
}

/** An API with its functions by their places in the list of the event. */
export type ToldApi = Omit<PrunedApi, 'functions'> & { readonly functions: readonly number[] };

/** The id of an API that is not there. No API has it. */
export const NO_API = 'none';

/** An API of which nothing goes but what its releases do not want to keep. */
export interface PrunedApi {
  /** `NO_API` where a condition keeps it away. */
  readonly restApiId: string;
  /** How many releases of before each stage can go back to, beside what it is on. */
  readonly keep: number;
  readonly minimumAgeSeconds: number;
  readonly idleForSeconds: number;
  readonly dropsProvisionedConcurrency: boolean;
  /** ARNs of the functions that it calls. Versions of others are left alone. */
  readonly functions: readonly string[];
}
