import * as fc from 'fast-check';
import { closeTo, minute, times } from './minutes';
import { REFERENCE_VECTORS } from './reference-vectors';
import { evidence, Minute } from '../../../lib/rollout/statistics';

const ALPHA = 0.05;
const STOPPED = 1 / ALPHA;
/** So small that the cap of a minute is never reached. */
const UNCAPPED = Number.MIN_VALUE;

const minutes = (size = 40): fc.Arbitrary<Minute> => fc.record({ base: fc.nat(size), canary: fc.nat(size) }).chain(({ base, canary }) =>
  fc.record({ baseErrors: fc.nat(base), canaryErrors: fc.nat(canary) })
    .map(({ baseErrors, canaryErrors }) => minute(base, baseErrors, canary, canaryErrors)));
const dispersions = fc.double({ min: 1, max: 20, noNaN: true });

describe('evidence', () => {
  test.each(REFERENCE_VECTORS)('is that of the reference: $title', ({ minutes: given, evidence: [raw, tempered] }) => {
    expect(evidence(given, ALPHA, 1)).toEqual(closeTo(raw));
    expect(evidence(given, ALPHA, 2)).toEqual(closeTo(tempered));
  });

  test.each([
    ['ten percent', minute(540, 0, 60, 1)],
    ['one percent', minute(594, 0, 6, 1)],
  ])('stops a canary of %s that has all the errors, one a minute, after two minutes', (_, one) => {
    expect(evidence(times(1, one), ALPHA, 1)).toBeLessThan(STOPPED);
    expect(evidence(times(2, one), ALPHA, 1)).toBeGreaterThanOrEqual(STOPPED);
  });

  test('says nothing of a minute in which one release had no requests', () => {
    expect(evidence([minute(0, 0, 60, 60), minute(540, 100, 0, 0)], ALPHA, 1)).toBe(1);
  });

  test('stays finite for a day of disaster', () => {
    expect(evidence(times(1440, minute(60_000, 0, 60_000, 60_000)), ALPHA, 1)).toBe(Infinity);
    expect(evidence(times(1440, minute(60_000, 60_000, 60_000, 0)), ALPHA, 1)).toBe(0);
  });

  test('is at most 1 in the mean of what chance makes of a minute, when the release makes no difference', () => {
    fc.assert(fc.property(minutes(), dispersions, (one, dispersion) => {
      expect(meanOverChance([one], (drawn) => evidence(drawn, ALPHA, dispersion))).toBeLessThanOrEqual(1 + 1e-9);
    }), { seed: 1, numRuns: 300 });
  });

  test('is at most 1 in the mean of what chance makes of several minutes', () => {
    fc.assert(fc.property(fc.array(minutes(8), { minLength: 2, maxLength: 3 }), dispersions, (several, dispersion) => {
      expect(meanOverChance(several, (drawn) => evidence(drawn, ALPHA, dispersion))).toBeLessThanOrEqual(1 + 1e-9);
    }), { seed: 1, numRuns: 100 });
  });

  test('is above 1 in the mean for a canary that fails more often', () => {
    expect(meanOverChance([minute(30, 3, 30, 3)], (drawn) => evidence(drawn, ALPHA, 1), 5)).toBeGreaterThan(1.2);
  });

  test('never stops a canary because of one minute', () => {
    fc.assert(fc.property(minutes(100_000), dispersions, (one, dispersion) => {
      expect(evidence([one], ALPHA, dispersion)).toBeLessThanOrEqual(STOPPED ** 0.75 * (1 + 1e-9));
    }), { seed: 1 });
  });

  test('does not depend on the order of the minutes', () => {
    const shuffled = fc.array(minutes(), { minLength: 2, maxLength: 20 })
      .chain((given) => fc.tuple(fc.constant(given), fc.shuffledSubarray(given, { minLength: given.length })));
    fc.assert(fc.property(shuffled, dispersions, ([given, reordered], dispersion) => {
      expect(evidence(reordered, ALPHA, dispersion)).toEqual(closeTo(evidence(given, ALPHA, dispersion)));
    }), { seed: 1 });
  });

  test('is at most what it would be without the cap', () => {
    fc.assert(fc.property(fc.array(minutes(500), { maxLength: 20 }), dispersions, (given, dispersion) => {
      expect(evidence(given, ALPHA, dispersion)).toBeLessThanOrEqual(evidence(given, UNCAPPED, dispersion) * (1 + 1e-9));
    }), { seed: 1 });
  });

  test.each([
    ['a negative count', [minute(1, -1, 1, 0)], ALPHA, 1, 'errors must be a finite number of at least 0, got -1.'],
    ['a count that is no number', [minute(1, 0, NaN, 0)], ALPHA, 1, 'requests must be a finite number of at least 0, got NaN.'],
    ['an alpha of 0', [], 0, 1, 'alpha must be above 0 and below 1, got 0.'],
    ['an alpha of 1', [], 1, 1, 'alpha must be above 0 and below 1, got 1.'],
    ['a dispersion below 1', [], ALPHA, 0.99, 'dispersion must be a finite number of at least 1, got 0.99.'],
    ['a dispersion that is no number', [], ALPHA, NaN, 'dispersion must be a finite number of at least 1, got NaN.'],
  ])('refuses %s, which would never stop a canary or always', (_, given, alpha, dispersion, message) => {
    expect(() => evidence(given, alpha, dispersion)).toThrow(message);
  });
});

/**
 * The mean of a statistic over every way in which chance may have dealt the errors of each minute to its requests (hypergeometric).
 *
 * @param ratio how many times as likely an error falls on a canary request as on one of the base (the non-central distribution)
 */
function meanOverChance(given: readonly Minute[], statistic: (drawn: Minute[]) => number, ratio = 1): number {
  const deal = (dealt: Minute[], [next, ...rest]: readonly Minute[], probability: number): number => {
    if (next === undefined) { return probability * statistic(dealt); }
    return waysToDeal(next, ratio).reduce((sum, way) => sum + deal([...dealt, way.minute], rest, probability * way.probability), 0);
  };
  return deal([], given, 1);
}

function waysToDeal({ base, canary }: Minute, ratio: number): Array<{ minute: Minute; probability: number }> {
  const errors = base.errors + canary.errors;
  const fewest = Math.max(0, errors - base.requests);
  const weights = [1];
  for (let hits = fewest; hits < Math.min(errors, canary.requests); hits++) {
    const odds = (canary.requests - hits) * (errors - hits) / ((hits + 1) * (base.requests - errors + hits + 1));
    weights.push(weights[weights.length - 1] * odds * ratio);
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight, i) => ({
    minute: minute(base.requests, errors - fewest - i, canary.requests, fewest + i), probability: weight / total,
  }));
}
