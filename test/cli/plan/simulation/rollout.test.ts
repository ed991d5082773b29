import { playRollout, Verdict } from '../../../../cli/plan/simulation/rollout';
import { Minute } from '../../../../lib/rollout/statistics';

const SCHEDULE = [{ percentTraffic: 10, minutes: 2 }, { percentTraffic: 50, minutes: 1 }];

/** One canary request fails in each minute. */
function play(options: { readonly metricDelay: number; readonly waits: boolean }, verdict: (visible: number) => Verdict = () => 'go') {
  const percents: number[] = [];
  const seen: number[] = [];
  const rollout = playRollout({ schedule: SCHEDULE, ...options }, (visible) => {
    seen.push(visible.length);
    return verdict(visible.length);
  }, (percent): Minute => {
    percents.push(percent);
    return { base: { requests: 9, errors: 0 }, canary: { requests: 1, errors: 1 } };
  });
  return { ...rollout, percents, seen };
}

describe('playRollout', () => {
  test('keeps each step as long as the schedule says', () => {
    expect(play({ metricDelay: 0, waits: false })).toEqual({
      stopped: false, minutes: 3, canaryErrors: 3, percents: [10, 10, 50], seen: [1, 2, 3],
    });
  });

  test('shows a minute only when its data have arrived', () => {
    expect(play({ metricDelay: 2, waits: false }).seen).toEqual([0, 0, 1]);
  });

  test('keeps each step the delay longer, so that its last minute is seen before the next', () => {
    expect(play({ metricDelay: 2, waits: true })).toMatchObject({ percents: [10, 10, 10, 10, 50, 50, 50], seen: [0, 0, 1, 2, 3, 4, 5] });
  });

  test('ends at the look that stops it', () => {
    expect(play({ metricDelay: 1, waits: true }, (visible) => visible === 2 ? 'stop' : 'go')).toMatchObject({
      stopped: true, minutes: 3, canaryErrors: 3, percents: [10, 10, 10],
    });
  });

  test('stays at its percent while a gate holds it', () => {
    expect(play({ metricDelay: 0, waits: false }, (visible) => visible < 3 ? 'hold' : 'go').percents).toEqual([10, 10, 10, 10, 50]);
  });
});
