import { LambdaError } from './lambda-error';

/** A function as a caller names it. */
export interface FunctionReference {
  readonly functionName: string;
  /** Version number, alias or `$LATEST`. @default - unqualified, which is `$LATEST` with a policy of its own */
  readonly qualifier?: string;
}

const FULL_ARN = /^arn:[^:]+:lambda:[^:]*:[^:]*:function:([^:]+)(?::(.*))?$/;
const PARTIAL_ARN = /^(?:\d{12}:)?function:([^:]+)(?::(.+))?$/;

/**
 * Reads a function name, a name with qualifier, a partial or a full ARN.
 *
 * An empty qualifier (`...:function:name:`, as a stage variable that does not exist leaves it) stays an empty qualifier:
 * it names nothing, so it must not turn into `$LATEST`.
 */
export function parseFunctionReference(text: string): FunctionReference {
  const arn = FULL_ARN.exec(text) ?? PARTIAL_ARN.exec(text);
  const [functionName, qualifier] = arn ? [arn[1], arn[2]] : splitName(text);
  return qualifier === undefined ? { functionName } : { functionName, qualifier };
}

/** A function's name with the qualifier that stands beside it. @throws LambdaError when the name has another one (recorded) */
export function qualifiedReference(name: string, qualifier: string | undefined): string {
  const inName = parseFunctionReference(name).qualifier;
  if (qualifier === undefined || inName === qualifier) { return name; }
  if (inName === undefined) { return `${name}:${qualifier}`; }
  throw new LambdaError('InvalidParameterValueException', 'The derived qualifier from the function name does not match the specified qualifier.');
}

function splitName(text: string): [string, string | undefined] {
  const colon = text.indexOf(':');
  return colon < 0 ? [text, undefined] : [text.slice(0, colon), text.slice(colon + 1)];
}
