import { RefusalText, refusalText } from '../../../messages/ids';
import { hasCanary, hasSteps, movesProduction } from '../../../stage/stage-after';
import type { Situation } from '../situation';

/**
 * An abort sticks: the deployment that was taken off the stage comes back only when the operator says so, or with other code.
 *
 * It was taken off when the template before held it and it is not on the stage any more, or when the template before aborted it.
 */
export function abortedDeployment({ live, desired, previous }: Situation): RefusalText | undefined {
  if (live === undefined || previous === undefined || desired.hold) { return undefined; }
  const { deploymentId } = desired;
  if (!hasCanary(desired) && !hasSteps(desired, live)) { return undefined; }
  const isOnStage = [live.deploymentId, live.canary?.deploymentId].includes(deploymentId);
  const wasHeld = hasCanary(previous) && !movesProduction(previous);
  if (isOnStage || previous.deploymentId !== deploymentId || !(wasHeld || previous.action === 'ABORT')) { return undefined; }
  return refusalText('AbortedDeployment', deploymentId, previous.action === 'ABORT');
}
