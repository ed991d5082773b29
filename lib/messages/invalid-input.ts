import { IConstruct } from 'constructs';
import { inCallersWords } from './callers-words';
import { Details, ErrorId, conditionText } from './ids';

/**
 * An error about what a user wrote: the message, then the stable id of the condition and the construct.
 *
 * In a static factory, for instance, no construct is at hand.
 *
 * aws-cdk-lib's own `ValidationError` takes ids of a type that is private to it.
 */
export function invalidInput<Id extends ErrorId>(scope: IConstruct | undefined, id: Id, ...details: Details<Id>): Error {
  // The App has no path.
  const where = scope === undefined ? '' : ` at ${scope.node.path || 'the App'}`;
  const error = new Error(`${inCallersWords(conditionText(id, ...details))} [${id}${where}]`);
  error.name = id;
  return error;
}
