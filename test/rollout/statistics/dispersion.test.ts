import * as fc from 'fast-check';
import { closeTo, history, minute, times } from './minutes';
import { REFERENCE_VECTORS } from './reference-vectors';
import { mutualDispersion, ownDispersion } from '../../../lib/rollout/statistics';

const repeated = (count: number, errors: (index: number) => number) => history(Array.from({ length: count }, (_, index) => errors(index)));

describe('ownDispersion', () => {
  test.each([
    ['steady errors', repeated(61, (i) => [5, 7, 6, 4, 8, 6][i % 6]), 0.506705170396],
    ['thirty errors in every fifth minute', repeated(61, (i) => i % 5 === 0 ? 30 : 0), 37.6589702432],
  ])('is that of the reference: %s', (_, given, expected) => {
    expect(ownDispersion(given)).toEqual(closeTo(expected));
  });

  test.each([
    ['one shared outage', repeated(61, (i) => i === 30 ? 120 : 6), 0],
    ['ten minutes without errors', repeated(10, () => 0), 0],
    ['no history', [], 1],
    ['two minutes, which leave nothing when a tenth is left out', repeated(2, (i) => 100 * i), 1],
    ['minutes without requests', Array.from({ length: 20 }, () => ({ requests: 0, errors: 0 })), 0],
  ])('of %s', (_, given, expected) => {
    expect(ownDispersion(given)).toBe(expected);
  });

  test('counts a rhythm of the day for nothing', () => {
    const day = repeated(1440, (i) => Math.round(60 * (1 + 0.8 * Math.sin(i / 1440 * 2 * Math.PI))));
    expect(ownDispersion(day)).toBeLessThan(0.1);
  });

  test('depends on the order of the minutes', () => {
    const rising = repeated(40, (i) => i);
    const alternating = repeated(40, (i) => i % 2 === 0 ? i : 40 - i);
    expect(ownDispersion(rising)).toBeLessThan(1);
    expect(ownDispersion(alternating)).toBeGreaterThan(5);
  });

  test('refuses a count that is no number', () => {
    expect(() => ownDispersion([{ requests: 600, errors: NaN }])).toThrow('errors must be a finite number of at least 0, got NaN.');
  });
});

describe('mutualDispersion', () => {
  test.each(REFERENCE_VECTORS)('is that of the reference: $title', ({ minutes, mutualDispersion: expected }) => {
    expect(mutualDispersion(minutes)).toEqual(closeTo(expected));
  });

  test('is 1 without minutes that say something', () => {
    expect(mutualDispersion([minute(0, 0, 60, 60), minute(540, 100, 0, 0), minute(540, 0, 60, 0)])).toBe(1);
  });

  test('grows when the errors of one release come in bursts', () => {
    const bursts = [...times(20, minute(300, 3, 300, 3)), ...times(3, minute(300, 3, 300, 60))];
    expect(mutualDispersion(bursts)).toBeGreaterThan(3);
  });

  test('stays when the errors of both come in bursts', () => {
    const outages = [...times(20, minute(300, 3, 300, 3)), ...times(3, minute(300, 60, 300, 60))];
    expect(mutualDispersion(outages)).toBeLessThanOrEqual(1);
  });

  test('does not depend on the order of the minutes', () => {
    const counts = fc.record({ requests: fc.integer({ min: 1, max: 500 }), errors: fc.nat(50) });
    fc.assert(fc.property(fc.array(fc.record({ base: counts, canary: counts }), { maxLength: 30 }), (given) => {
      expect(mutualDispersion([...given].reverse())).toEqual(closeTo(mutualDispersion(given)));
    }), { seed: 1 });
  });
});
