import { textOf, UNSERVED_ANSWER } from '../../messages/ids';
import { compareEndpoints } from '../comparison';
import { unservedEndpoints } from '../finding-message';
import { EndpointRules, Finding, applyPolicy } from '../policy';
import { Route } from '../routes';

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
    + 'The stage was not moved. Let the stage driver call apigateway:GET on the deployment, or set newEndpoints to ALLOW and removedEndpoints to WARN.';
}

/** Endpoints that the base does not serve come first; those that the canary no longer serves are told with them. */
function refusal(errors: readonly Finding[], percentTraffic: number | undefined): string {
  const [added, removed] = (['UnservedEndpoint', 'RemovedEndpoint'] as const).map((kind) => errors.flatMap(({ difference }) => difference.kind === kind ? [difference] : []));
  return [
    ...added.length > 0 ? [textOf('UnservedEndpoint', { ...unservedEndpoints(added, 'base', percentTraffic), notMoved: true })] : [],
    ...removed.length > 0 ? [textOf('RemovedEndpoint', { ...unservedEndpoints(removed, 'canary', percentTraffic), notMoved: added.length === 0 })] : [],
  ].join(' ');
}
