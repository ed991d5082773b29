/** How long a step may take: seconds. */
export interface StepTimes {
  readonly bakeSeconds: number;
  readonly metricDelaySeconds: number;
  /** 0 without a pause. */
  readonly pauseSeconds: number;
}

const LONGEST_BUDGET_SECONDS = 53 * 60;
/** What comes after the budget: a last look, and after a crash six repetitions of putting back. */
const RESERVE_SECONDS = 7 * 60;

/** The longest time without any extension that fits into one resource. A step above it is an error at synth. */
export const LONGEST_STEP_SECONDS = 52 * 60;

/** Until when a step that has too little data goes on, from its begin. */
export function stepBudgetSeconds(times: StepTimes): number {
  return Math.min(LONGEST_BUDGET_SECONDS, Math.max(2 * (times.bakeSeconds + times.metricDelaySeconds), stepSeconds(times)));
}

/** How long a step takes when its data suffice and nobody ends its pause. */
export function stepSeconds({ bakeSeconds, metricDelaySeconds, pauseSeconds }: StepTimes): number {
  return bakeSeconds + metricDelaySeconds + pauseSeconds;
}

/** `ServiceTimeout` of a step: 3,600 at most. */
export function serviceTimeoutSeconds(times: StepTimes): number {
  return stepBudgetSeconds(times) + RESERVE_SECONDS;
}

/** `ServiceTimeout` of the promotion. */
export const PROMOTION_TIMEOUT_SECONDS = 10 * 60;
