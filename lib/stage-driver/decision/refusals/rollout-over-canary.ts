import { RefusalText, refusalText } from '../../../messages/ids';
import { hasSteps } from '../../../stage/stage-after';
import type { Situation } from '../situation';

/**
 * A rollout begins on a stage without a canary. Every late write of its steps is harmless because no canary but its own can be there.
 *
 * An event that is delivered again finds the canary that it attached itself.
 */
export function rolloutOverCanary(situation: Situation): RefusalText | undefined {
  const { live, desired, previous } = situation;
  if (live?.canary === undefined || previous === undefined || !hasSteps(desired, live)) { return undefined; }
  const isOwn = live.canary.deploymentId === desired.deploymentId && (previous.deploymentId !== desired.deploymentId
    || situation.memoryIsOfThisOperation === true || situation.movedInThisOperation === true);
  return isOwn ? undefined : refusalText('RolloutOverCanary', live.canary.deploymentId, live.canary.percentTraffic);
}
