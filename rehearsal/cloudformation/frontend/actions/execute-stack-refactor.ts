import { Action } from '../action';
import { requiredParameter } from '../required-parameter';

/** ExecuteStackRefactor: moves the resources; the answer comes when that is done. */
export const executeStackRefactor: Action = async ({ stackRefactors }, parameters) => {
  await stackRefactors.execute(requiredParameter(parameters, 'StackRefactorId'));
  return {};
};
