import { ResourceDrift } from '../../drift/stack-drift';
import { StackRecord } from '../../stack-record';
import { Action } from '../action';
import { requiredParameter } from '../required-parameter';

/** DetectStackDrift: compares a stack with what is live. The answer comes when that is done. */
export const detectStackDrift: Action = async ({ driftDetections }, parameters) => {
  const logicalIds = parameters.texts('LogicalResourceIds');
  const { id } = await driftDetections.start(requiredParameter(parameters, 'StackName'), logicalIds.length > 0 ? logicalIds : undefined);
  return { StackDriftDetectionId: id };
};

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

/** DescribeStackResourceDrifts: the resources that the last detection checked, on one page. Others are left out, as on AWS. */
export const describeStackResourceDrifts: Action = ({ service }, parameters) => {
  const stack = service.registry.existing(requiredParameter(parameters, 'StackName'));
  const wanted = parameters.texts('StackResourceDriftStatusFilters');
  const checked = [...stack.drift?.resources.values() ?? []].filter(({ status }) => status !== 'NOT_CHECKED');
  return {
    StackResourceDrifts: checked
      .filter(({ status }) => wanted.length === 0 || wanted.includes(status))
      .map((drift) => driftFields(stack, drift)),
  };
};

function driftFields(stack: StackRecord, { resource, status, actual, differences }: ResourceDrift) {
  return {
    StackId: stack.identity.stackId,
    LogicalResourceId: resource.definition.logicalId,
    PhysicalResourceId: resource.physicalId,
    PhysicalResourceIdContext: [],
    ResourceType: resource.definition.type,
    ExpectedProperties: status === 'DELETED' ? undefined : JSON.stringify(resource.properties),
    ActualProperties: actual === undefined ? undefined : JSON.stringify(actual),
    PropertyDifferences: differences.map(({ path, type, expected, actual: live }) => (
      { PropertyPath: path, ExpectedValue: textOf(expected), ActualValue: textOf(live), DifferenceType: type }
    )),
    StackResourceDriftStatus: status,
    Timestamp: stack.drift!.detectedAt,
  };
}

/** Scalars as they are, the rest as JSON. What is not there is `null`. */
function textOf(value: unknown): string {
  return typeof value === 'object' || value === undefined ? JSON.stringify(value ?? null) : String(value);
}
