/** One step of a rollout. */
export interface Step {
  /** Above 0, at most 100. */
  readonly percentTraffic: number;
  /** How long it bakes, without what it waits for its last data. */
  readonly minutes: number;
}

/** The steps of a rollout, in order. */
export type Schedule = readonly Step[];

/** 1 % for 5 minutes, then 5 %, 20 % and 50 % for 10 each: the default of a rollout. */
export const RAMP: Schedule = [
  { percentTraffic: 1, minutes: 5 }, { percentTraffic: 5, minutes: 10 }, { percentTraffic: 20, minutes: 10 }, { percentTraffic: 50, minutes: 10 },
];

/** CodeDeploy's Linear10PercentEvery1Minute. */
export const LINEAR_10_EVERY_1_MINUTE: Schedule = Array.from({ length: 9 }, (_, i) => ({ percentTraffic: 10 * (i + 1), minutes: 1 }));

/** CodeDeploy's Canary10Percent5Minutes. */
export const CANARY_10_FOR_5_MINUTES: Schedule = [{ percentTraffic: 10, minutes: 5 }];

/** How long a rollout lasts that no gate stops: each step waits for the data of its last minute. */
export function minutesOf(schedule: Schedule, metricDelay: number): number {
  return schedule.reduce((sum, { minutes }) => sum + minutes + metricDelay, 0);
}
