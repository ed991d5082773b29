import { Schedule } from './schedule';
import { Minute } from '../../../lib/rollout/statistics';

/** What a gate says at a look: put the base back, go on, or stay at this percent for another minute. */
export type Verdict = 'stop' | 'go' | 'hold';

/** Looks once a minute, at all minutes whose data have arrived, the oldest first. It may remember what it saw: each rollout gets a new one. */
export type Gate = (visible: readonly Minute[]) => Verdict;

/** One rollout that was played. */
export interface PlayedRollout {
  readonly stopped: boolean;
  /** From the first percent to the stop, or to the end. */
  readonly minutes: number;
  /** Requests to the canary that failed until then. */
  readonly canaryErrors: number;
}

/** How a rollout is played. */
export interface RolloutOptions {
  readonly schedule: Schedule;
  /** Minutes from the end of a minute until its counts can be read. */
  readonly metricDelay: number;
  /** Whether each step lasts the delay longer, so that its last minute is judged before the next step. */
  readonly waits: boolean;
}

/**
 * Plays one rollout, minute by minute.
 *
 * @param draw what happens in a minute with this percent of the traffic on the canary
 */
export function playRollout({ schedule, metricDelay, waits }: RolloutOptions, gate: Gate, draw: (percentTraffic: number) => Minute): PlayedRollout {
  const minutes: Minute[] = [];
  const played = (stopped: boolean): PlayedRollout => ({
    stopped, minutes: minutes.length, canaryErrors: minutes.reduce((sum, { canary }) => sum + canary.errors, 0),
  });
  for (const step of schedule) {
    for (let left = step.minutes + (waits ? metricDelay : 0); left > 0;) {
      minutes.push(draw(step.percentTraffic));
      const verdict = gate(minutes.slice(0, Math.max(0, minutes.length - metricDelay)));
      if (verdict === 'stop') { return played(true); }
      if (verdict === 'go') { left--; }
    }
  }
  return played(false);
}
