import type { EndpointDifference, OneSidedRoute } from './comparison';
import { Route, displayRoute } from './routes';
import { conditionText, UnservedEndpoints } from '../messages/ids';

/** A deployment has hundreds of routes, a stack event has room for some hundred characters. */
const LISTED_ROUTES = 10;

/**
 * One difference in a sentence or two: what happens, to which share of the requests, and the ways out.
 *
 * @param percentTraffic the canary's part in percent, undefined when it is known only at deploy
 */
export function describeDifference(difference: EndpointDifference, percentTraffic?: number): string {
  const endpoint = displayRoute(difference.route);
  switch (difference.kind) {
    case 'UnservedEndpoint':
      return conditionText(difference.kind, unservedEndpoints([difference], 'base', percentTraffic));
    case 'RemovedEndpoint':
      return conditionText(difference.kind, unservedEndpoints([difference], 'canary', percentTraffic));
    case 'shadowedEndpoint':
      return conditionText(difference.kind, endpoint, shareOf('base', percentTraffic), routeList(difference.servedBy));
    case 'replacedEndpoint':
      return conditionText(difference.kind, endpoint, shareOf('canary', percentTraffic), routeList(difference.servedBy));
    default:
      return conditionText(difference.kind, endpoint, difference.base, difference.canary);
  }
}

/** Routes that one of the releases does not serve, for the text that names them together. */
export function unservedEndpoints(
  routes: readonly OneSidedRoute[], unservedBy: 'base' | 'canary', percentTraffic: number | undefined,
): UnservedEndpoints {
  const several = routes.length > 1;
  return {
    endpoints: limitedList(routes.map(nameOf), LISTED_ROUTES), several, share: shareOf(unservedBy, percentTraffic, several ? 'their' : 'its'),
  };
}

/** `90 % of its requests that land on the base release`. */
function shareOf(release: 'base' | 'canary', percentTraffic: number | undefined, whose = 'its'): string {
  if (percentTraffic === undefined) { return `part of ${whose} requests that land on the ${release} release`; }
  // Two decimals are all that API Gateway keeps; 100 - 33.33 is 66.67000000000002 otherwise.
  const percent = Number((release === 'canary' ? percentTraffic : 100 - percentTraffic).toFixed(2));
  return `${percent} % of ${whose} requests that land on the ${release} release`;
}

/** The route. Where the other release serves part of its requests, with the requests that it doesn't serve. */
function nameOf({ route, servedBy, unserved }: OneSidedRoute): string {
  return servedBy.length > 0 ? `${displayRoute(route)} (for ${requests(unserved)})` : displayRoute(route);
}

/** Requests for one path: `DELETE, PATCH and PUT /hello`. */
function requests(unserved: readonly string[]): string {
  const path = unserved[0].slice(unserved[0].indexOf(' '));
  return `${list(unserved.map((request) => request.split(' ', 1)[0]))}${path}`;
}

function routeList(routes: readonly Route[]): string {
  return limitedList(routes.map(displayRoute), 3);
}

function limitedList(items: readonly string[], limit: number): string {
  return list(items.length > limit ? [...items.slice(0, limit), `${items.length - limit} more`] : items);
}

/** `GET /a, POST /b and PUT /c`. */
function list(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`;
}
