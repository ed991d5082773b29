import type { EndpointDifference, OneSidedRoute, SettingChanged } from './comparison';
import { Route, displayRoute } from './routes';

/** What API Gateway answers to a request that no route of the serving deployment matches. */
export const UNSERVED_ANSWER = '403 (Missing Authentication Token)';

/**
 * One difference in a sentence or two: what happens, to which share of the requests, and the two ways out.
 *
 * @param percentTraffic the canary's part in percent, undefined when it is known only at deploy
 */
export function describeDifference(difference: EndpointDifference, percentTraffic?: number): string {
  const onBase = shareOf('base', percentTraffic);
  switch (difference.kind) {
    case 'unserved-by-base':
      return `${unservedByBase(difference, onBase)} ${waysOut('Deploy it without a canary first', difference.route)}`;
    case 'served-by-another-route':
      return `${displayRoute(difference.route)} is new; the ${onBase} are served by ${routeList(difference.servedBy)} there, `
        + `so clients meet two different endpoints. ${waysOut('Deploy it without a canary first', difference.route)}`;
    case 'removed-from-canary':
      return `${removed(difference, shareOf('canary', percentTraffic))} `
        + waysOut('Keep it until production has moved, and remove it in a deploy without a canary', difference.route);
    default:
      return `${settingChanged(difference)} ${waysOut('Change it in a deploy without a canary', difference.route)}`;
  }
}

/** `the 90 % of its requests that land on the base release`, without the article. */
export function shareOf(release: 'base' | 'canary', percentTraffic: number | undefined, whose = 'its'): string {
  if (percentTraffic === undefined) return `part of ${whose} requests that land on the ${release} release`;
  // Two decimals are all that API Gateway keeps; 100 - 33.33 is 66.67000000000002 otherwise.
  const percent = Number((release === 'canary' ? percentTraffic : 100 - percentTraffic).toFixed(2));
  return `${percent} % of ${whose} requests that land on the ${release} release`;
}

/** `GET /a, POST /b and PUT /c`. */
export function list(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`;
}

/** Requests for one path: `DELETE, PATCH and PUT /hello`. */
export function requests(unserved: readonly string[]): string {
  const path = unserved[0].slice(unserved[0].indexOf(' '));
  return `${list(unserved.map((request) => request.split(' ', 1)[0]))}${path}`;
}

function unservedByBase(difference: OneSidedRoute, onBase: string): string {
  const route = displayRoute(difference.route);
  return difference.servedBy.length === 0
    ? `${route} is served only by the canary release; the ${onBase} would get ${UNSERVED_ANSWER}.`
    : `${route} takes requests that the base release does not serve (such as ${requests(difference.unserved)}); the ${onBase} would get ${UNSERVED_ANSWER}.`;
}

function removed(difference: OneSidedRoute, onCanary: string): string {
  const route = displayRoute(difference.route);
  if (difference.unserved.length === 0) {
    return `${route} is not in the canary release; the ${onCanary} are served by ${routeList(difference.servedBy)} there, so clients meet two different endpoints.`;
  }
  const some = difference.servedBy.length === 0 ? '' : ` (no other route serves requests such as ${requests(difference.unserved)})`;
  return `${route} is not in the canary release${some}; the ${onCanary} would get ${UNSERVED_ANSWER}.`;
}

const SETTINGS: Record<SettingChanged['kind'], string> = {
  'authorization-changed': 'authorization',
  'api-key-changed': 'the API key',
  'request-validation-changed': 'request validation',
};

function settingChanged({ kind, route, base, canary }: SettingChanged): string {
  return `${displayRoute(route)} changes ${SETTINGS[kind]} from '${base}' to '${canary}'; while the canary is live, `
    + 'a request that one release lets in may be refused by the other.';
}

function waysOut(first: string, route: Route): string {
  return `${first}, or add '${displayRoute(route)}' to exceptEndpoints.`;
}

function routeList(routes: readonly Route[]): string {
  const shown = routes.slice(0, 3).map(displayRoute);
  return list(routes.length > shown.length ? [...shown, `${routes.length - shown.length} more`] : shown);
}
