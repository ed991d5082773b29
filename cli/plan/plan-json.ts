import { bestSchedule, Plan } from './plan-rollouts';

/** The plan for programs. @param asked the ratio that they want to detect */
export function planJson(plan: Plan, asked: number | undefined): string {
  return JSON.stringify({
    plan: 1,
    requestsPerMinute: plan.requestsPerMinute,
    errorPercent: 100 * plan.errorShare,
    baseErrorsPerMinute: plan.requestsPerMinute * plan.errorShare,
    metricDelayMinutes: plan.metricDelay,
    warmUpMinutes: plan.warmUp,
    runs: plan.runs,
    seed: plan.seed,
    schedules: plan.plans.map(({ name, steps, minutes, canaryRequests, healthy, rows }) => ({
      name,
      steps,
      minutes,
      judgedCanaryRequests: canaryRequests,
      healthyPutBackPercent: healthy.stoppedPercent,
      canaries: rows.map(({ ratio, stoppedPercent, medianMinutes, medianCanaryErrors }) => ({
        ratio, caughtPercent: stoppedPercent, medianMinutes: medianMinutes ?? null, medianFailedCanaryRequests: medianCanaryErrors,
      })),
    })),
    ...asked === undefined ? {} : {
      asked: { ratio: asked, errorPercent: 100 * asked * plan.errorShare, schedule: bestSchedule(plan, asked)?.name ?? null },
    },
  }, undefined, 2);
}
