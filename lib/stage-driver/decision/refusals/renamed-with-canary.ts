import { refusalText, RefusalText } from '../../../messages/ids';
import { movesProduction } from '../../../stage/stage-after';
import type { Situation } from '../situation';

/** A new stage knows no base release: everybody would get what was to be the canary. */
export function renamedWithCanary({ live, desired, previous }: Situation): RefusalText | undefined {
  if (live !== undefined || previous === undefined) { return undefined; }
  if (desired.restApiId !== previous.restApiId || desired.stageName === previous.stageName) { return undefined; }
  const sameRelease = movesProduction(previous) && previous.deploymentId === desired.deploymentId;
  if (['NONE', 'SKIP'].includes(desired.action) || sameRelease) { return undefined; }
  return refusalText('RenamedWithCanary', previous.stageName, desired.stageName, desired.action);
}
