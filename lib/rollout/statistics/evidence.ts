import { Minute } from './counts';
import { assertParameters, errorSplits, logLikelihoodRatio, logSpaced, meanOfExponentials } from './likelihood';

/** How many times as often the canary may fail as the base: equally weighted, because nobody knows how bad a bad release is. */
const RATIOS = logSpaced(1.1, 50, 24);
/** The part of the deciding exponent that one minute can give, so that no single minute decides. */
const MINUTE_CAP = 0.75;

/**
 * The evidence that the canary fails more often than the base (an e-value): 1 is none, and at 1 / `alpha` or more the canary is stopped.
 *
 * It may be looked at after every minute. If the release makes no difference, the probability that it ever reaches 1 / `alpha` is at
 * most `alpha`: API Gateway draws a release for each request on its own, so given what happened in a minute, which of the errors fell
 * on the canary is chance, whatever made requests fail (an outage, the time of day, retries). The share is that of the minute's
 * requests, not the configured one, so a change of the split that arrives late does not matter.
 *
 * What this does not cover is correlation within one release, such as one sick execution environment. Dispersion and the cap of each minute meet
 * it: a heuristic, checked by simulation (docs/gates.md).
 *
 * @param minutes all complete minutes since the rollout began, over all its steps. Their order does not matter
 * @param alpha above 0 and below 1
 * @param dispersion how much the errors of one release vary beyond chance, at least 1: the largest of 1, `ownDispersion` and `mutualDispersion`
 * @throws RangeError if a count, `alpha` or `dispersion` is out of range
 * @see Lindon & Malek, Anytime-Valid Inference for Multinomial Count Data, NeurIPS 2022
 */
export function evidence(minutes: readonly Minute[], alpha: number, dispersion: number): number {
  assertParameters(alpha, dispersion);
  const splits = errorSplits(minutes);
  const cap = MINUTE_CAP * dispersion * Math.log(1 / alpha);
  return meanOfExponentials(RATIOS.map((ratio) =>
    splits.reduce((sum, split) => sum + Math.min(logLikelihoodRatio(split, ratio), cap), 0) / dispersion));
}
