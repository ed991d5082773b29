import { IdentifiedError } from './identified-error';
import { Details, ErrorId, conditionText } from './ids';

/** An error where no construct is at hand: the message, then the stable id of the condition. */
export function conditionError<Id extends ErrorId>(id: Id, ...details: Details<Id>): IdentifiedError {
  return new IdentifiedError(id, conditionText(id, ...details));
}
