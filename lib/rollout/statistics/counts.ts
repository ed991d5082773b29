/** What was counted of one release in one minute. */
export interface Counts {
  readonly requests: number;
  /** Requests that failed, or, for a gate on latency, that were slow. */
  readonly errors: number;
}

/** One minute in which both releases were on the stage. A minute without data points is all zeros. */
export interface Minute {
  readonly base: Counts;
  readonly canary: Counts;
}

/**
 * Refuses what no metric can have counted.
 *
 * NaN compares as false with everything, so it would end as a canary that no gate ever stops.
 *
 * @throws RangeError if a count is negative or not a finite number
 */
export function assertCounted(counts: readonly Counts[]): void {
  for (const { requests, errors } of counts) {
    if (!isCount(requests)) { throw new RangeError(`requests must be a finite number of at least 0, got ${requests}.`); }
    if (!isCount(errors)) { throw new RangeError(`errors must be a finite number of at least 0, got ${errors}.`); }
  }
}

function isCount(value: number): boolean {
  return value >= 0 && value < Infinity;
}
