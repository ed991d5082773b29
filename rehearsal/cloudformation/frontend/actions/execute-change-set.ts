import { Action } from '../action';
import { requiredParameter } from '../required-parameter';

/** ExecuteChangeSet: starts what the change set planned. */
export const executeChangeSet: Action = async ({ changeSets, underWay }, parameters) => {
  const changeSet = changeSets.existing(requiredParameter(parameters, 'ChangeSetName'), parameters.text('StackName'));
  await underWay(changeSets.execute(changeSet, parameters.text('DisableRollback') === 'true'));
  return {};
};
