import { Token, Tokenization } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { validateStageVariables } from './canary-settings';
import { overriddenProperties } from '../construct-tree/written-properties';
import { invalidInput } from '../messages/invalid-input';
import { isObject } from '../templates/is-object';

/** Names and values. A value may be a token. */
export type StageVariables = Readonly<Record<string, string>>;

/**
 * The variables of a stage as its user wants them at the moment: the property with what lies over it by `addPropertyOverride`, deletions included.
 *
 * Both may be written until the app is complete, also after the release.
 *
 * @throws if they are not known before the deploy, or API Gateway would refuse one
 */
export function stageVariables(release: Construct, stage: apigateway.CfnStage): StageVariables {
  const overridden = overriddenProperties(stage);
  if ('Variables' in overridden && overridden.Variables === undefined) { return {}; }
  const laidOver = 'Variables' in overridden ? namesAndValues(release, overridden.Variables) : {};
  const written = Object.entries({ ...namesAndValues(release, stage.variables ?? {}), ...laidOver });
  const variables = Object.fromEntries(written.filter(([name, value]) => value !== undefined || !(name in laidOver)));
  validateStageVariables(release, variables);
  return variables as StageVariables;
}

function namesAndValues(release: Construct, written: unknown): Record<string, unknown> {
  if (Token.isUnresolved(written) || isIntrinsic(written)) { throw invalidInput(release, 'VariablesAreToken'); }
  if (!isObject(written) || Symbol.iterator in written) {
    throw invalidInput(release, 'InvalidOption', 'variables', written, "an object such as { theme: 'light' }, or nothing");
  }
  return Object.fromEntries(Object.entries(written).map(([name, value]) => [name, asToken(value)]));
}

/** An override may have `{ Ref: ... }`, or a token that is no text, where the property has a text. */
function asToken(value: unknown): unknown {
  return isIntrinsic(value) || Tokenization.isResolvable(value) ? Token.asString(value) : value;
}

function isIntrinsic(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length === 1 && /^(Ref|Fn::\w+)$/.test(Object.keys(value)[0]);
}
