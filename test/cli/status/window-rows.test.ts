import type { StatusReport } from '../../../cli/status/status-report';
import { splitText } from '../../../cli/status/window-rows';

const BEGIN = Date.UTC(2030, 0, 1);
/** Requests of each minute, of a stage that was changed so many seconds after the first began. */
const split = (base: number[], canary: number[], changedSeconds?: number): string => {
  const window = (perMinute: number[]) => ({ since: new Date(BEGIN).toISOString(), perMinute });
  const changedAt = changedSeconds === undefined ? undefined : new Date(BEGIN + changedSeconds * 1_000).toISOString();
  return splitText({ base: { window: window(base) }, canary: { window: window(canary) }, changedAt } as unknown as StatusReport);
};

describe('which share got the canary', () => {
  test.each([-600, 0, undefined])('counts the whole window where the stage was changed before it (%j s)', (seconds) => {
    expect(split([90, 90], [10, 10], seconds)).toBe('10.0 % got the canary');
  });

  test('leaves out the minutes before the change, and says so', () => {
    expect(split([100, 100, 90], [0, 0, 10], 61)).toBe('10.0 % since the change');
    expect(split([100, 100, 90], [0, 0, 10], 120)).toBe('10.0 % since the change');
  });

  test('does not speak of a change before which nobody came', () => {
    expect(split([0, 45, 90], [0, 5, 10], 61)).toBe('10.0 % since the change');
    expect(split([0, 0, 90], [0, 0, 10], 61)).toBe('10.0 % got the canary');
  });

  test.each([100, 1_000])('is not 0 %% where no minute has passed since the change (%j s)', (seconds) => {
    expect(split([100, 100], [0, 0], seconds)).toBe('');
  });

  test('is 0 % where the base was asked since then, and the canary was not', () => {
    expect(split([100, 100], [0, 0], 0)).toBe('0.0 % got the canary');
  });

  test('is nothing where nobody came', () => expect(split([0, 0], [0, 0], 0)).toBe(''));
});
