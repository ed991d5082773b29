import { ResourceDrift } from '../../drift/stack-drift';
import { StackRecord } from '../../stack-record';
import { Action } from '../action';
import { requiredParameter } from '../required-parameter';

/** DescribeStackResourceDrifts: the resources that the last detection checked, on one page; others are left out, as on AWS. */
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

/** Scalars as they are, the rest as JSON; what is not there is `null`. */
function textOf(value: unknown): string {
  return typeof value === 'object' || value === undefined ? JSON.stringify(value ?? null) : String(value);
}
