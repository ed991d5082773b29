import { Gate } from './rollout';
import { evidence, mutualDispersion } from '../../../lib/rollout/statistics';

/** The probability that a gate stops a release which makes no difference. */
export const ALPHA = 0.05;
/** How long the base is watched before a rollout, in minutes. */
export const HISTORY_MINUTES = 180;

/**
 * The gate of a rollout, with the statistics that it ships.
 *
 * @param ownDispersion of the base before the rollout
 * @param warmUp how many of the first minutes are left out
 */
export function evidenceGate(ownDispersion: number, warmUp: number): Gate {
  return (visible) => {
    const judged = visible.slice(warmUp);
    return evidence(judged, ALPHA, Math.max(1, ownDispersion, mutualDispersion(judged))) >= 1 / ALPHA ? 'stop' : 'go';
  };
}
