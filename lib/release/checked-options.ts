import { Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { CanaryReleaseOptions } from './canary-release-options';
import { CanarySettings } from './canary-settings';
import { UnqualifiedFunctions } from './unqualified-functions';
import { EndpointPolicy } from '../endpoints/endpoint-policy';
import { invalidInput } from '../messages/invalid-input';
import { nearestName } from '../messages/nearest-name';

/** The compiler wants each property here, and no other. */
const SETTINGS: { readonly [name in keyof Required<CanarySettings>]: true } = {
  percentTraffic: true, useStageCache: true, stageVariableOverrides: true,
};

/**
 * Checks what TypeScript holds and JavaScript and Python let through: text where one of some values is meant, text where a list is meant, `null`.
 *
 * @throws if an option has a value that would be dropped or read as something else
 */
export function checkOptions(scope: IConstruct, options: CanaryReleaseOptions): void {
  const { canarySettings, exceptEndpoints } = options;
  if (canarySettings !== undefined && (typeof canarySettings !== 'object' || canarySettings === null || Array.isArray(canarySettings))) {
    throw invalidInput(scope, 'InvalidOption', 'canarySettings', canarySettings, 'an object such as { percentTraffic: 10 }, or nothing');
  }
  if (canarySettings !== undefined) { checkNames(scope, canarySettings, Object.keys(SETTINGS)); }
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

/**
 * Checks the names of properties, of which JavaScript drops those that nobody knows.
 *
 * @throws for one that is a typo of a known name. Others may be there on purpose, in an object that serves several constructs.
 */
export function checkNames(scope: IConstruct, props: object, known: readonly string[]): void {
  for (const name of Object.keys(props).filter((one) => !known.includes(one))) {
    const meant = nearestName(name, known);
    if (meant !== undefined) { throw invalidInput(scope, 'UnknownOption', name, meant); }
  }
}

function oneOf(scope: IConstruct, option: string, got: unknown, allowed: readonly string[]): void {
  if (got === undefined || Token.isUnresolved(got) || allowed.includes(got as string)) { return; }
  throw invalidInput(scope, 'InvalidOption', option, got, allowed.join(', '));
}
