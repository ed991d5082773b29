import { LogsService, MetricFilter, MetricTransformation } from './logs-service';
import { AwsServiceError } from '../aws-service-error';
import { CreateRequest, Properties, ResourceFailure, ResourceType } from '../cloudformation/resource-type';
import { InertNames } from '../cloudformation/types/inert';
import { knownTypes } from '../cloudformation/types/known-types';

/** CloudFormation types of CloudWatch Logs, by type name. */
export function logsResourceTypes(names: InertNames, logs: LogsService): Record<string, ResourceType> {
  return {
    'AWS::Logs::LogGroup': logGroupType(knownTypes(names).get('AWS::Logs::LogGroup')!, logs),
    'AWS::Logs::MetricFilter': metricFilterType(names, logs),
  };
}

/** @param inert gives it its name and attributes */
function logGroupType(inert: ResourceType, logs: LogsService): ResourceType {
  return {
    requiresReplacement: (previous, next) => inert.requiresReplacement(previous, next),
    async create(request) {
      const provisioned = await inert.create(request);
      refusing(() => logs.createGroup(provisioned.physicalId));
      return provisioned;
    },
    update: (request) => inert.update(request),
    delete: async ({ physicalId }) => { logs.deleteGroup(physicalId); },
  };
}

/** Its name is the physical id. It belongs to one log group. */
function metricFilterType({ random }: InertNames, logs: LogsService): ResourceType {
  const put = (name: string, { properties }: CreateRequest) =>
    refusing(() => logs.putFilter(String(properties.LogGroupName), filterOf(name, properties)));
  return {
    requiresReplacement: (previous, next) => previous.LogGroupName !== next.LogGroupName || previous.FilterName !== next.FilterName,
    async create(request) {
      const { properties: { FilterName }, stack, logicalId } = request;
      const name = typeof FilterName === 'string' ? FilterName : `${stack.stackName}-${logicalId}-${random.suffix()}`;
      put(name, request);
      return { physicalId: name, attributes: {} };
    },
    async update(request) {
      put(request.physicalId, request);
      return { physicalId: request.physicalId, attributes: {} };
    },
    delete: async ({ physicalId, properties }) => { logs.deleteFilter(String(properties.LogGroupName), physicalId); },
  };
}

function filterOf(filterName: string, { FilterPattern, MetricTransformations }: Properties): MetricFilter {
  const transformations = MetricTransformations as ReadonlyArray<Record<string, unknown>>;
  return {
    filterName,
    filterPattern: String(FilterPattern),
    metricTransformations: transformations.map(({ MetricNamespace, MetricName, MetricValue, DefaultValue }): MetricTransformation => ({
      metricNamespace: String(MetricNamespace),
      metricName: String(MetricName),
      metricValue: String(MetricValue),
      defaultValue: DefaultValue === undefined ? undefined : Number(DefaultValue),
    })),
  };
}

function refusing(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (error instanceof AwsServiceError) {
      throw new ResourceFailure(`${error.message} (Service: CloudWatchLogs, Status Code: ${error.status}, Error Code: ${error.code})`);
    }
    throw error;
  }
}
