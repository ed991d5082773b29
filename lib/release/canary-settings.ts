import { Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { addWarning } from '../messages/annotations';
import { invalidInput } from '../messages/invalid-input';
import { isObject } from '../templates/is-object';

/**
 * The canary release that a stage holds: its share of the requests and what it sees differently.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/create-canary-deployment.html
 */
export interface CanarySettings {
  /**
   * Share of requests sent to the canary release, in percent (0 to 100 inclusive, decimals allowed).
   *
   * 10 means 10 %, not 0.1. Every request is routed on its own, so one client meets both releases.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/canary-release.html
   */
  readonly percentTraffic: number;

  /**
   * Whether the canary release uses the stage's cache.
   *
   * Has an effect only while the stage has a cache cluster. Base and canary release are on different deployments and
   * therefore cached separately.
   *
   * @default false - canary requests are not cached
   */
  readonly useStageCache?: boolean;

  /**
   * Stage variables as the canary release sees them: these on top of the stage's own.
   *
   * Names: 1 to 64 letters, digits and underscores. Values: 1 to 512 characters out of letters, digits and `-._~:/?#&=,`.
   *
   * @default - no overrides: the canary sees the stage's variables
   */
  readonly stageVariableOverrides?: { [name: string]: string };
}

/**
 * What a promotion moves: the three boxes of the console's "Promote canary" dialog.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/promote-canary-deployment.html
 */
export interface PromoteOptions {
  /**
   * Update the stage's deployment with the canary's: production is then served by the canary's deployment.
   *
   * @default true
   */
  readonly updateDeployment?: boolean;

  /**
   * Update the stage's variables with the canary's overrides. They are merged: other variables stay as they are.
   *
   * @default true
   */
  readonly updateStageVariables?: boolean;

  /**
   * Set the canary's share of the requests to 0.0 %.
   *
   * @default true
   */
  readonly resetTraffic?: boolean;
}

const NAME = /^[A-Za-z0-9_]{1,64}$/;
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-apigateway-stage.html (Variables)
const VALUE = /^[A-Za-z0-9\-._~:/?#&=,]{1,512}$/;

/**
 * Checks what can be checked before synth. Tokens pass.
 *
 * @throws if the percentage is outside 0..100, or API Gateway would refuse the name or value of an override.
 */
export function validateCanarySettings(scope: IConstruct, settings: CanarySettings): void {
  validatePercentTraffic(scope, settings.percentTraffic);
  const { useStageCache } = settings;
  if (useStageCache !== undefined && typeof useStageCache !== 'boolean' && !Token.isUnresolved(useStageCache)) {
    throw invalidInput(scope, 'InvalidOption', 'useStageCache', useStageCache, 'true or false');
  }
  const overrides = settings.stageVariableOverrides;
  if (overrides === undefined || Token.isUnresolved(overrides)) { return; }
  // A Map has no properties, and would be no overrides.
  if (!isObject(overrides) || Symbol.iterator in overrides) {
    throw invalidInput(scope, 'InvalidOption', 'stageVariableOverrides', overrides, "an object such as { theme: 'dark' }, or nothing");
  }
  for (const [name, value] of Object.entries(overrides)) {
    validateOverride(scope, name, value);
  }
}

function validatePercentTraffic(scope: IConstruct, percent: number): void {
  if (Token.isUnresolved(percent)) { return; }
  if (typeof percent !== 'number' || !(percent >= 0 && percent <= 100)) {
    throw invalidInput(scope, 'InvalidPercentTraffic', percent);
  }
  if (percent > 0 && percent < 1) { addWarning(scope, 'percentLooksLikeAShare', percent); }
}

/**
 * Checks the variables of the stage itself, which API Gateway would refuse at deploy. Tokens pass.
 *
 * @throws if API Gateway would refuse a name or a value
 */
export function validateStageVariables(scope: IConstruct, variables: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(variables)) {
    const isWrong = (!Token.isUnresolved(name) && !NAME.test(name))
      || (!Token.isUnresolved(value) && (typeof value !== 'string' || !VALUE.test(value)));
    if (isWrong) { throw invalidInput(scope, 'InvalidStageVariable', name, value); }
  }
}

function validateOverride(scope: IConstruct, name: string, value: string): void {
  if (!Token.isUnresolved(name) && !NAME.test(name)) { throw invalidInput(scope, 'InvalidOverrideName', name); }
  if (!Token.isUnresolved(value) && (typeof value !== 'string' || !VALUE.test(value))) {
    throw invalidInput(scope, 'InvalidOverrideValue', name, value);
  }
}
