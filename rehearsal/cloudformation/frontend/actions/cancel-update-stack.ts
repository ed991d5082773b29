import { Action } from '../action';
import { requiredParameter } from '../required-parameter';

/** CancelUpdateStack. */
export const cancelUpdateStack: Action = ({ service }, parameters) => {
  service.cancelUpdate(requiredParameter(parameters, 'StackName'));
  return {};
};
