import { IConstruct } from 'constructs';

/**
 * An error about what a user wrote: the message, then the stable id of the condition and the construct.
 *
 * aws-cdk-lib's own `ValidationError` takes ids of a type that is private to it.
 */
export function invalidInput(scope: IConstruct, id: string, message: string): Error {
  const error = new Error(`${message} [${id} at ${scope.node.path}]`);
  error.name = id;
  return error;
}
