import { Action } from '../action';
import { requestedStack } from '../requested-stack';
import { requiredParameter } from '../required-parameter';

/** CreateStack: outdates the change sets that were made for the review of the stack. */
export const createStack: Action = async (context, parameters) => {
  const started = context.service.startCreate(await requestedStack(context, parameters));
  const stack = context.service.registry.existing(started.stackId);
  stack.terminationProtection = parameters.text('EnableTerminationProtection') === 'true';
  context.changeSets.outdate(started.stackId);
  await context.underWay(started);
  return { StackId: started.stackId };
};

/** UpdateStack: outdates the change sets of the stack. */
export const updateStack: Action = async (context, parameters) => {
  const started = context.service.startUpdate(await requestedStack(context, parameters));
  context.changeSets.outdate(started.stackId);
  await context.underWay(started);
  return { StackId: started.stackId };
};

/** DeleteStack: answers alike when there is no such stack. */
export const deleteStack: Action = async (context, parameters) => {
  const started = context.service.startDelete(requiredParameter(parameters, 'StackName'), parameters.texts('RetainResources'));
  if (started !== undefined) {
    context.changeSets.ofStack(started.stackId).forEach((changeSet) => context.changeSets.remove(changeSet));
    await context.underWay(started);
  }
  return {};
};

/** CancelUpdateStack: the update that runs is rolled back. */
export const cancelUpdateStack: Action = ({ service }, parameters) => {
  service.cancelUpdate(requiredParameter(parameters, 'StackName'));
  return {};
};

/** ContinueUpdateRollback: resumes a rollback that failed, optionally without some resources. */
export const continueUpdateRollback: Action = async (context, parameters) => {
  const started = context.service.startContinueRollback(requiredParameter(parameters, 'StackName'), parameters.texts('ResourcesToSkip'));
  await context.underWay(started);
  return {};
};

/** RollbackStack: takes back an operation that failed with rollback disabled. */
export const rollbackStack: Action = async (context, parameters) => {
  const started = context.service.startRollback(requiredParameter(parameters, 'StackName'));
  await context.underWay(started);
  return { StackId: started.stackId };
};

/** UpdateTerminationProtection: whether the stack may be deleted. */
export const updateTerminationProtection: Action = ({ service }, parameters) => {
  const stack = service.registry.existing(requiredParameter(parameters, 'StackName'));
  stack.terminationProtection = parameters.text('EnableTerminationProtection') === 'true';
  return { StackId: stack.identity.stackId };
};
