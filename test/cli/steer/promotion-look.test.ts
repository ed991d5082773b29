import type { Inspection } from '../../../cli/readings/inspect';
import type { FunctionReading } from '../../../cli/readings/read-functions';
import { styleOf } from '../../../cli/screen/style';
import type { StatusReport } from '../../../cli/status/status-report';
import { promotionLines } from '../../../cli/steer/promotion-lines';
import { promotionLook } from '../../../cli/steer/promotion-look';

type Routes = Record<string, string[]>;

const deployment = (id: string, routes: Routes) => ({
  id, routes: Object.fromEntries(Object.entries(routes).map(([path, verbs]) => [path, Object.fromEntries(verbs.map((verb) => [verb, {}]))])),
});
const look = (base: Routes, canary: Routes, functions?: FunctionReading[], health?: StatusReport['health']) => promotionLook(
  { deployments: { base: deployment('d1', base), canary: deployment('d2', canary) }, functions: { canary: functions } } as unknown as Inspection,
  { health } as StatusReport,
);
const lines = (...given: Parameters<typeof look>): string =>
  promotionLines(look(...given), styleOf({ colors: false, ascii: false, columns: 200 })).join('\n');
const ORDERS: Routes = { '/orders': ['GET'] };

describe('the figures', () => {
  const figures = (requests: number): string => promotionLines({
    ...look(ORDERS, ORDERS, undefined, { verdict: 'TOO_EARLY', missingRequests: 300 - requests }),
    counted: { base: { requests: 900, serverErrors: 1 }, canary: { requests, serverErrors: 0 } },
  }, styleOf({ colors: false, ascii: false, columns: 200 })).join('\n');

  test('stand behind the verdict', () => expect(figures(100)).toContain('(base 1 of 900 failed, canary 0 of 100 failed, last 15 min)'));

  test('are left out where nobody got the canary: 0 of 0 tells nothing', () => expect(figures(0)).not.toContain('failed'));
});

describe('routes that everybody would lose', () => {
  test('are those of production that the canary answers with 403', () => {
    expect(look({ ...ORDERS, '/old': ['GET', 'POST'] }, ORDERS).lostRoutes).toEqual(['GET /old', 'POST /old']);
    expect(lines({ ...ORDERS, '/old': ['GET'] }, ORDERS)).toContain('✗ the canary does not serve GET /old: everybody would get 403 there');
  });

  test('are none where another route of the canary serves them, or the canary has more', () => {
    expect(look({ '/orders': ['GET'] }, { '/{proxy+}': ['ANY'] }).lostRoutes).toEqual([]);
    expect(look(ORDERS, { ...ORDERS, '/new': ['GET'] }).lostRoutes).toEqual([]);
  });
});

describe('what the canary calls', () => {
  const called = (state: FunctionReading['state']): FunctionReading[] => [{ name: 'Orders', version: '2', state }];

  test.each(['missing', 'not-callable'] as const)('is broken when a version is %s', (state) => {
    expect(look(ORDERS, ORDERS, called(state)).brokenCalls).toEqual(['Orders:2']);
  });

  test('is said to be unknown where nobody could look, and never taken for good', () => {
    expect(look(ORDERS, ORDERS, called('unknown'))).toMatchObject({ brokenCalls: [], unknownCalls: ['Orders:2'] });
    expect(lines(ORDERS, ORDERS, called('unknown'))).toContain('! not known whether Orders:2 exists and may be called');
    expect(lines(ORDERS, ORDERS)).toContain('! what the canary calls is not known');
    expect(lines(ORDERS, ORDERS, called('ok'))).toContain('✓ Orders:2: exists and may be called');
  });
});

test('a canary that gets no requests is not called healthy', () => {
  expect(lines(ORDERS, ORDERS)).toContain('! no request gets the canary: nothing is known of it');
});
