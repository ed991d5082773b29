import { ApiSummary, checkLiveBase } from '../../../endpoints/baselines/api-summary';
import type { RefusalText } from '../../../messages/ids';
import { hasSteps, stageAfter } from '../../../stage/stage-after';
import { goneFromBase, IsGone, routeIn, routesOf } from '../gone-routes';
import type { EndpointsReading, Situation } from '../situation';

/** Requests for an endpoint that only one of the two releases serves would get a 403 from the other one. */
export function unservedEndpoint(situation: Situation): RefusalText | undefined {
  if (!comparesEndpoints(situation)) { return undefined; }
  const { live, desired } = situation;
  const endpoints = servedByCode(situation);
  // The steps of a rollout have many.
  const percentTraffic = stageAfter(desired, live!).canary?.percentTraffic;
  return checkLiveBase({ ...desired.endpoints, base: endpoints?.base, canary: endpoints?.canary, percentTraffic });
}

/** Whether requests would go to two different deployments, whatever the action is called, and a rule says that they must serve the same endpoints. */
export function comparesEndpoints({ live, desired }: Situation): boolean {
  if (live === undefined) { return false; }
  const { deploymentId, canary } = stageAfter(desired, live);
  const isSplit = hasSteps(desired, live) || (canary !== undefined && canary.percentTraffic > 0 && canary.deploymentId !== deploymentId);
  return isSplit && [desired.endpoints.newEndpoints, desired.endpoints.removedEndpoints].includes('REJECT');
}

/** Without the routes that only the snapshot of the base still has. */
function servedByCode(situation: Situation): EndpointsReading | undefined {
  const { endpoints, desired: { routes: newRoutes } } = situation;
  const isGone = goneFromBase(situation);
  if (endpoints === undefined || isGone === undefined || newRoutes === undefined) { return endpoints; }
  const onBase = routesOf(endpoints.base);
  return {
    base: without(endpoints.base, isGone),
    // A route that comes back is served by the canary alone. One that nobody's code has is no matter.
    canary: without(endpoints.canary, (route) => isGone(route) && onBase.includes(route) && !newRoutes.includes(route)),
  };
}

function without(summary: ApiSummary, isLeftOut: IsGone): ApiSummary {
  return Object.fromEntries(Object.entries(summary).map(([path, methods]) =>
    [path, Object.fromEntries(Object.entries(methods).filter(([method]) => !isLeftOut(routeIn(method, path))))]));
}
