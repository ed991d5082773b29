import { Action } from '../action';
import { requestedDisableRollback } from '../requested-stack';
import { requiredParameter } from '../required-parameter';

/** ExecuteChangeSet: starts what the change set planned. */
export const executeChangeSet: Action = async ({ changeSets, underWay }, parameters) => {
  const changeSet = changeSets.existing(requiredParameter(parameters, 'ChangeSetName'), parameters.text('StackName'));
  await underWay(changeSets.execute(changeSet, requestedDisableRollback(parameters)));
  return {};
};
