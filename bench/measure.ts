/** Minimum, median and maximum of one figure over several runs. */
export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  return { min: sorted[0], median: sorted[Math.floor(sorted.length / 2)], max: sorted[sorted.length - 1] };
}

/** Milliseconds that a piece of work takes. */
export function millisecondsOf(work: () => void): number {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / 1e6;
}

/**
 * Runs two pieces of work in turns, so that whatever else the machine does meets both, after one round that does not count.
 *
 * @returns milliseconds of each, and the ratio of the first to the second, round by round
 */
export function inTurns(rounds: number, subject: () => void, peer: () => void): { subject: Spread; peer: Spread; ratio: Spread } {
  const pairs = Array.from({ length: rounds + 1 }, (_, round) => {
    // The order changes from round to round: the second one finds a warmer machine.
    if (round % 2 === 0) { return [millisecondsOf(subject), millisecondsOf(peer)]; }
    const second = millisecondsOf(peer);
    return [millisecondsOf(subject), second];
  }).slice(1);
  return {
    subject: spread(pairs.map(([first]) => first)),
    peer: spread(pairs.map(([, second]) => second)),
    ratio: spread(pairs.map(([first, second]) => first / second)),
  };
}

export function show({ min, median, max }: Spread, digits = 1): string {
  return `${median.toFixed(digits)} (${min.toFixed(digits)} to ${max.toFixed(digits)})`;
}
