import { Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { CanaryReleaseOptions } from './canary-release-options';
import { CanarySettings } from './canary-settings';
import { UnqualifiedFunctions } from './unqualified-functions';
import { EndpointBaseline } from '../endpoints/endpoint-baseline';
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
  const { baseline, canarySettings, exceptEndpoints } = options;
  if (canarySettings !== undefined && (typeof canarySettings !== 'object' || canarySettings === null || Array.isArray(canarySettings))) {
    throw invalidInput(scope, 'InvalidOption', 'canarySettings', canarySettings, 'an object such as { percentTraffic: 10 }, or nothing');
  }
  if (canarySettings !== undefined) { checkAllNames(scope, canarySettings, Object.keys(SETTINGS)); }
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

/**
 * Checks the names of properties, of which JavaScript drops those that nobody knows.
 *
 * @throws for one that is a typo of a known name. Others may be there on purpose, in an object that serves several constructs.
 */
export function checkNames(scope: IConstruct, props: object, known: readonly string[]): void {
  for (const name of Object.keys(props).filter((one) => !known.includes(one))) {
    const meant = nearestName(name, known);
    if (meant !== undefined) { throw invalidInput(scope, 'UnknownOption', name, meant, known); }
  }
}

/**
 * Checks the names in an object that serves nothing but this library.
 *
 * @throws for one that is not known
 */
export function checkAllNames(scope: IConstruct, given: object, known: readonly string[]): void {
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown === undefined) { return; }
  throw invalidInput(scope, 'UnknownOption', unknown, nearestName(unknown, known) ?? longerName(unknown, known), known);
}

/** The only known name with this in it: `percentTraffic` for `percent`. */
function longerName(part: string, known: readonly string[]): string | undefined {
  const names = known.filter((name) => name.toLowerCase().includes(part.toLowerCase()));
  return names.length === 1 ? names[0] : undefined;
}

function oneOf(scope: IConstruct, option: string, got: unknown, allowed: readonly string[]): void {
  if (got === undefined || Token.isUnresolved(got) || allowed.includes(got as string)) { return; }
  throw invalidInput(scope, 'InvalidOption', option, got, allowed.join(', '));
}
