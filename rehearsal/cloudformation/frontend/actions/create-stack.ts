import { Action } from '../action';
import { requestedStack } from '../requested-stack';

/** CreateStack. */
export const createStack: Action = async (context, parameters) => {
  const started = context.service.startCreate(await requestedStack(context, parameters));
  const stack = context.service.registry.existing(started.stackId);
  stack.terminationProtection = parameters.text('EnableTerminationProtection') === 'true';
  context.changeSets.outdate(started.stackId);
  await context.underWay(started);
  return { StackId: started.stackId };
};
