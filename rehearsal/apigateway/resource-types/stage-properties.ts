import { Properties } from '../../cloudformation/resource-type';
import { objectOf, textOf, textsOf } from '../../lambda/resource-types/property-values';
import { pathPart } from '../stage-patch/patch-path';

/** The properties of a stage as `UpdateStage` names them: patch path to value as text. */
export function stageValues(properties: Properties): Map<string, string> {
  const canary = objectOf(properties, 'CanarySetting') ?? {};
  const accessLog = objectOf(properties, 'AccessLogSetting') ?? {};
  const values: Array<[string, string | undefined]> = [
    ['/deploymentId', textOf(properties, 'DeploymentId')],
    ['/description', textOf(properties, 'Description')],
    ['/documentationVersion', textOf(properties, 'DocumentationVersion')],
    ['/clientCertificateId', textOf(properties, 'ClientCertificateId')],
    ['/cacheClusterEnabled', textOf(properties, 'CacheClusterEnabled')],
    ['/cacheClusterSize', textOf(properties, 'CacheClusterSize')],
    ['/tracingEnabled', textOf(properties, 'TracingEnabled')],
    ['/accessLogSettings/destinationArn', textOf(accessLog, 'DestinationArn')],
    ['/accessLogSettings/format', textOf(accessLog, 'Format')],
    ...mapValues('/variables', textsOf(properties, 'Variables')),
    ['/canarySettings/deploymentId', textOf(canary, 'DeploymentId')],
    ['/canarySettings/percentTraffic', textOf(canary, 'PercentTraffic')],
    ['/canarySettings/useStageCache', textOf(canary, 'UseStageCache')],
    ...mapValues('/canarySettings/stageVariableOverrides', textsOf(canary, 'StageVariableOverrides')),
    ...((properties.MethodSettings ?? []) as Properties[]).flatMap(methodSettingValues),
  ];
  return new Map(values.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** Property of a method setting to the path that sets it. */
const METHOD_SETTING_PATHS: Readonly<Record<string, string>> = {
  MetricsEnabled: 'metrics/enabled',
  DataTraceEnabled: 'logging/dataTrace',
  LoggingLevel: 'logging/loglevel',
  ThrottlingBurstLimit: 'throttling/burstLimit',
  ThrottlingRateLimit: 'throttling/rateLimit',
  CachingEnabled: 'caching/enabled',
  CacheTtlInSeconds: 'caching/ttlInSeconds',
  CacheDataEncrypted: 'caching/dataEncrypted',
};

function methodSettingValues(setting: Properties): Array<[string, string | undefined]> {
  const method = `/${methodPath(textOf(setting, 'ResourcePath') ?? '/*')}/${textOf(setting, 'HttpMethod') ?? '*'}`;
  return Object.entries(METHOD_SETTING_PATHS).map(([name, path]) => [`${method}/${path}`, textOf(setting, name)]);
}

/** CloudFormation takes `/*` for all resources, `/` and `/~1pets` (or `/pets`) for one. */
function methodPath(resourcePath: string): string {
  const path = resourcePath.replace(/~1/g, '/').replace(/^\/+/, '');
  return path === '*' ? path : `~1${pathPart(path)}`;
}

function mapValues(path: string, values: Record<string, string> = {}): Array<[string, string]> {
  return Object.entries(values).map(([key, value]) => [`${path}/${pathPart(key)}`, value]);
}
