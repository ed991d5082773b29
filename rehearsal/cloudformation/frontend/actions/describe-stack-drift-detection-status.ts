import { Action } from '../action';
import { requiredParameter } from '../required-parameter';

/** DescribeStackDriftDetectionStatus: what a detection found out about the stack as a whole. */
export const describeStackDriftDetectionStatus: Action = ({ driftDetections }, parameters) => {
  const { id, stackId, drift } = driftDetections.existing(requiredParameter(parameters, 'StackDriftDetectionId'));
  const drifted = [...drift.resources.values()].filter(({ status }) => status === 'MODIFIED' || status === 'DELETED');
  return {
    StackId: stackId,
    StackDriftDetectionId: id,
    StackDriftStatus: drift.status,
    DetectionStatus: 'DETECTION_COMPLETE',
    DriftedStackResourceCount: drifted.length,
    Timestamp: drift.detectedAt,
  };
};
