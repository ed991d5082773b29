/**
 * Names of properties and methods that messages use, as TypeScript has them. Java has the same, and Python others. A test looks for names that are
 * missing here.
 */
const NAMES: readonly string[] = [
  'accessLog', 'addAlarms', 'addToLogicalId', 'allAtOnce', 'alreadyMarked', 'arnForExecuteApi', 'authorizerName', 'baseDeploymentId',
  'cacheClusterEnabled', 'canaryDeploymentId', 'canarySetting', 'canarySettings', 'cloudWatchRole', 'currentVersion', 'currentVersionOptions',
  'defaultChild', 'deployOptions', 'deploymentStage', 'errorShare', 'exceptEndpoints', 'functionArn', 'functionName', 'grantInvoke',
  'handlerProps', 'httpMethod', 'latestDeployment', 'logGroup', 'logicalId', 'managedPolicies', 'maxEventAge', 'metricBrokenRollouts',
  'metricDelay', 'minimumRequests', 'newEndpoints', 'onFailure', 'onInconclusive', 'onSuccess', 'percentTraffic', 'removedEndpoints',
  'reservedConcurrentExecutions', 'resetTraffic', 'resourcePath', 'retryAttempts', 'scopePermissionToMethod', 'slowShare', 'slowerThan',
  'sourceArn', 'stageName', 'stageVariableOverrides', 'unqualifiedFunctions', 'updateDeployment', 'updateStageVariables', 'useStageCache',
  'warmUp',
];

/** What a message quotes is what somebody wrote. */
const ANY_NAME = new RegExp(`(?<!['"\\w-])(?:${NAMES.join('|')})\\b(?!['"-])`, 'g');

/**
 * A message in the names that the caller's program has: the jsii runtime of each language says in its environment which one that is.
 *
 * @param agent what runs the program, such as `Python/3.12.1`. Undefined in TypeScript and JavaScript
 */
export function inCallersWords(text: string, agent: string | undefined = process.env.JSII_AGENT): string {
  return agent?.startsWith('Python/') ? text.replace(ANY_NAME, snakeCase) : text;
}

function snakeCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
