/**
 * Texts with which `UpdateStage` refuses an operation: *recorded on AWS* (LocalStack `test_apigateway_canary.snapshot.json`
 * and `test_apigateway_common.snapshot.json`. Variable texts: sirceljm/aws-lambda-blog#10, serverless/serverless#6133),
 * except those under "assumed". Odd spacing and missing commas are AWS's.
 */
const SETTINGS = [
  'metrics/enabled', 'logging/dataTrace', 'logging/loglevel', 'throttling/burstLimit', 'throttling/rateLimit', 'caching/ttlInSeconds',
  'caching/enabled', 'caching/dataEncrypted', 'caching/requireAuthorizationForCacheControl', 'caching/unauthorizedCacheControlHeaderStrategy',
];

const METHOD = '/{resourcePath}/{httpMethod}';
const ALL = '/*/*';

/** The list in AWS's message: it runs some paths together, and knows nothing of canaries. */
const LISTED_PATHS = [
  '/deploymentId', '/description', '/cacheClusterEnabled', '/cacheClusterSize', '/clientCertificateId',
  '/accessLogSettings', '/accessLogSettings/destinationArn', '/accessLogSettings/format',
  ...SETTINGS.slice(0, 3).map((setting) => `${METHOD}/${setting}`),
  SETTINGS.slice(3, 6).map((setting) => `${METHOD}/${setting}`).join(''),
  ...SETTINGS.slice(6).map((setting) => `${METHOD}/${setting}`),
  ...SETTINGS.slice(0, 3).map((setting) => `${ALL}/${setting}`),
  `${SETTINGS.slice(3, 6).map((setting) => `${ALL}/${setting}`).join(' ')}`,
  ...SETTINGS.slice(6).map((setting) => `${ALL}/${setting}`),
  '/variables/{variable_name}', '/tracingEnabled',
].join(', ');

/** The setting paths that a method setting path may end with. */
export const METHOD_SETTING_PATHS: readonly string[] = SETTINGS;

export const PATCH_MESSAGES = {
  badReplace: (path: string) => `Invalid method setting path: ${path}. Must be one of: [${LISTED_PATHS}]`,
  badRemove: (path: string) =>
    `Cannot remove method setting ${path.replace(/^\//, '')} because there is no method setting for this method `,
  badOperation: (op: string, path: string) => `Invalid ${op} operation with path: ${path}`,
  badCopy: (path: string, from: string) => `Invalid copy operation with path: ${path} and from ${from}. Valid copy:path are `
    + '[/deploymentId, /variables] and valid copy:from are [/canarySettings/deploymentId, /canarySettings/stageVariableOverrides]',
  noCanary: () => 'Promotion not available. Canary does not exist.',
  unknownDeployment: () => 'Deployment id does not exist',
  badVariableValue: (value: string) => `Invalid stage variable value: ${value}.  Please use values with alphanumeric characters and the symbols `
    + "' ', -', '.', '_', ':', '/', '?', '&', '=', and ','.",
  badVariableName: (name: string) => `Invalid stage variable name: ${name}.  Please use names with only word characters.`,

  // Assumed: AWS refuses, the wording is not recorded.
  badPercent: (value: string) => `Invalid percentTraffic value: ${value}. Percent traffic must be between 0.0 and 100.0`,
  badNumber: (path: string, value: string) => `Invalid value for ${path}: ${value}`,
  canaryPinsDeployment: () => 'Deployment id cannot be changed while the stage has a canary. Promote or remove the canary first.',
};
