import type { Situation } from '../situation';

/** What no request has reached as a canary is not promoted. */
export function promoteUnseenDeployment({ live, desired, previous }: Situation): string | undefined {
  if (live === undefined || previous === undefined || desired.action !== 'PROMOTE') { return undefined; }
  if (desired.deploymentId === live.deploymentId || desired.deploymentId === live.canary?.deploymentId) { return undefined; }
  const canary = live.canary ? `The canary release is deployment ${live.canary.deploymentId}` : 'The stage has no canary release';
  return `promote() is asked for deployment ${desired.deploymentId}, which was never the canary release. ${canary}; production stays on `
    + `${live.deploymentId}. The stage was not moved. Promote from the code that was deployed as the canary, or deploy this code as a canary first `
    + '(without promote), or remove canarySettings and promote() to release it without a canary.';
}
