import { ApiSnapshot, Deployment, Method, Resource, RestApi, Stage } from '../model';

/** Shapes as API Gateway's REST protocol writes them: times in epoch seconds. */
export function stageOnWire(stage: Stage): Record<string, unknown> {
  const { createdDate, lastUpdatedDate, cacheClusterEnabled, ...rest } = stage;
  return {
    ...rest,
    cacheClusterEnabled,
    cacheClusterStatus: cacheClusterEnabled ? 'AVAILABLE' : 'NOT_AVAILABLE',
    createdDate: epochSeconds(createdDate),
    lastUpdatedDate: epochSeconds(lastUpdatedDate),
  };
}

/** @param withSummary whether the call asked to embed `apisummary` */
export function deploymentOnWire({ snapshot, createdDate, ...rest }: Deployment, withSummary: boolean): Record<string, unknown> {
  return { ...rest, createdDate: epochSeconds(createdDate), ...(withSummary ? { apiSummary: apiSummary(snapshot) } : {}) };
}

export function restApiOnWire({ createdDate, ...rest }: RestApi): Record<string, unknown> {
  return { ...rest, createdDate: epochSeconds(createdDate), apiKeySource: 'HEADER', endpointConfiguration: { types: ['EDGE'] } };
}

/** @param withMethods whether the call asked to embed `methods`; otherwise only the verbs are named */
export function resourceOnWire({ methods, ...rest }: Resource, withMethods: boolean): Record<string, unknown> {
  const verbs = Object.entries(methods).map(([verb, method]) => [verb, withMethods ? methodOnWire(method) : {}]);
  return { ...rest, ...(verbs.length > 0 ? { resourceMethods: Object.fromEntries(verbs) } : {}) };
}

function methodOnWire({ integration, ...method }: Method): Record<string, unknown> {
  if (!integration) return method;
  const { integrationResponses, ...rest } = integration;
  const responses = Object.fromEntries(integrationResponses.map((response) => [response.statusCode, response]));
  return { ...method, methodIntegration: { ...rest, integrationResponses: responses } };
}

/** Path to verb to what is needed to call it, for every endpoint of a deployment. */
function apiSummary({ resources }: ApiSnapshot): Record<string, Record<string, unknown>> {
  return Object.fromEntries(resources
    .filter(({ methods }) => Object.keys(methods).length > 0)
    .map(({ path, methods }) => [path, Object.fromEntries(Object.entries(methods)
      .map(([verb, { authorizationType, apiKeyRequired }]) => [verb, { authorizationType, apiKeyRequired }]))]));
}

function epochSeconds(date: Date): number {
  return date.getTime() / 1000;
}
