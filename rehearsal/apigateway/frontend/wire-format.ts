import { ApiSnapshot, Deployment, Method, MethodSetting, Resource, RestApi, Stage } from '../model';

/** Shapes as API Gateway's REST protocol writes them: times in epoch seconds. */
export function stageOnWire(stage: Stage): Record<string, unknown> {
  const { createdDate, lastUpdatedDate, cacheClusterEnabled, methodSettings, ...rest } = stage;
  return {
    ...rest,
    methodSettings: completeSettings(methodSettings),
    cacheClusterEnabled,
    cacheClusterStatus: cacheClusterEnabled ? 'AVAILABLE' : 'NOT_AVAILABLE',
    createdDate: epochSeconds(createdDate),
    lastUpdatedDate: epochSeconds(lastUpdatedDate),
  };
}

/** What a method setting shows beside what was set. */
const SETTING_DEFAULTS: MethodSetting = {
  metricsEnabled: false,
  dataTraceEnabled: false,
  throttlingBurstLimit: 5000,
  throttlingRateLimit: 10000,
  cachingEnabled: false,
  cacheTtlInSeconds: 300,
  cacheDataEncrypted: false,
  requireAuthorizationForCacheControl: true,
  unauthorizedCacheControlHeaderStrategy: 'SUCCEED_WITH_RESPONSE_HEADER',
};

/** A setting is answered whole. That of a method shows what the one for all methods says (recorded on AWS). */
function completeSettings(settings: Stage['methodSettings']): Stage['methodSettings'] {
  return Object.fromEntries(Object.entries(settings).map(([key, setting]) => [key, { ...SETTING_DEFAULTS, ...settings['*/*'], ...setting }]));
}

/** @param withSummary whether the call asked to embed `apisummary` */
export function deploymentOnWire({ snapshot, createdDate, ...rest }: Deployment, withSummary: boolean): Record<string, unknown> {
  return { ...rest, createdDate: epochSeconds(createdDate), ...(withSummary ? { apiSummary: apiSummary(snapshot) } : {}) };
}

export function restApiOnWire({ createdDate, ...rest }: RestApi): Record<string, unknown> {
  return { ...rest, createdDate: epochSeconds(createdDate), apiKeySource: 'HEADER', endpointConfiguration: { types: ['EDGE'] } };
}

/** @param withMethods whether the call asked to embed `methods`. Otherwise only the verbs are named */
export function resourceOnWire({ methods, ...rest }: Resource, withMethods: boolean): Record<string, unknown> {
  const verbs = Object.entries(methods).map(([verb, method]) => [verb, withMethods ? methodOnWire(method) : {}]);
  return { ...rest, ...(verbs.length > 0 ? { resourceMethods: Object.fromEntries(verbs) } : {}) };
}

function methodOnWire({ integration, ...method }: Method): Record<string, unknown> {
  if (!integration) { return method; }
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
