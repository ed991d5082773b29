import { LiveStage } from '../../../lib/stage/live-stage';
import { isChangedLately, leavesBehind } from '../../../lib/stage-driver/decision/left-behind';

const BASE: LiveStage = { deploymentId: 'd1', variables: { theme: 'light' } };
const HELD: LiveStage = {
  ...BASE, canary: { deploymentId: 'd2', percentTraffic: 10, useStageCache: false, stageVariableOverrides: { theme: 'dark' } },
};

describe('a move leaves something behind', () => {
  test.each<[string, LiveStage, LiveStage]>([
    ['production goes to another deployment', BASE, { ...BASE, deploymentId: 'd2' }],
    ['production takes over the canary, which stays at 0 %', HELD, { ...HELD, deploymentId: 'd2', canary: { ...HELD.canary!, percentTraffic: 0 } }],
    ['the canary leaves', HELD, BASE],
    ['the canary is replaced by another one', HELD, { ...HELD, canary: { ...HELD.canary!, deploymentId: 'd3' } }],
    ['a variable has another value', BASE, { ...BASE, variables: { theme: 'dark' } }],
    ['a variable goes', BASE, { ...BASE, variables: {} }],
    ['an override has another value', HELD, { ...HELD, canary: { ...HELD.canary!, stageVariableOverrides: { theme: 'blue' } } }],
  ])('%s', (_, before, after) => { expect(leavesBehind(before, after)).toBe(true); });
});

describe('a move leaves nothing behind', () => {
  test.each<[string, LiveStage, LiveStage]>([
    ['a canary comes', BASE, HELD],
    ['the canary gets another share', HELD, { ...HELD, canary: { ...HELD.canary!, percentTraffic: 50 } }],
    ['a variable comes', BASE, { ...BASE, variables: { ...BASE.variables, region: 'eu' } }],
    ['nothing changes', HELD, HELD],
  ])('%s', (_, before, after) => { expect(leavesBehind(before, after)).toBe(false); });
});

describe('a stage was changed lately', () => {
  const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1, 12, 0, seconds));

  test('by the clock of API Gateway, whatever that of the handler says', () => {
    const clock = { told: at(30), heard: at(0) };
    expect(isChangedLately({ lastUpdated: at(21), clock }, at(0), 10_000)).toBe(true);
    expect(isChangedLately({ lastUpdated: at(20), clock }, at(0), 10_000)).toBe(false);
  });

  test('by that of the handler, where API Gateway does not tell its time', () => {
    expect(isChangedLately({ lastUpdated: at(1) }, at(10), 10_000)).toBe(true);
    expect(isChangedLately({ lastUpdated: at(1) }, at(11), 10_000)).toBe(false);
  });

  test('never, when it was not changed at all', () => { expect(isChangedLately({}, at(0), 10_000)).toBe(false); });
});
