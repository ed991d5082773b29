import { createHash } from 'node:crypto';
import { Competitor } from './competitors';
import { WorldName, WORLDS } from './worlds';
import { HISTORY_MINUTES } from '../../cli/plan/simulation/evidence-gate';
import { Outcomes, outcomesOf } from '../../cli/plan/simulation/outcomes';
import { playRollout } from '../../cli/plan/simulation/rollout';
import { CANARY_10_FOR_5_MINUTES, LINEAR_10_EVERY_1_MINUTE, RAMP, Schedule } from '../../cli/plan/simulation/schedule';
import { Traffic } from '../../cli/plan/simulation/traffic';
import { Random } from '../../rehearsal/traffic/random';

export const BENCHED_SCHEDULES = {
  LINEAR_10_EVERY_1MIN: LINEAR_10_EVERY_1_MINUTE,
  CANARY_10_5MIN: CANARY_10_FOR_5_MINUTES,
  ramp: RAMP,
} satisfies Record<string, Schedule>;

export type ScheduleName = keyof typeof BENCHED_SCHEDULES;

/** One situation, judged by one competitor. */
export interface Cell {
  readonly world: WorldName;
  readonly schedule: ScheduleName;
  readonly traffic: Traffic;
  readonly ratio: number;
}

/** CloudWatch has the data of a minute two minutes after its end. */
export const METRIC_DELAY = 2;

/**
 * Plays many rollouts of one situation. Every competitor meets the same base before the rollout and draws from the same sequence in it.
 */
export function simulate(cell: Cell, competitor: Competitor, runs: number, seed: number): Outcomes {
  const first = seedOf(cell, seed);
  return outcomesOf(Array.from({ length: runs }, (_, run) => {
    const draw = WORLDS[cell.world](new Random(first + run), cell.traffic);
    const history = Array.from({ length: HISTORY_MINUTES }, (_minute, i) => draw(0, cell.ratio, i - HISTORY_MINUTES).base);
    let minute = 0;
    return playRollout(
      { schedule: BENCHED_SCHEDULES[cell.schedule], metricDelay: METRIC_DELAY, waits: competitor.waits },
      competitor.gate(history),
      (percentTraffic) => draw(percentTraffic, cell.ratio, minute++),
    );
  }));
}

/** Another sequence for each situation, so that one unlucky draw does not show in all. */
function seedOf(cell: Cell, seed: number): number {
  return createHash('sha256').update(JSON.stringify([seed, cell.world, cell.schedule, cell.traffic, cell.ratio])).digest().readUIntBE(0, 6);
}
