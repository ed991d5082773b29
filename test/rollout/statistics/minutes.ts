import { Counts, Minute } from '../../../lib/rollout/statistics';

/** One minute: requests and errors of the base, then of the canary. */
export function minute(baseRequests: number, baseErrors: number, canaryRequests: number, canaryErrors: number): Minute {
  return { base: { requests: baseRequests, errors: baseErrors }, canary: { requests: canaryRequests, errors: canaryErrors } };
}

/** The same minute several times. */
export function times(count: number, one: Minute): Minute[] {
  return Array.from({ length: count }, () => one);
}

/** Minutes of 600 requests with these errors. */
export function history(errors: readonly number[]): Counts[] {
  return errors.map((count) => ({ requests: 600, errors: count }));
}

/** Matches within the digits that the reference values are printed with. */
export function closeTo(value: number): any {
  return {
    asymmetricMatch: (actual: unknown) => typeof actual === 'number' && Math.abs(actual - value) <= 1e-9 * Math.abs(value),
    toString: () => `closeTo ${value}`,
  };
}
