import { assertCounted, Counts, Minute } from './counts';
import { errorSplits } from './likelihood';

/** The part of the neighbouring pairs that counts: a shared outage is no burst of one release. */
const KEPT = 0.9;
/** Mean of the lower 90 % of a chi-squared distribution with one degree of freedom: what pairs without dispersion have. */
const EXPECTED_OF_KEPT = 0.623;
/** How many minutes without dispersion `mutualDispersion` begins with, so that few minutes say little. */
const PRIOR_MINUTES = 6;
/** The largest ratio that `evidence` knows, too. */
const LARGEST_RATIO = 50;

/**
 * How much the errors of the base vary from minute to minute, over what chance alone does: 1 is chance, 5 about bursts of five errors.
 *
 * Neighbouring minutes are compared, so that a rhythm of the day does not count, and the largest tenth of the differences is left out.
 *
 * @param history the base's minutes before the rollout, in the order of time
 * @returns at least 0, and 1 when there are fewer than three minutes. Below 1 is as good as 1
 * @throws RangeError if a count is negative or not finite
 */
export function ownDispersion(history: readonly Counts[]): number {
  assertCounted(history);
  const rate = sum(history.map(({ errors }) => errors)) / Math.max(1, sum(history.map(({ requests }) => requests)));
  const squares = history.slice(1).map((minute, i) => squaredDifference(history[i], minute, rate)).sort((a, b) => a - b);
  const kept = squares.slice(0, Math.floor(KEPT * squares.length));
  return kept.length === 0 ? 1 : sum(kept) / kept.length / EXPECTED_OF_KEPT;
}

/** The square of the difference of two error rates, in units of its variance under chance. */
function squaredDifference(earlier: Counts, later: Counts, rate: number): number {
  const [before, after] = [Math.max(1, earlier.requests), Math.max(1, later.requests)];
  const variance = rate * (1 / after + 1 / before);
  return variance === 0 ? 0 : (later.errors / after - earlier.errors / before) ** 2 / variance;
}

/**
 * How much the split of the errors between the releases varies during the rollout, over what chance alone does: 1 is chance.
 *
 * It is judged from what each minute had in all, so that trouble which both releases share does not count. Few minutes leave it near 1.
 *
 * @param minutes the same minutes that `evidence` is computed from
 * @returns above 0. Below 1 is as good as 1
 * @throws RangeError if a count is negative or not finite
 */
export function mutualDispersion(minutes: readonly Minute[]): number {
  const splits = errorSplits(minutes);
  const expected = sum(splits.map(({ canaryShare, errors }) => errors * canaryShare));
  const ratio = Math.min(LARGEST_RATIO, Math.max(1, (sum(splits.map(({ canaryErrors }) => canaryErrors)) + 1) / (expected + 1)));
  const residuals = splits.map(({ canaryShare, canaryErrors, errors }) => {
    const share = ratio * canaryShare / (ratio * canaryShare + 1 - canaryShare);
    return (canaryErrors - share * errors) ** 2 / (share * (1 - share) * errors);
  });
  return (PRIOR_MINUTES + sum(residuals)) / (PRIOR_MINUTES + Math.max(0, splits.length - 1));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
