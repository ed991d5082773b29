import { Competitor, OURS, PEERS, VARIANTS } from './competitors';
import { Cell, ScheduleName, BENCHED_SCHEDULES, simulate } from './simulate';
import { WorldName, WORLDS } from './worlds';
import { Outcomes } from '../../cli/plan/simulation/outcomes';
import { Traffic } from '../../cli/plan/simulation/traffic';

/** What was measured. */
export interface Results {
  readonly runs: number;
  readonly seed: number;
  readonly comparison: readonly Measured[];
  readonly worlds: readonly Measured[];
}

/** What became of the rollouts of one situation under one competitor. */
export interface Measured extends Cell, Outcomes {
  readonly competitor: string;
}

export const COMPETITORS: readonly Competitor[] = [OURS, ...VARIANTS, ...PEERS];

/** Healthy, and what a canary may be. */
export const RATIOS = [1, 1.5, 2, 5, 10];

export const TRAFFICS: readonly Traffic[] = [
  traffic(60, 0.01), traffic(600, 0.001), traffic(600, 0.01), traffic(600, 0.05), traffic(6000, 0.001), traffic(6000, 0.01),
];

const WORLD_TRAFFICS = [60, 600, 6000].flatMap((requests) => [0.001, 0.01, 0.05].map((errorShare) => traffic(requests, errorShare)));

/** Where the worlds are asked what is still caught. */
export const CAUGHT_AT: readonly Traffic[] = [traffic(600, 0.01), traffic(6000, 0.01)];

export function measure(runs: number, seed: number, show: (line: string) => void): Results {
  const judged = (competitor: Competitor) => (cell: Cell): Measured => ({
    competitor: competitor.name, ...cell, ...simulate(cell, competitor, runs, seed),
  });
  return {
    runs,
    seed,
    comparison: (Object.keys(BENCHED_SCHEDULES) as ScheduleName[]).flatMap((schedule) => COMPETITORS.flatMap((competitor) => {
      show(`${schedule}: ${competitor.name}`);
      return TRAFFICS.flatMap((one) => RATIOS.map((ratio) => cellOf('independent', schedule, one, ratio))).map(judged(competitor));
    })),
    worlds: (Object.keys(WORLDS) as WorldName[]).flatMap((world) => COMPETITORS.flatMap((competitor) => {
      show(`${world}: ${competitor.name}`);
      return [
        ...WORLD_TRAFFICS.map((one) => cellOf(world, 'ramp', one, 1)),
        ...CAUGHT_AT.flatMap((one) => [2, 5].map((ratio) => cellOf(world, 'ramp', one, ratio))),
      ].map(judged(competitor));
    })),
  };
}

function cellOf(world: WorldName, schedule: ScheduleName, one: Traffic, ratio: number): Cell {
  return { world, schedule, traffic: one, ratio };
}

function traffic(requestsPerMinute: number, errorShare: number): Traffic {
  return { requestsPerMinute, errorShare };
}
