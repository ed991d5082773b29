import { isReached, statusExitCode } from '../../../cli/status/ends';
import type { StatusReport } from '../../../cli/status/status-report';

const report = (status: string, state: StatusReport['state'], verdict?: string, more: object = {}): StatusReport => ({
  state, stack: { name: 'Shop', id: 'x', status }, ...verdict === undefined ? {} : { health: { verdict } }, ...more,
} as unknown as StatusReport);

describe('--until', () => {
  test.each([
    ['stable', report('UPDATE_COMPLETE', 'HELD'), 0],
    ['stable', report('UPDATE_IN_PROGRESS', 'DEPLOYING'), undefined],
    ['stable', report('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'DEPLOYING'), undefined],
    ['stable', report('UPDATE_ROLLBACK_COMPLETE', 'HELD'), 1],
    ['stable', report('UPDATE_ROLLBACK_FAILED', 'ROLLBACK_FAILED'), 1],
    ['stable', report('UPDATE_FAILED', 'HELD'), 1],
    ['healthy', report('UPDATE_COMPLETE', 'HELD', 'HEALTHY'), 0],
    ['healthy', report('UPDATE_COMPLETE', 'HELD', 'WORSE'), 1],
    ['healthy', report('UPDATE_COMPLETE', 'HELD', 'TOO_EARLY'), undefined],
    ['healthy', report('UPDATE_COMPLETE', 'HELD', 'NO_DATA'), undefined],
    ['healthy', report('UPDATE_COMPLETE', 'PRODUCTION'), 1],
    ['healthy', report('UPDATE_IN_PROGRESS', 'DEPLOYING'), undefined],
    ['paused', report('UPDATE_IN_PROGRESS', 'PAUSED'), 0],
    ['paused', report('UPDATE_COMPLETE', 'PRODUCTION'), 1],
    ['paused', report('UPDATE_ROLLBACK_IN_PROGRESS', 'ROLLING_BACK'), 1],
    ['paused', report('UPDATE_IN_PROGRESS', 'ROLLING_OUT', undefined, { rollout: { steps: [{ state: 'running', pauseSeconds: 60 }] } }), undefined],
    ['paused', report('UPDATE_IN_PROGRESS', 'ROLLING_OUT', undefined, { rollout: { steps: [{ state: 'done', pauseSeconds: 60 }] } }), 1],
    [undefined, report('UPDATE_COMPLETE', 'HELD', 'WORSE'), undefined],
  ] as const)('%s of %j ends with %s', (until, seen, exit) => {
    expect(isReached([seen], until)).toBe(exit);
  });

  test('of several releases, one that is worse ends it, and all must be healthy', () => {
    const [well, worse, early] = ['HEALTHY', 'WORSE', 'TOO_EARLY'].map((verdict) => report('UPDATE_COMPLETE', 'HELD', verdict));
    expect(isReached([well, worse], 'healthy')).toBe(1);
    expect(isReached([well, early], 'healthy')).toBeUndefined();
    expect(isReached([well, well], 'healthy')).toBe(0);
  });
});

test.each([
  [report('UPDATE_COMPLETE', 'HELD', 'HEALTHY'), 0], [report('UPDATE_COMPLETE', 'HELD', 'WORSE'), 1],
  [report('UPDATE_COMPLETE', 'FOREIGN_CANARY', 'HEALTHY'), 1], [report('UPDATE_ROLLBACK_FAILED', 'ROLLBACK_FAILED'), 1],
  [report('UPDATE_FAILED', 'STACK_FAILED', 'HEALTHY'), 1],
  [report('UPDATE_COMPLETE', 'ABORTED_BY_HAND'), 0], [report('UPDATE_COMPLETE', 'HELD', 'UNKNOWN'), 0],
  [report('UPDATE_COMPLETE', 'HELD', 'HEALTHY', { base: { functions: [{ state: 'missing' }] } }), 1],
  [report('UPDATE_COMPLETE', 'HELD', 'HEALTHY', { canary: { functions: [{ state: 'missing' }] } }), 1],
  [report('UPDATE_COMPLETE', 'HELD', 'HEALTHY', { canary: { functions: [{ state: 'unknown' }] } }), 0],
])('--exit-code of %j is %i', (seen, exit) => {
  expect(statusExitCode(seen)).toBe(exit);
});
