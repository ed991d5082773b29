import { Minute } from './counts';
import { assertParameters, errorSplits, logLikelihoodRatio, logSpaced, meanOfExponentials } from './likelihood';

const RATIOS = logSpaced(0.02, 50, 60);

/**
 * The smallest ratio that the minutes exclude: a canary that fails so many times as often as the base would have been stopped by now.
 *
 * A bound that holds at every look, and says what a passed gate is worth. It is one of 60 log-spaced values, and undefined as long as nothing up to
 * 50 times is excluded. Minutes are not capped here.
 *
 * @param minutes as for `evidence`
 * @param alpha as for `evidence`
 * @param dispersion as for `evidence`
 * @throws RangeError if a count, `alpha` or `dispersion` is out of range
 */
export function excludedRatio(minutes: readonly Minute[], alpha: number, dispersion: number): number | undefined {
  assertParameters(alpha, dispersion);
  const splits = errorSplits(minutes);
  const exponents = RATIOS.map((ratio) => splits.reduce((sum, split) => sum + logLikelihoodRatio(split, ratio), 0) / dispersion);
  return RATIOS.find((ratio, k) => ratio > 1 && meanOfExponentials(exponents.slice(0, k).map((smaller) => smaller - exponents[k])) >= 1 / alpha);
}
