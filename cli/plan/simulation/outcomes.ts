import { PlayedRollout } from './rollout';

/** What became of many rollouts. */
export interface Outcomes {
  /** Of all, 0 to 100. */
  readonly stoppedPercent: number;
  /** From the first percent to the stop. undefined when none was stopped */
  readonly medianMinutes: number | undefined;
  /** Failed canary requests until the stop or the end, of all rollouts. */
  readonly medianCanaryErrors: number;
}

export function outcomesOf(rollouts: readonly PlayedRollout[]): Outcomes {
  const stopped = rollouts.filter((rollout) => rollout.stopped);
  return {
    stoppedPercent: 100 * stopped.length / rollouts.length,
    medianMinutes: stopped.length === 0 ? undefined : median(stopped.map(({ minutes }) => minutes)),
    medianCanaryErrors: median(rollouts.map(({ canaryErrors }) => canaryErrors)),
  };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
