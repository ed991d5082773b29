import * as fc from 'fast-check';
import { stateOf, StateReading } from '../../../cli/status/state-of';
import type { LiveStage } from '../../../lib/stage/live-stage';
import type { DesiredStage } from '../../../lib/stage-driver/contract/driver-properties';

const live = (production: string, canary?: string, percentTraffic = 10): LiveStage => ({
  deploymentId: production,
  variables: {},
  ...canary === undefined ? {} : { canary: { deploymentId: canary, percentTraffic, useStageCache: false, stageVariableOverrides: {} } },
});
/** The template holds `new` at 10 %, beside the `old` that production was on. */
const HOLD = {
  action: 'HOLD', deploymentId: 'new', variables: {}, canary: { percentTraffic: 10, useStageCache: false, stageVariableOverrides: {} },
} as unknown as DesiredStage;
const NONE = { action: 'NONE', deploymentId: 'new', variables: {} } as unknown as DesiredStage;
const MEMORY = { restApiId: 'a', stageName: 'prod', deploymentId: 'old' } as NonNullable<StateReading['memory']>;
const held = { desired: HOLD, memory: MEMORY, stackStatus: 'UPDATE_COMPLETE' };
const none = { desired: NONE, memory: MEMORY, stackStatus: 'UPDATE_COMPLETE' };

describe('a stage stands as', () => {
  test.each<[string, StateReading]>([
    ['NO_STAGE', { ...held }],
    ['HELD', { ...held, live: live('old', 'new') }],
    ['HELD', { live: live('old', 'new') }],
    ['PARKED', { ...held, live: live('old', 'new', 0) }],
    ['PARKED', { live: live('old', 'old') }],
    ['PRODUCTION', { ...none, live: live('new') }],
    ['PRODUCTION', { live: live('old') }],
    ['FOREIGN_CANARY', { ...none, live: live('new', 'other', 1) }],
    ['FOREIGN_CANARY', { ...held, live: live('old', 'other', 1) }],
    ['PARKED', { ...none, live: live('new', 'other', 0) }],
    ['MOVED_BY_HAND', { ...held, live: live('new') }],
    ['MOVED_BY_HAND', { ...none, live: live('old') }],
    ['MOVED_BY_HAND', { ...held, live: live('new', 'new') }],
    ['ABORTED_BY_HAND', { ...held, live: live('old') }],
    ['DEPLOYING', { ...held, live: live('old'), stackStatus: 'UPDATE_IN_PROGRESS' }],
    ['DEPLOYING', { ...held, live: live('old'), stackStatus: 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS' }],
    ['ROLLING_BACK', { ...held, live: live('old'), stackStatus: 'UPDATE_ROLLBACK_IN_PROGRESS' }],
    ['ROLLBACK_FAILED', { ...held, live: live('old', 'new'), stackStatus: 'UPDATE_ROLLBACK_FAILED' }],
    ['STACK_FAILED', { ...held, live: live('old', 'new'), stackStatus: 'UPDATE_FAILED' }],
    ['STACK_FAILED', { ...none, live: live('new'), stackStatus: 'DELETE_FAILED' }],
    ['PAUSED', { ...held, live: live('old', 'new'), stackStatus: 'UPDATE_IN_PROGRESS', rollout: 'PAUSED' }],
    ['ROLLING_OUT', { ...held, live: live('old', 'new'), stackStatus: 'UPDATE_IN_PROGRESS', rollout: 'ROLLING_OUT' }],
  ])('%s: %j', (state, reading) => {
    expect(stateOf(reading)).toBe(state);
  });
});

const statuses = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'UPDATE_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS',
  'UPDATE_ROLLBACK_FAILED', 'UPDATE_FAILED', undefined];
const readings = fc.record({
  live: fc.option(fc.record({
    production: fc.constantFrom('old', 'new', 'other'),
    canary: fc.constantFrom('old', 'new', 'other', undefined),
    percent: fc.constantFrom(0, 0.1, 10, 100),
  }).map(({ production, canary, percent }) => live(production, canary, percent)), { nil: undefined }),
  stackStatus: fc.constantFrom(...statuses),
  desired: fc.constantFrom(HOLD, NONE, undefined),
  memory: fc.constantFrom(MEMORY, undefined),
});

test('whatever is read: a canary is never called PRODUCTION, no canary never HELD, PARKED or FOREIGN, one without requests never HELD', () => {
  fc.assert(fc.property(readings, (reading) => {
    const state = stateOf(reading);
    const canary = reading.live?.canary;
    if (canary !== undefined) { expect(['PRODUCTION', 'ABORTED_BY_HAND']).not.toContain(state); }
    if (canary === undefined) { expect(['HELD', 'PARKED', 'FOREIGN_CANARY']).not.toContain(state); }
    if (canary?.percentTraffic === 0) { expect(['HELD', 'FOREIGN_CANARY']).not.toContain(state); }
    if (reading.desired === undefined) { expect(['FOREIGN_CANARY', 'MOVED_BY_HAND', 'ABORTED_BY_HAND']).not.toContain(state); }
    expect(state === 'NO_STAGE').toBe(reading.live === undefined);
  }), { seed: 1, numRuns: 500 });
});
