import { RoutedMethod } from '../routed-method';
import { RoutedRequest } from './messages';

/** The values of `$context` by name. `isCanaryRequest` is set only on a stage with a canary (recorded on AWS). */
export function contextValues(routed: RoutedRequest, { resource }: RoutedMethod): Record<string, string> {
  const { request, release, deploymentId, stageHasCanary, requestId, account } = routed;
  return {
    'apiId': request.restApiId,
    'accountId': account,
    deploymentId,
    'httpMethod': request.method,
    'path': `/${request.stageName}${request.path}`,
    requestId,
    'resourceId': resource.id,
    'resourcePath': resource.path,
    'stage': request.stageName,
    'identity.sourceIp': '127.0.0.1',
    ...Object.fromEntries(Object.entries(routed.authorizer ?? {}).map(([name, value]) => [`authorizer.${name}`, String(value)])),
    ...(stageHasCanary ? { isCanaryRequest: String(release === 'canary') } : {}),
  };
}
