import { Duration, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { CanaryReleaseOptions } from './canary-release-options';
import { CanarySettings } from './canary-settings';
import { checkNames, checkObject } from './checked-names';
import { UnqualifiedFunctions } from './unqualified-functions';
import { EndpointBaseline } from '../endpoints/endpoint-baseline';
import { EndpointPolicy } from '../endpoints/endpoint-policy';
import { invalidInput } from '../messages/invalid-input';
import { nearestName } from '../messages/nearest-name';
import { AccessLogOptions } from '../monitoring/access-log-options';

/** The compiler wants each property here, and no other. */
const SETTINGS: { readonly [name in keyof Required<CanarySettings>]: true } = {
  percentTraffic: true, useStageCache: true, stageVariableOverrides: true,
};

const ACCESS_LOG: { readonly [name in keyof Required<AccessLogOptions>]: true } = {
  logGroup: true, retention: true, encryptionKey: true, removalPolicy: true, slowerThan: true, alreadyMarked: true,
};

/**
 * Checks the names of what a release is made with. Settings of a canary that stand beside `canarySettings` would be dropped, and everybody would get
 * the new code at once.
 *
 * @throws for a typo of a known name, and for what belongs into `canarySettings`
 */
export function checkReleaseNames(scope: IConstruct, props: object, known: readonly string[]): void {
  for (const name of Object.keys(props).filter((one) => !known.includes(one))) {
    const setting = ['canary', 'percent'].includes(name) ? 'percentTraffic' : nearestName(name, Object.keys(SETTINGS));
    if (setting !== undefined) { throw invalidInput(scope, 'UnknownOption', name, `canarySettings: { ${setting}: ... }`, known); }
  }
  checkNames(scope, props, known);
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
