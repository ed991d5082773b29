import * as fc from 'fast-check';
import type { MeasuredMinute, ReadTraffic } from '../../../cli/readings/traffic';
import { healthOf, HealthReading, NEEDED_REQUESTS } from '../../../cli/status/health-of';

const NOW = new Date('2026-11-28T12:00:00Z');
const minutesAgo = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);
/** A minute that ended so many minutes ago. */
const minute = (ended: number, base: [number, number], canary: [number, number]): MeasuredMinute => ({
  begin: minutesAgo(ended + 1), base: { requests: base[0], serverErrors: base[1] }, canary: { requests: canary[0], serverErrors: canary[1] },
});
const traffic = (minutes: readonly MeasuredMinute[]): ReadTraffic => ({ source: 'access-log', minutes, latency: {}, shared: [] });
const read = (minutes: readonly MeasuredMinute[], more: Partial<HealthReading> = {}) => healthOf({
  traffic: traffic(minutes), isMeasured: true, changedAt: minutesAgo(60), now: NOW, ...more,
});
const SAME = Array.from({ length: 10 }, (_, i) => minute(12 - i, [900, 9], [100, 1]));
const FAILING = Array.from({ length: 10 }, (_, i) => minute(12 - i, [900, 9], [100, 30]));

describe('a canary is', () => {
  test('HEALTHY when nothing speaks against it over enough requests, with what is excluded by now', () => {
    const health = read(SAME);
    expect(health).toMatchObject({ verdict: 'HEALTHY', about: 'errors', needed: 20, source: 'access-log' });
    expect(health.excludedRatio).toBeGreaterThan(1);
  });

  test('WORSE when it fails more often than chance explains, with how many times', () => {
    expect(read(FAILING)).toMatchObject({ verdict: 'WORSE', about: 'errors', ratio: expect.closeTo(30, 5) });
  });

  test('WORSE for slow requests alone, where they are counted', () => {
    const slow = SAME.map(({ begin, base, canary }) => ({ begin, base: { ...base, slow: 9 }, canary: { ...canary, slow: 40 } }));
    expect(read(slow)).toMatchObject({ verdict: 'WORSE', about: 'slow requests' });
  });

  test.each([[NEEDED_REQUESTS - 1, 'TOO_EARLY'], [NEEDED_REQUESTS, 'HEALTHY']])('with %i requests %s', (requests, verdict) => {
    expect(read([minute(5, [3000, 3], [requests, 0])]).verdict).toBe(verdict);
  });

  test('TOO_EARLY with how many requests are missing, and for how long at this rate', () => {
    expect(read([minute(6, [90, 0], [10, 0]), minute(5, [90, 0], [10, 0])])).toMatchObject({ missingRequests: 280, missingMinutes: 28 });
    expect(read([minute(5, [90, 0], [0, 0])])).not.toHaveProperty('missingMinutes');
  });

  test('TOO_EARLY right after a change, then NO_DATA', () => {
    expect(read([], { traffic: undefined, changedAt: minutesAgo(3) }).verdict).toBe('TOO_EARLY');
    expect(read([], { traffic: undefined, changedAt: minutesAgo(4) }).verdict).toBe('NO_DATA');
    expect(read([], { changedAt: minutesAgo(4) })).toEqual({ verdict: 'NO_DATA', source: 'access-log' });
  });

  test('UNKNOWN where nothing counts', () => {
    expect(read([], { traffic: undefined, isMeasured: false })).toEqual({ verdict: 'UNKNOWN' });
  });
});

const minutes = fc.array(fc.record({
  ended: fc.integer({ min: 3, max: 50 }),
  base: fc.integer({ min: 0, max: 1000 }),
  canary: fc.integer({ min: 0, max: 200 }),
  failing: fc.integer({ min: 0, max: 10 }),
}), { minLength: 1, maxLength: 20 })
  .map((drawn) => drawn.map(({ ended, base, canary, failing }) => (
    minute(ended, [base, Math.min(base, failing)], [canary, Math.min(canary, failing)])
  )));

test('minutes before the last change, and those whose metrics may not be complete, decide nothing', () => {
  fc.assert(fc.property(minutes, (judged) => {
    const others = [minute(61, [900, 0], [100, 100]), minute(1, [900, 0], [100, 100]), minute(0, [900, 0], [100, 100])];
    expect(read([others[0], ...judged, ...others.slice(1)])).toEqual(read(judged));
  }), { seed: 1, numRuns: 200 });
});

test('HEALTHY has enough requests, WORSE enough evidence, and every verdict has either the one or the other', () => {
  fc.assert(fc.property(minutes, (judged) => {
    const { verdict, evidence = 0, missingRequests } = read(judged);
    const requests = judged.reduce((sum, { canary }) => sum + canary.requests, 0);
    expect(verdict === 'WORSE').toBe(evidence >= 20);
    if (verdict === 'HEALTHY') { expect(requests).toBeGreaterThanOrEqual(NEEDED_REQUESTS); }
    if (verdict === 'TOO_EARLY') { expect(missingRequests).toBe(NEEDED_REQUESTS - requests); }
  }), { seed: 1, numRuns: 200 });
});
