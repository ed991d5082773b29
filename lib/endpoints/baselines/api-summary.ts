import { refusalText, RefusalText, conditionText } from '../../messages/ids';
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
  /** Of the deployment that the live stage points at. Undefined when it could not be read. */
  readonly base: ApiSummary | undefined;
  /** Of the new deployment. Undefined when it could not be read. */
  readonly canary: ApiSummary | undefined;
}

/** The routes of a deployment. An authorizer's id and request validation are not part of the summary. */
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
export function checkLiveBase(check: LiveBaseCheck): RefusalText | undefined {
  if (check.newEndpoints !== 'REJECT' && check.removedEndpoints !== 'REJECT') { return undefined; }
  if (!check.base || !check.canary) { return refusalText('EndpointsUnreadable', check.base ? 'new' : 'live base'); }
  const differences = compareEndpoints(routesFromApiSummary(check.base), routesFromApiSummary(check.canary));
  const errors = applyPolicy(differences, check).filter(({ level }) => level === 'error');
  return errors.length === 0 ? undefined : refusal(errors, check.percentTraffic);
}

/** Endpoints that the base does not serve come first. Those that the canary no longer serves are told with them. */
function refusal(errors: readonly Finding[], percentTraffic: number | undefined): RefusalText {
  const routesOf = (kind: string) => errors.flatMap(({ difference }) => difference.kind === kind && 'servedBy' in difference ? [difference] : []);
  const [added, removed] = [routesOf('UnservedEndpoint'), routesOf('RemovedEndpoint')];
  const ofRemoved = { ...unservedEndpoints(removed, 'canary', percentTraffic), notMoved: added.length === 0 };
  if (added.length === 0) { return refusalText('RemovedEndpoint', ofRemoved); }
  const { id, text } = refusalText('UnservedEndpoint', { ...unservedEndpoints(added, 'base', percentTraffic), notMoved: true });
  return removed.length === 0 ? { id, text } : { id, text: `${text} ${conditionText('RemovedEndpoint', ofRemoved)}` };
}
