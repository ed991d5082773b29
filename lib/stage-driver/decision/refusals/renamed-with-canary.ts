import { movesProduction } from '../../../stage/stage-after';
import type { Situation } from '../situation';

/** A new stage knows no base release: everybody would get what was to be the canary. */
export function renamedWithCanary({ live, desired, previous }: Situation): string | undefined {
  if (live !== undefined || previous === undefined) { return undefined; }
  if (desired.restApiId !== previous.restApiId || desired.stageName === previous.stageName) { return undefined; }
  const sameRelease = movesProduction(previous) && previous.deploymentId === desired.deploymentId;
  if (desired.action === 'NONE' || sameRelease) { return undefined; }
  return `Stage ${previous.stageName} is renamed to ${desired.stageName} in one deploy with ${desired.action}; a new stage knows no base release, `
    + 'so everybody would get the canary release. The stage was not moved. Promote or abort first, deploy without a canary, then rename the stage.';
}
