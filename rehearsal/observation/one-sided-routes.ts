import { compareEndpoints } from '../../lib/endpoints/comparison';
import { describeDifference } from '../../lib/endpoints/finding-message';
import { Route } from '../../lib/endpoints/routes';
import { ApiSnapshot } from '../apigateway/model';

/**
 * Routes that only one of two releases has: requests for them fail whenever they land on the other one, for as long as there is a canary.
 *
 * @param percentTraffic of the canary
 * @returns a sentence or two for each, with the way out
 */
export function oneSidedRoutes(base: ApiSnapshot, canary: ApiSnapshot, percentTraffic: number): string[] {
  return compareEndpoints(routesOf(base), routesOf(canary))
    .filter((difference) => (difference.kind === 'UnservedEndpoint' && percentTraffic > 0 && percentTraffic < 100)
      || (difference.kind === 'RemovedEndpoint' && percentTraffic > 0))
    .map((difference) => describeDifference(difference, percentTraffic));
}

function routesOf({ resources }: ApiSnapshot): Route[] {
  return resources.flatMap(({ path, methods }) => Object.keys(methods).map((method) => ({ path, method })));
}
