/** A range of shares, 0 to 1, bounds included. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Wilson's score interval: which shares explain so many hits. Without trials every share does.
 *
 * @param hits 0 to `trials`
 * @param trials at least 0
 * @param z quantile of the normal distribution, for instance 1.96 for 95 %
 * @throws RangeError if `hits` or `trials` is out of range
 * @see https://www.itl.nist.gov/div898/handbook/prc/section2/prc241.htm
 */
export function wilson(hits: number, trials: number, z: number): Interval {
  if (!(hits >= 0 && hits <= trials && trials < Infinity)) {
    throw new RangeError(`hits must be from 0 to the number of trials, got ${hits} of ${trials}.`);
  }
  if (trials === 0) { return { lower: 0, upper: 1 }; }
  const share = hits / trials;
  const center = share + z ** 2 / (2 * trials);
  const reach = z * Math.sqrt(share * (1 - share) / trials + z ** 2 / (4 * trials ** 2));
  const scale = 1 + z ** 2 / trials;
  return { lower: Math.max(0, (center - reach) / scale), upper: Math.min(1, (center + reach) / scale) };
}
