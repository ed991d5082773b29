import { Action } from '../action';
import { requiredParameter } from '../required-parameter';

/** ContinueUpdateRollback: resumes a rollback that failed, optionally without some resources. */
export const continueUpdateRollback: Action = async (context, parameters) => {
  const started = context.service.startContinueRollback(requiredParameter(parameters, 'StackName'), parameters.texts('ResourcesToSkip'));
  await context.underWay(started);
  return {};
};
