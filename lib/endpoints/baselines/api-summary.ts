import { compareEndpoints } from '../comparison';
import { UNSERVED_ANSWER, list, requests, shareOf } from '../finding-message';
import { EndpointRules, Finding, applyPolicy } from '../policy';
import { Route, displayRoute } from '../routes';

/**
 * The routes of a deployment as `GetDeployment` reports them with `embed=apisummary`: path, then method.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/api/API_GetDeployment.html
 */
export interface ApiSummary {
  readonly [path: string]: {
    readonly [method: string]: { readonly authorizationType?: string; readonly apiKeyRequired?: boolean };
  };
}

/** What the stage driver knows before it moves anything. */
export interface LiveBaseCheck extends EndpointRules {
  /** Of the deployment that the live stage points at; undefined when it could not be read. */
  readonly base: ApiSummary | undefined;
  /** Of the new deployment; undefined when it could not be read. */
  readonly canary: ApiSummary | undefined;
}

/** A stack event has room for some hundred characters; the whole list is one `cdk synth` with a baseline away. */
const LISTED_ROUTES = 10;

/** The routes of a deployment; an authorizer's id and request validation are not part of the summary. */
export function routesFromApiSummary(summary: ApiSummary): Route[] {
  return Object.entries(summary).flatMap(([path, methods]) => Object.entries(methods).map(([method, settings]) => ({
    path,
    method: method === 'x-amazon-apigateway-any-method' ? 'ANY' : method.toUpperCase(),
    authorizationType: settings.authorizationType,
    apiKeyRequired: settings.apiKeyRequired,
  })));
}

/**
 * Why the new deployment must not become a canary beside the live base, or undefined when it may.
 *
 * Only `REJECT` refuses. A deployment that cannot be read is refused as well: an unknown base is not a base that serves everything.
 */
export function checkLiveBase(check: LiveBaseCheck): string | undefined {
  if (check.newEndpoints !== 'REJECT' && check.removedEndpoints !== 'REJECT') return undefined;
  if (!check.base || !check.canary) return unreadable(check.base ? 'new' : 'live base');
  const differences = compareEndpoints(routesFromApiSummary(check.base), routesFromApiSummary(check.canary));
  const errors = applyPolicy(differences, check).filter(({ level }) => level === 'error');
  return errors.length === 0 ? undefined : refusal(errors, check.percentTraffic);
}

function unreadable(deployment: string): string {
  return `The endpoints of the ${deployment} deployment could not be read, so nobody knows which requests would get ${UNSERVED_ANSWER}. `
    + 'Nothing was changed. Let the stage driver call apigateway:GET on the deployment, or set newEndpoints to ALLOW and removedEndpoints to WARN.';
}

function refusal(errors: readonly Finding[], percentTraffic: number | undefined): string {
  const added = errors.filter(({ difference }) => difference.kind === 'unserved-by-base');
  const removed = errors.filter(({ difference }) => difference.kind === 'removed-from-canary');
  const [it, fresh] = errors.length > 1 ? ['them', 'the new endpoints'] : ['it', 'it'];
  const sentences = [
    ...unserved(added, 'served only by the canary release', shareOf('base', percentTraffic, added.length > 1 ? 'their' : 'its')),
    ...unserved(removed, 'not in the canary release', shareOf('canary', percentTraffic, removed.length > 1 ? 'their' : 'its')),
    'Nothing was changed.',
    `${added.length > 0 ? `Deploy ${fresh} without a canary first` : `Keep ${it} until production has moved`}, or add ${it} to exceptEndpoints.`,
  ];
  return sentences.join(' ');
}

function unserved(findings: readonly Finding[], how: string, share: string): string[] {
  if (findings.length === 0) return [];
  return [`${named(findings)} ${findings.length > 1 ? 'are' : 'is'} ${how}; the ${share} would get ${UNSERVED_ANSWER}.`];
}

/** The routes; where the other release serves part of a route's requests, with the requests that it doesn't serve. */
function named(findings: readonly Finding[]): string {
  const names = findings.map(({ difference, route }) => (
    'servedBy' in difference && difference.servedBy.length > 0 ? `${displayRoute(route)} (for ${requests(difference.unserved)})` : displayRoute(route)));
  return list(names.length > LISTED_ROUTES ? [...names.slice(0, LISTED_ROUTES), `${names.length - LISTED_ROUTES} more`] : names);
}
