import * as fc from 'fast-check';
import { closeTo } from './minutes';
import { wilson } from '../../../lib/rollout/statistics';

describe('wilson', () => {
  test('is that of the reference', () => {
    expect(wilson(20, 200, 1.96)).toEqual({ lower: closeTo(0.0656699411716), upper: closeTo(0.149406863563) });
    expect(wilson(0, 299, 1.645).upper).toEqual(closeTo(0.00896907842659));
  });

  test('allows everything without trials', () => {
    expect(wilson(0, 0, 3.9)).toEqual({ lower: 0, upper: 1 });
  });

  test('never leaves 0 to 1, and holds what was seen', () => {
    const counted = fc.integer({ min: 1, max: 100_000 }).chain((trials) => fc.tuple(fc.nat(trials), fc.constant(trials)));
    fc.assert(fc.property(counted, fc.double({ min: 0.1, max: 5, noNaN: true }), ([hits, trials], z) => {
      const { lower, upper } = wilson(hits, trials, z);
      expect(lower).toBeGreaterThanOrEqual(0);
      expect(upper).toBeLessThanOrEqual(1);
      expect(lower).toBeLessThanOrEqual(hits / trials + 1e-12);
      expect(upper).toBeGreaterThanOrEqual(hits / trials - 1e-12);
    }), { seed: 1 });
  });

  test.each([[1506, 0.01], [137, 0.1]])('excludes after %i requests without a canary that it gets a share of %f', (requests, share) => {
    expect(wilson(0, requests, 3.9).upper).toBeLessThan(share);
    expect(wilson(0, requests - 1, 3.9).upper).toBeGreaterThanOrEqual(share);
  });

  test.each([[-1, 10], [11, 10], [NaN, 10], [0, NaN], [0, Infinity]])('refuses %d of %d', (hits, trials) => {
    expect(() => wilson(hits, trials, 1.96)).toThrow(`hits must be from 0 to the number of trials, got ${hits} of ${trials}.`);
  });
});
