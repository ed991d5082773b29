import type { EndpointDifference } from './comparison';
import type { EndpointPolicy } from './endpoint-policy';
import { describeDifference } from './finding-message';
import { Route, parseRoute, routeKey } from './routes';

/** What the user decided about endpoints that only one release has. */
export interface EndpointRules {
  readonly newEndpoints: `${EndpointPolicy}`;
  readonly removedEndpoints: `${EndpointPolicy}`;
  /** Endpoints that are nobody's business here, as `GET /pets`. `ANY /pets` means every method of the path. */
  readonly exceptEndpoints: readonly string[];
  /** Percentage of the requests that go to the canary, 0 to 100. Undefined when it is known only at deploy. */
  readonly percentTraffic?: number;
}

/** One difference that the rules don't allow to pass in silence. */
export interface Finding {
  readonly level: 'error' | 'warning';
  /** The route it is about: the canary's, or the base's when the canary has it no more. */
  readonly route: Route;
  readonly difference: EndpointDifference;
  readonly message: string;
}

/** The ids that findings can have. */
export const FINDING_IDS: ReadonlyArray<EndpointDifference['kind']> = [
  'UnservedEndpoint', 'shadowedEndpoint', 'RemovedEndpoint', 'replacedEndpoint', 'endpointAuthorization', 'endpointApiKey',
  'endpointRequestValidation',
];

/**
 * Judges the differences by the rules.
 *
 * Only requests that a release cannot serve at all are worth an error. That a request is served by another route of the other
 * release, or let in by one release and refused by the other, is never more than a warning.
 *
 * @throws if an entry of exceptEndpoints is no endpoint
 */
export function applyPolicy(differences: readonly EndpointDifference[], rules: EndpointRules): Finding[] {
  const excepted = exceptionsFrom(rules.exceptEndpoints);
  return differences.flatMap((difference) => {
    const met = isMet(difference, rules.percentTraffic);
    const level = met && !excepted(difference.route) ? levelOf(difference, rules, differences) : undefined;
    if (!level) { return []; }
    const message = describeDifference(difference, rules.percentTraffic);
    return [{ level, route: difference.route, difference, message }];
  });
}

/** Whether any request can meet the difference: with all traffic on one release, there is nothing to be compared with. */
function isMet(difference: EndpointDifference, percentTraffic: number | undefined): boolean {
  if (percentTraffic === 0) { return false; }
  return percentTraffic !== 100 || difference.kind === 'RemovedEndpoint' || difference.kind === 'replacedEndpoint';
}

function levelOf(difference: EndpointDifference, rules: EndpointRules, all: readonly EndpointDifference[]): Finding['level'] | undefined {
  switch (difference.kind) {
    case 'UnservedEndpoint':
      return strictest(rules.newEndpoints);
    case 'shadowedEndpoint':
      return warningUnlessAllowed(rules.newEndpoints);
    case 'RemovedEndpoint':
      return strictest(rules.removedEndpoints);
    case 'replacedEndpoint':
      return servedByNewRoutesOnly(difference.servedBy, all) ? undefined : warningUnlessAllowed(rules.removedEndpoints);
    default:
      return 'warning';
  }
}

/** `GET /x` became `ANY /x`: the new route is reported, saying the same thing from the other side. */
function servedByNewRoutesOnly(routes: readonly Route[], all: readonly EndpointDifference[]): boolean {
  const isNew = ({ kind }: EndpointDifference): boolean => kind === 'UnservedEndpoint' || kind === 'shadowedEndpoint';
  const fresh = new Set(all.filter(isNew).map(({ route }) => routeKey(route)));
  return routes.every((route) => fresh.has(routeKey(route)));
}

function strictest(policy: EndpointRules['newEndpoints']): Finding['level'] | undefined {
  return policy === 'REJECT' ? 'error' : warningUnlessAllowed(policy);
}

function warningUnlessAllowed(policy: EndpointRules['newEndpoints']): 'warning' | undefined {
  return policy === 'ALLOW' ? undefined : 'warning';
}

/** An exception takes the preflight (`OPTIONS`) of its path with it, which has no purpose of its own. */
/**
 * Whether a route is among those that are nobody's business, as `exceptEndpoints` names them.
 *
 * @throws if an entry is no endpoint
 */
export function exceptionsFrom(texts: readonly string[]): (route: Route) => boolean {
  const exceptions = new Set<string>();
  for (const [i, text] of texts.entries()) {
    const { method, path } = parseRoute(text, `exceptEndpoints[${i}]`, 'InvalidExceptEndpoint');
    exceptions.add(routeKey({ method, path }));
    exceptions.add(routeKey({ method: 'OPTIONS', path }));
  }
  return (route) => exceptions.has(routeKey(route)) || exceptions.has(routeKey({ method: 'ANY', path: route.path }));
}
