import { evidenceGate, HISTORY_MINUTES } from './simulation/evidence-gate';
import { Outcomes, outcomesOf } from './simulation/outcomes';
import { playRollout } from './simulation/rollout';
import { minutesOf, Schedule } from './simulation/schedule';
import { drawCounts, drawMinute, Traffic } from './simulation/traffic';
import { ownDispersion } from '../../lib/rollout/statistics';
import { Random } from '../../rehearsal/traffic/random';

/** What a plan is asked for. */
export interface PlanRequest extends Traffic {
  readonly schedules: readonly NamedSchedule[];
  /** How many times as often as the base a canary may fail, above 1. Those of which more than every request would fail are left out. */
  readonly ratios: readonly number[];
  readonly metricDelay: number;
  readonly warmUp: number;
  readonly seed: number;
  /** How many rollouts are simulated for each figure. */
  readonly runs: number;
}

export interface NamedSchedule {
  readonly name: string;
  readonly steps: Schedule;
}

/** What schedules see of canaries, on this traffic. */
export interface Plan extends PlanRequest {
  readonly plans: readonly SchedulePlan[];
}

export interface SchedulePlan extends NamedSchedule {
  /** Until the promotion, when nothing stops it. */
  readonly minutes: number;
  /** How many requests of the canary are judged, when nothing stops it. */
  readonly canaryRequests: number;
  /** Releases that make no difference, and are put back all the same. */
  readonly healthy: Outcomes;
  readonly rows: ReadonlyArray<Outcomes & { readonly ratio: number }>;
}

/** Simulates rollouts of healthy and of bad releases. Equal requests give equal plans. */
export function planRollouts(request: PlanRequest): Plan {
  const { schedules, metricDelay, ratios } = request;
  const random = new Random(request.seed);
  // The same histories for every figure, so that two of them differ by what they compare.
  const dispersions = Array.from({ length: request.runs }, () =>
    ownDispersion(Array.from({ length: HISTORY_MINUTES }, () => drawCounts(random, request.requestsPerMinute, request.errorShare))));
  const possible = ratios.filter((ratio) => ratio * request.errorShare <= 1);
  return {
    ...request,
    plans: schedules.map((schedule) => {
      const outcomes = (ratio: number) => outcomesOf(dispersions.map((own) => playRollout(
        { schedule: schedule.steps, metricDelay, waits: true },
        evidenceGate(own, request.warmUp),
        (percentTraffic) => drawMinute(random, request, percentTraffic, ratio),
      )));
      return {
        ...schedule,
        minutes: minutesOf(schedule.steps, metricDelay),
        canaryRequests: judgedCanaryRequests(schedule.steps, request),
        healthy: outcomes(1),
        rows: possible.map((ratio) => ({ ratio, ...outcomes(ratio) })),
      };
    }),
  };
}

/** Without those of the warm-up, and those whose data come after the end. */
function judgedCanaryRequests(steps: Schedule, { requestsPerMinute, metricDelay, warmUp }: PlanRequest): number {
  const percents = steps.flatMap(({ percentTraffic, minutes }) => Array.from({ length: minutes + metricDelay }, () => percentTraffic));
  const judged = percents.slice(warmUp, percents.length - metricDelay);
  return Math.round(judged.reduce((sum, percent) => sum + requestsPerMinute * percent / 100, 0));
}

/** A rollout is not promoted on fewer judged requests of the canary. */
export const MINIMUM_REQUESTS = 100;
/** Rollouts of which this part is caught are relied on. */
export const RELIABLE_PERCENT = 90;

/** The schedule that catches a canary reliably with the fewest failed requests. undefined when none does */
export function bestSchedule({ plans }: Plan, ratio: number): SchedulePlan | undefined {
  const errorsOf = (plan: SchedulePlan) => plan.rows.find((row) => row.ratio === ratio)!.medianCanaryErrors;
  return plans
    .filter(({ rows }) => rows.some((row) => row.ratio === ratio && row.stoppedPercent >= RELIABLE_PERCENT))
    .sort((a, b) => errorsOf(a) - errorsOf(b) || a.minutes - b.minutes)[0];
}
