import * as fc from 'fast-check';
import { difference, differenceExpression } from '../../../lib/monitoring/difference';
import { metricMath } from '../../../rehearsal/cloudwatch/metric-math';

const compute = (expression: string, values: Record<string, number> = {}) => metricMath(expression).compute((id) => values[id]);

describe('metricMath', () => {
  test.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['2 * 3 ^ 2', 18],
    ['10 - 2 - 3', 5],
    ['8 / 4 / 2', 1],
    ['-2 + 5', 3],
    ['1 > 2', 0],
    ['2 >= 2 AND 1 == 1', 1],
    ['0 OR 3', 1],
    ['1 > 2 || 2 != 2', 0],
    ['IF(1 > 2, 10, 20)', 20],
    ['IF(2 > 1 AND 1 > 0, 9 ^ 0.5, 0)', 3],
  ])('%s is %d', (expression, expected) => {
    expect(compute(expression)).toBe(expected);
  });

  test('has no data point where a metric has none, or by zero is divided', () => {
    expect(compute('a / b', { a: 1 })).toBeUndefined();
    expect(compute('a / b', { a: 1, b: 0 })).toBeUndefined();
    expect(compute('IF(a > 0, b, 0)', { b: 1 })).toBeUndefined();
  });

  test('names what it refers to', () => {
    expect(metricMath('100 * errors / (errors + m2)').ids).toEqual(['errors', 'm2']);
  });

  test.each(['FILL(m1, 0)', 'SUM(METRICS())', 'm1 +', '(m1', 'm1 m2', 'IF(m1, m2)', 'm1 % 2'])('refuses %s', (expression) => {
    expect(() => metricMath(expression)).toThrow(`Error in expression '${expression}'`);
  });
});

describe('the difference of two releases', () => {
  const expression = differenceExpression({ baseRequests: 'br', baseErrors: 'be', canaryRequests: 'cr', canaryErrors: 'ce' });
  const counts = fc.record({ br: fc.nat(5000), cr: fc.nat(500) }).chain(({ br, cr }) =>
    fc.record({ br: fc.constant(br), cr: fc.constant(cr), be: fc.nat(br), ce: fc.nat(cr) }));

  test('is the same as metric math and as a function', () => {
    fc.assert(fc.property(counts, ({ br, be, cr, ce }) => {
      const math = compute(expression, { br, be, cr, ce });
      const own = difference({ baseRequests: br, baseErrors: be, canaryRequests: cr, canaryErrors: ce });
      if (own === undefined || math === undefined) {
        // Metric math does not compute the branch that is not taken.
        expect([own ?? 0, math ?? 0]).toEqual([0, 0]);
      } else {
        expect(math).toBeCloseTo(own, 9);
      }
    }), { seed: 1, numRuns: 1000 });
  });

  test('is that of the test of two proportions', () => {
    // (20/200 - 30/1000) / sqrt(50/1200 * 1150/1200 * (1/200 + 1/1000))
    expect(compute(expression, { br: 1000, be: 30, cr: 200, ce: 20 })).toBeCloseTo(4.5222, 3);
  });

  test('is 0 for fewer than three errors or ten requests', () => {
    expect(compute(expression, { br: 1000, be: 0, cr: 200, ce: 2 })).toBe(0);
    expect(compute(expression, { br: 1000, be: 0, cr: 9, ce: 9 })).toBe(0);
    expect(compute(expression, { br: 1000, be: 0, cr: 10, ce: 3 })).toBeGreaterThan(3);
  });
});
