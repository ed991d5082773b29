import { Action } from '../action';
import { requestedStack } from '../requested-stack';

/** UpdateStack. */
export const updateStack: Action = async (context, parameters) => {
  const started = context.service.startUpdate(await requestedStack(context, parameters));
  context.changeSets.outdate(started.stackId);
  await context.underWay(started);
  return { StackId: started.stackId };
};
