import { LambdaError } from './lambda-error';
import { LATEST } from './lambda-function';

/**
 * What Lambda refuses before it looks at a function. Texts and rules are *recorded on AWS* (LocalStack `test_permission_exceptions`,
 * `test_alias_naming`), except the list of endings that a service's name may have, which is assumed.
 */

/** @throws LambdaError for another character than letters, digits, `-` and `_` */
export function checkStatementId(statementId: string): void {
  if (!/^[a-zA-Z0-9-_]+$/.test(statementId)) { throw invalidMember(statementId, 'statementId', '([a-zA-Z0-9-_]+)'); }
}

/** @throws LambdaError for other characters, and for a name that is only a number, as a version's is */
export function checkAliasName(name: string): void {
  if (!isAliasName(name)) { throw invalidMember(name, 'name', '(?!^[0-9]+$)([a-zA-Z0-9-_]+)'); }
}

/** Whether a qualifier can be the name of an alias. */
export function isAliasName(qualifier: string): boolean {
  return /^(?!\d+$)[a-zA-Z0-9-_]+$/.test(qualifier);
}

/** The qualifier of a policy's owner. @throws LambdaError for `$LATEST`, which has no policy, and for other characters */
export function checkPolicyQualifier(qualifier: string): void {
  if (!/^[a-zA-Z0-9-_$]+$/.test(qualifier)) { throw invalidMember(qualifier, 'qualifier', '\\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+'); }
  if (qualifier === LATEST) { throw new LambdaError('InvalidParameterValueException', 'We currently do not support adding policies for $LATEST.'); }
}

/** @throws LambdaError for a domain that is none of AWS */
export function checkPrincipal(principal: string): void {
  const domain = principal.includes('.') && !principal.startsWith('arn:');
  if (domain && !/\.(amazonaws\.com(\.cn)?|amazon\.com|aws\.internal)$/.test(principal)) {
    throw new LambdaError('InvalidParameterValueException', 'The provided principal was invalid. Please check the principal and try again.');
  }
}

function invalidMember(value: string, member: string, pattern: string): LambdaError {
  return new LambdaError('ValidationException',
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must satisfy regular expression pattern: `
      + `${pattern}`);
}
