import { ChangeSetNotFoundError } from '../../change-sets/change-set-error';
import { Action } from '../action';
import { requiredParameter } from '../required-parameter';

/** DeleteChangeSet: answers alike when the stack has no such change set. */
export const deleteChangeSet: Action = ({ changeSets }, parameters) => {
  try {
    changeSets.remove(changeSets.existing(requiredParameter(parameters, 'ChangeSetName'), parameters.text('StackName')));
  } catch (error) {
    if (!(error instanceof ChangeSetNotFoundError)) { throw error; }
  }
  return {};
};
