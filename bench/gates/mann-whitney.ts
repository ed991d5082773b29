import { Counts, Minute } from '../../lib/rollout/statistics';

/** The quantile of the normal distribution for a two-sided confidence of 98 %. */
const Z = 2.326;
/** What Kayenta tolerates, as a part of its estimate of the shift. */
const TOLERANCE = 0.25;

/**
 * Kayenta's judgement of one metric, "High is bad": is the canary's error rate higher, minute for minute?
 *
 * A Mann-Whitney test with the normal approximation: the confidence interval of the shift (Hodges-Lehmann) must lie above a quarter of the shift.
 *
 * @see https://github.com/spinnaker/kayenta/blob/master/docs/canary-judge.md
 */
export function isHigh(minutes: readonly Minute[]): boolean {
  const shifts = shiftsBetween(minutes.map(({ base }) => base), minutes.map(({ canary }) => canary));
  if (shifts.length === 0) { return false; }
  const points = Math.sqrt(shifts.length);
  const lowest = Math.round(shifts.length / 2 - Z * Math.sqrt(shifts.length * (2 * points + 1) / 12));
  const lower = shifts[Math.max(1, lowest) - 1];
  return lower > TOLERANCE * Math.abs(shifts[Math.floor(shifts.length / 2)]);
}

/** Every difference between a point of the canary and one of the base, in ascending order. */
function shiftsBetween(base: readonly Counts[], canary: readonly Counts[]): number[] {
  const rates = (counts: readonly Counts[]) => counts.filter(({ requests }) => requests > 0).map(({ requests, errors }) => errors / requests);
  const before = rates(base);
  return rates(canary).flatMap((after) => before.map((rate) => after - rate)).sort((a, b) => a - b);
}
