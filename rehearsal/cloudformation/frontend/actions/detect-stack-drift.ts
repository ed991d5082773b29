import { Action } from '../action';
import { requiredParameter } from '../required-parameter';

/** DetectStackDrift: compares a stack with what is live; the answer comes when that is done. */
export const detectStackDrift: Action = async ({ driftDetections }, parameters) => {
  const logicalIds = parameters.texts('LogicalResourceIds');
  const { id } = await driftDetections.start(requiredParameter(parameters, 'StackName'), logicalIds.length > 0 ? logicalIds : undefined);
  return { StackDriftDetectionId: id };
};
