import { assertCounted, Minute } from './counts';

/** A minute as the tests see it: given the traffic and the errors of both releases together, how many errors fell on the canary. */
export interface ErrorSplit {
  /** The canary's share of the requests, above 0 and below 1. */
  readonly canaryShare: number;
  readonly canaryErrors: number;
  /** Errors of both releases, at least one. */
  readonly errors: number;
}

/** The minutes that say something: both releases had requests, and at least one request failed. In the order given. */
export function errorSplits(minutes: readonly Minute[]): ErrorSplit[] {
  const splits: ErrorSplit[] = [];
  for (const { base, canary } of minutes) {
    assertCounted([base, canary]);
    const errors = base.errors + canary.errors;
    if (base.requests > 0 && canary.requests > 0 && errors > 0) {
      splits.push({ canaryShare: canary.requests / (base.requests + canary.requests), canaryErrors: canary.errors, errors });
    }
  }
  return splits;
}

/**
 * Logarithm of how much likelier a minute is when the canary fails `ratio` times as often as the base than when both fail alike.
 *
 * With θ = ratio · w / (ratio · w + 1 − w) as the canary's share of the errors, this is x₁ · ln(θ / w) + x₀ · ln((1 − θ) / (1 − w)).
 */
export function logLikelihoodRatio({ canaryShare, canaryErrors, errors }: ErrorSplit, ratio: number): number {
  return canaryErrors * Math.log(ratio) - errors * Math.log(ratio * canaryShare + 1 - canaryShare);
}

/** Numbers from `first` to `last`, both included, each the same multiple of the one before. */
export function logSpaced(first: number, last: number, count: number): number[] {
  return Array.from({ length: count }, (_, k) => first * (last / first) ** (k / (count - 1)));
}

/** The mean of the exponentials, without overflow on the way. */
export function meanOfExponentials(exponents: readonly number[]): number {
  const largest = Math.max(...exponents);
  return Math.exp(largest) * exponents.reduce((sum, exponent) => sum + Math.exp(exponent - largest), 0) / exponents.length;
}

/** @throws RangeError if the two parameters of every test are not what they can be */
export function assertParameters(alpha: number, dispersion: number): void {
  if (!(alpha > 0 && alpha < 1)) { throw new RangeError(`alpha must be above 0 and below 1, got ${alpha}.`); }
  if (!(dispersion >= 1 && dispersion < Infinity)) {
    throw new RangeError(`dispersion must be a finite number of at least 1, got ${dispersion}. Take the largest of 1 and the estimates.`);
  }
}
