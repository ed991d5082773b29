import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { planRollouts } from '../../../cli/plan/plan-rollouts';
import { CANARY_10_FOR_5_MINUTES } from '../../../cli/plan/simulation/schedule';

/** In a process of its own: within jest, arithmetic takes many times as long. */
function simulated(requests: number, errorRate: string, ratio: number, ...args: string[]): { schedules: any[] } {
  const command = join(__dirname, '..', '..', '..', 'assets', 'cdk-canary', 'index.js');
  const traffic = ['--rpm', String(requests), '--error-rate', errorRate, '--ratio', String(ratio)];
  const { stdout } = spawnSync(process.execPath, [command, 'plan', ...traffic, '--warm-up', '0', '--json', ...args], { encoding: 'utf8' });
  return JSON.parse(stdout);
}

const caughtBy = (schedule: any, ratio: number) => schedule.canaries.find((row: any) => row.ratio === ratio);

/** Percent of the canaries that were caught, by their ratio. By a simulation in numpy that shares no code with this one, 400 runs each. */
interface Expected {
  readonly ramp: Record<number, number>;
  readonly linear: Record<number, number>;
  readonly canary: Record<number, number>;
}

/** That simulation also judged the last two minutes, whose data come after the end: here the last step is longer by two. */
const JUDGED_TO_THE_END: Record<keyof Expected, string> = {
  ramp: '1:5,5:10,20:10,50:12',
  linear: '10:1,20:1,30:1,40:1,50:1,60:1,70:1,80:1,90:3',
  canary: '10:7',
};

describe('planRollouts', () => {
  test.each<[number, string, Expected]>([
    [60, '0.1%', { ramp: { 10: 34, 20: 86 }, linear: { 10: 35, 20: 88 }, canary: {} }],
    [600, '0.1%', { ramp: { 3: 37, 5: 90, 10: 100, 20: 100 }, linear: { 5: 92, 20: 100 }, canary: { 10: 42, 20: 88 } }],
    [600, '1%', { ramp: { 1.5: 25, 2: 91, 5: 100, 10: 100 }, linear: { 2: 88, 5: 100, 10: 100 }, canary: { 2: 8, 5: 95 } }],
    [6000, '1%', { ramp: { 1.5: 100, 2: 100, 10: 100 }, linear: { 1.5: 100, 2: 100, 10: 100 }, canary: { 1.5: 29, 2: 93, 10: 100 } }],
  ])('agrees with another simulation at %i requests a minute, %s of them errors', (requests, errorRate, expected) => {
    const ratio = expected.ramp[20] === undefined ? 1.5 : 20;
    for (const name of ['ramp', 'linear', 'canary'] as const) {
      const [schedule] = simulated(requests, errorRate, ratio, '--runs', '1000', '--schedule', JUDGED_TO_THE_END[name]).schedules;
      expect(schedule.healthyPutBackPercent).toBeLessThanOrEqual(2);
      for (const [one, percent] of Object.entries(expected[name])) {
        // The standard error of theirs is up to 2.5 points.
        expect({ name, one, caught: caughtBy(schedule, Number(one)).caughtPercent }).toEqual({ name, one, caught: within(7, percent) });
      }
    }
  });

  test('stops a catastrophe after four minutes: one of traffic, one more because no single minute decides, two until the data come', () => {
    const { schedules: [ramp] } = simulated(60_000, '1%', 10, '--schedule', 'ramp');
    expect(caughtBy(ramp, 10)).toMatchObject({ caughtPercent: 100, medianMinutes: 4, medianFailedCanaryRequests: within(12, 240) });
  });

  test('depends on the errors of the base in a minute, not on the requests that they come from', () => {
    const [many, few] = [simulated(60_000, '0.01%', 2, '--schedule', 'ramp'), simulated(600, '1%', 2, '--schedule', 'ramp')];
    expect(caughtBy(many.schedules[0], 2).caughtPercent).toEqual(within(6, caughtBy(few.schedules[0], 2).caughtPercent));
  });

  const quick = { schedules: [{ name: '', steps: CANARY_10_FOR_5_MINUTES }], metricDelay: 2, warmUp: 2, seed: 1, runs: 3 };

  test('leaves out what would be more failures than requests', () => {
    const { plans } = planRollouts({ ...quick, requestsPerMinute: 60, errorShare: 0.2, ratios: [2, 5, 10] });
    expect(plans[0].rows.map(({ ratio }) => ratio)).toEqual([2, 5]);
  });

  test('counts the canary requests that are judged, without the warm-up and what comes after the end', () => {
    const traffic = { requestsPerMinute: 10, errorShare: 0.01 };
    const judged = (warmUp: number) => planRollouts({ ...quick, ...traffic, warmUp, ratios: [] }).plans[0].canaryRequests;
    expect([judged(0), judged(2)]).toEqual([5, 3]);
  });
});

function within(distance: number, value: number): any {
  return {
    asymmetricMatch: (actual: unknown) => typeof actual === 'number' && Math.abs(actual - value) <= distance,
    toString: () => `${value} ± ${distance}`,
  };
}
