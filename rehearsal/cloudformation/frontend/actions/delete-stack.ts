import { Action } from '../action';
import { requiredParameter } from '../required-parameter';

/** DeleteStack: answers alike when there is no such stack. */
export const deleteStack: Action = async (context, parameters) => {
  const started = context.service.startDelete(requiredParameter(parameters, 'StackName'), parameters.texts('RetainResources'));
  if (started !== undefined) {
    context.changeSets.ofStack(started.stackId).forEach((changeSet) => context.changeSets.remove(changeSet));
    await context.underWay(started);
  }
  return {};
};
