import { MethodSetting, Stage } from '../../model';
import { RoutedMethod } from '../../routed-method';
import { RoutedRequest } from '../messages';
import { requestParameter } from '../request-values';

/** How one answer is kept: under which key, and for how long. */
export interface CachePolicy {
  readonly key: string;
  readonly timeToLiveSeconds: number;
}

/**
 * How the answer to a request is kept. `undefined` when it is not.
 *
 * The canary takes part only with `useStageCache`. The key has the deployment in it: base and canary share answers only while both are
 * on one deployment. Of the request it has the method and those parameters that the integration names. Other paths of the same
 * resource get the same answer.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/canary-release.html
 */
export function cachePolicy(stage: Stage, routed: RoutedRequest, route: RoutedMethod): CachePolicy | undefined {
  const { request, release, deploymentId, probe } = routed;
  if (!stage.cacheClusterEnabled || probe || request.method !== 'GET') { return undefined; }
  if (release === 'canary' && !stage.canarySettings?.useStageCache) { return undefined; }
  const { cachingEnabled, cacheTtlInSeconds = 300 } = settingsOf(stage, route);
  if (cachingEnabled !== true || Number(cacheTtlInSeconds) <= 0) { return undefined; }
  const { cacheKeyParameters = [] } = route.method.integration ?? {};
  const parameters = cacheKeyParameters.map((parameter) => requestParameter(parameter, request, route) ?? null);
  const key = [request.restApiId, stage.stageName, stage.createdDate.getTime(), deploymentId, route.resource.id, request.method, ...parameters];
  return { key: JSON.stringify(key), timeToLiveSeconds: Number(cacheTtlInSeconds) };
}

/** What is set for the method itself goes before what is set for all. */
function settingsOf({ methodSettings }: Stage, { resource, method }: RoutedMethod): MethodSetting {
  return { ...methodSettings['*/*'], ...methodSettings[`${resource.path.slice(1)}/${method.httpMethod}`] };
}
