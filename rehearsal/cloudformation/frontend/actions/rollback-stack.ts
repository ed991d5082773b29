import { Action } from '../action';
import { requiredParameter } from '../required-parameter';

/** RollbackStack: takes back an operation that failed with rollback disabled. */
export const rollbackStack: Action = async (context, parameters) => {
  const started = context.service.startRollback(requiredParameter(parameters, 'StackName'));
  await context.underWay(started);
  return { StackId: started.stackId };
};
