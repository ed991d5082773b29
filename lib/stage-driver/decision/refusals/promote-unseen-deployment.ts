import { refusalText, RefusalText } from '../../../messages/ids';
import type { Situation } from '../situation';

/** What no request has reached as a canary is not promoted. */
export function promoteUnseenDeployment({ live, desired, previous }: Situation): RefusalText | undefined {
  if (live === undefined || previous === undefined || desired.action !== 'PROMOTE') { return undefined; }
  if (desired.deploymentId === live.deploymentId || desired.deploymentId === live.canary?.deploymentId) { return undefined; }
  return refusalText('PromoteUnseenDeployment', desired.deploymentId, live.canary?.deploymentId, live.deploymentId);
}
