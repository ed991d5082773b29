import { checkLiveBase } from '../../../endpoints/baselines/api-summary';
import type { RefusalText } from '../../../messages/ids';
import type { Situation } from '../situation';

/** Requests for an endpoint that only one of the two releases serves would get a 403 from the other one. */
export function unservedEndpoint(situation: Situation): RefusalText | undefined {
  if (!comparesEndpoints(situation)) { return undefined; }
  const { desired: { canary, endpoints: rules }, endpoints } = situation;
  return checkLiveBase({ ...rules, base: endpoints?.base, canary: endpoints?.canary, percentTraffic: canary!.percentTraffic });
}

/** Whether requests would go to two different deployments, and a rule says that they must serve the same endpoints. */
export function comparesEndpoints({ live, desired }: Situation): boolean {
  const { action, canary, deploymentId, endpoints: { newEndpoints, removedEndpoints } } = desired;
  return live !== undefined && action === 'HOLD' && canary!.percentTraffic !== 0 && live.deploymentId !== deploymentId
    && [newEndpoints, removedEndpoints].includes('REJECT');
}
