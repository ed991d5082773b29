import * as fc from 'fast-check';
import { closeTo, minute, times } from './minutes';
import { REFERENCE_VECTORS } from './reference-vectors';
import { excludedRatio } from '../../../lib/rollout/statistics';

describe('excludedRatio', () => {
  test.each(REFERENCE_VECTORS)('is that of the reference: $title', ({ minutes, excludedRatio: expected }) => {
    expect(excludedRatio(minutes, 0.05, 1)).toEqual(expected === undefined ? undefined : closeTo(expected));
  });

  test('is above 1, and larger with more dispersion', () => {
    const errors = fc.record({ base: fc.nat(20), canary: fc.nat(4) });
    fc.assert(fc.property(errors, fc.integer({ min: 1, max: 60 }), ({ base, canary }, count) => {
      const given = times(count, minute(540, base, 60, canary));
      const [raw = Infinity, tempered = Infinity] = [1, 3].map((dispersion) => excludedRatio(given, 0.05, dispersion));
      expect(raw).toBeGreaterThan(1);
      expect(tempered).toBeGreaterThanOrEqual(raw);
    }), { seed: 1 });
  });

  test('comes down while a canary does well', () => {
    const after = (count: number) => excludedRatio(times(count, minute(540, 5, 60, 0)), 0.05, 1);
    expect(after(0)).toBeUndefined();
    expect(after(1)!).toBeGreaterThan(after(10)!);
  });
});
