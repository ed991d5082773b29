import { checkLiveBase } from '../../../endpoints/baselines/api-summary';
import type { RefusalText } from '../../../messages/ids';
import { stageAfter } from '../../../stage/stage-after';
import type { Situation } from '../situation';

/** Requests for an endpoint that only one of the two releases serves would get a 403 from the other one. */
export function unservedEndpoint(situation: Situation): RefusalText | undefined {
  if (!comparesEndpoints(situation)) { return undefined; }
  const { live, desired, endpoints } = situation;
  const { percentTraffic } = stageAfter(desired, live!).canary!;
  return checkLiveBase({ ...desired.endpoints, base: endpoints?.base, canary: endpoints?.canary, percentTraffic });
}

/** Whether requests would go to two different deployments, whatever the action is called, and a rule says that they must serve the same endpoints. */
export function comparesEndpoints({ live, desired }: Situation): boolean {
  if (live === undefined) { return false; }
  const { deploymentId, canary } = stageAfter(desired, live);
  const isSplit = canary !== undefined && canary.percentTraffic > 0 && canary.deploymentId !== deploymentId;
  return isSplit && [desired.endpoints.newEndpoints, desired.endpoints.removedEndpoints].includes('REJECT');
}
