import { Duration, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { CanaryReleaseOptions } from './canary-release-options';
import { CanarySettings } from './canary-settings';
import { checkNames, checkObject } from './checked-names';
import { OPTION_NAMES } from './parted-options';
import { UnqualifiedFunctions } from './unqualified-functions';
import { constructWith, KEY, LOG_REMOVAL_POLICY, LOG_RETENTION, refusedValue, ValueRule } from './value-rules';
import { EndpointBaseline } from '../endpoints/endpoint-baseline';
import { EndpointPolicy } from '../endpoints/endpoint-policy';
import { invalidInput } from '../messages/invalid-input';
import { nearestName } from '../messages/nearest-name';
import { AccessLogOptions } from '../monitoring/access-log-options';
import { isObject } from '../templates/is-object';

/** The compiler wants each property here, and no other. */
const SETTINGS: { readonly [name in keyof Required<CanarySettings>]: true } = {
  percentTraffic: true, useStageCache: true, stageVariableOverrides: true,
};

const ACCESS_LOG: { readonly [name in keyof Required<AccessLogOptions>]: true } = {
  logGroup: true, retention: true, encryptionKey: true, removalPolicy: true, slowerThan: true, alreadyMarked: true,
};

/** What the options of an access log take, beside `slowerThan`. */
const ACCESS_LOG_RULES: { readonly [name in Exclude<keyof AccessLogOptions, 'slowerThan'>]-?: ValueRule } = {
  logGroup: { allowed: 'a logs.ILogGroup, such as a logs.LogGroup', takes: constructWith('logGroupArn') },
  retention: LOG_RETENTION,
  encryptionKey: KEY,
  removalPolicy: LOG_REMOVAL_POLICY,
  alreadyMarked: { allowed: 'true, false, or nothing', takes: (value) => typeof value === 'boolean' },
};

/**
 * Checks the names of what a release is made with. Settings of a canary that stand beside `canarySettings` would be dropped, and everybody would get
 * the new code at once.
 *
 * @throws for a typo of a known name, and for what belongs into `canarySettings`
 */
export function checkReleaseNames(scope: IConstruct | undefined, props: object, known: readonly string[]): void {
  for (const name of Object.keys(props).filter((one) => !known.includes(one))) {
    const meant = settingMeantBy(name) ?? CALLS[name];
    if (meant !== undefined) { throw invalidInput(scope, 'UnknownOption', name, meant, known); }
  }
  checkNames(scope, props, known);
}

/**
 * Checks that nothing of a release stands within the options of the stage, where it would be dropped.
 *
 * @throws for an option of a release, and for a setting of the canary
 */
export function checkDeployOptions(scope: IConstruct, deployOptions: unknown): void {
  if (!isObject(deployOptions)) { return; }
  for (const name of Object.keys(deployOptions)) {
    const meant = nearestName(name, OPTION_NAMES) ?? settingMeantBy(name);
    if (meant !== undefined) { throw invalidInput(scope, 'UnknownOption', `deployOptions.${name}`, `${meant} beside deployOptions`, OPTION_NAMES); }
  }
}

/** Names that are calls, or words of an operator. */
const CALLS: { readonly [name: string]: string | undefined } = {
  promote: 'promote() as a call on the construct',
  abort: 'abort() as a call on the construct',
  hold: 'canarySettings, which hold a canary, or say -c cdk-canary-rest-api:action=hold after an abort',
  skip: 'nothing, and say -c cdk-canary-rest-api:action=skip in the deploy that skips the steps',
};

function settingMeantBy(name: string): string | undefined {
  const setting = ['canary', 'percent'].includes(name) ? 'percentTraffic' : nearestName(name, Object.keys(SETTINGS));
  return setting === undefined ? undefined : `canarySettings: { ${setting}: ... }`;
}

/**
 * Checks what TypeScript holds and JavaScript and Python let through: text where one of some values is meant, text where a list is meant, `null`.
 *
 * @throws if an option has a value that would be dropped or read as something else
 */
export function checkOptions(scope: IConstruct, options: CanaryReleaseOptions): void {
  const { accessLog, baseline, canarySettings, exceptEndpoints } = options;
  if (canarySettings !== undefined) { checkObject(scope, 'canarySettings', canarySettings, Object.keys(SETTINGS), '{ percentTraffic: 10 }'); }
  if (accessLog !== undefined) {
    checkObject(scope, 'accessLog', accessLog, Object.keys(ACCESS_LOG), '{ slowerThan: Duration.seconds(1) }');
    const refused = refusedValue(accessLog, ACCESS_LOG_RULES);
    if (refused) { throw invalidInput(scope, 'InvalidOption', `${refused.name} of accessLog`, refused.value, refused.allowed); }
    const { slowerThan } = accessLog;
    if (slowerThan !== undefined && typeof (slowerThan as Partial<Duration> | null)?.toMilliseconds !== 'function') {
      throw invalidInput(scope, 'InvalidOption', 'slowerThan of accessLog', slowerThan, 'a Duration, such as Duration.seconds(1)');
    }
  }
  if (baseline !== undefined && typeof (baseline as Partial<EndpointBaseline> | null)?._template !== 'function') {
    throw invalidInput(scope, 'InvalidOption', 'baseline', baseline, "an EndpointBaseline, such as EndpointBaseline.fromFile('endpoints.json')");
  }
  oneOf(scope, 'newEndpoints', options.newEndpoints, Object.values(EndpointPolicy));
  oneOf(scope, 'removedEndpoints', options.removedEndpoints, Object.values(EndpointPolicy));
  oneOf(scope, 'unqualifiedFunctions', options.unqualifiedFunctions, Object.values(UnqualifiedFunctions));
  if (options.outputs !== undefined && typeof options.outputs !== 'boolean') {
    throw invalidInput(scope, 'InvalidOption', 'outputs', options.outputs, 'true, false, or nothing');
  }
  if (exceptEndpoints !== undefined && !Array.isArray(exceptEndpoints)) {
    throw invalidInput(scope, 'InvalidOption', 'exceptEndpoints', exceptEndpoints, "a list such as ['GET /pets']");
  }
}

function oneOf(scope: IConstruct, option: string, got: unknown, allowed: readonly string[]): void {
  if (got === undefined || Token.isUnresolved(got) || allowed.includes(got as string)) { return; }
  throw invalidInput(scope, 'InvalidOption', option, got, allowed.join(', '));
}
