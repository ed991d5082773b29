import { LambdaError } from './lambda-error';
import { AliasRouting, LATEST } from './lambda-function';

const FINITE = 'Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null';
const NUMBERED = 'Member must have length less than or equal to 1024, Member must have length greater than or equal to 1, Member must satisfy '
  + 'regular expression pattern: [0-9]+';

/**
 * The routing of an alias, out of the weights that are asked for. Without weights all calls go to its own version.
 *
 * @param version the alias' own version
 * @throws LambdaError as AWS refuses (recorded: LocalStack `test_notfound_and_invalid_routingconfigs`). Whether the version exists is not asked here
 */
export function aliasRouting(version: string, weights: Readonly<Record<string, number>>): AliasRouting | undefined {
  const entries = Object.entries(weights);
  if (entries.some(([, weight]) => !(weight >= 0 && weight <= 1))) { throw invalidWeights(entries, 'value', FINITE); }
  if (entries.some(([name]) => !/^\d+$/.test(name))) { throw invalidWeights(entries, 'keys', NUMBERED); }
  if (entries.length > 1) { throw invalidParameter('Number of items in AdditionalVersionWeights cannot be greater than 1'); }
  if (entries.length === 0) { return undefined; }
  if (version === LATEST) { throw invalidParameter(`${LATEST} is not supported for an alias pointing to more than 1 version`); }
  const [[additional, weight]] = entries;
  if (additional === version) {
    throw invalidParameter(`Invalid function version ${version}. Function version ${version} is already included in routing configuration.`);
  }
  return { version: additional, weight };
}

function invalidWeights(entries: ReadonlyArray<[string, number]>, what: 'keys' | 'value', constraint: string): LambdaError {
  const shown = entries.map(([name, weight]) => `${name}=${Number.isInteger(weight) ? `${weight}.0` : weight}`).join(', ');
  return new LambdaError('ValidationException', `1 validation error detected: Value '{${shown}}' at 'routingConfig.additionalVersionWeights' failed `
    + `to satisfy constraint: Map ${what} must satisfy constraint: [${constraint}]`);
}

function invalidParameter(message: string): LambdaError {
  return new LambdaError('InvalidParameterValueException', message);
}
