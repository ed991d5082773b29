import { Alarm, AlarmService } from './alarm-service';
import { getMetricData, MetricDataQuery } from './get-metric-data';
import { MetricService } from './metric-service';
import { answerJson, JsonActions, JsonCall } from '../aws-endpoint/json-protocol';
import { ServiceFrontend, ServiceRequest, ServiceResponse } from '../aws-endpoint/service-frontend';

/** CloudWatch as its SDK client sees it: metrics and alarms can be read. */
export class CloudWatchFrontend implements ServiceFrontend {
  readonly signingName = 'monitoring';

  private readonly actions: JsonActions = {
    GetMetricData: (input) => this.getMetricData(input),
    DescribeAlarms: (input) => this.describeAlarms(input),
  };

  constructor(private readonly metrics: MetricService, private readonly alarms: AlarmService) {}

  async handle(request: ServiceRequest): Promise<ServiceResponse> {
    return answerJson(request, this.actions);
  }

  /** Only metric alarms are played. They come on one page. */
  private describeAlarms({ AlarmNames, AlarmNamePrefix, AlarmTypes = ['MetricAlarm'], StateValue }: JsonCall['input']): object {
    const found = (AlarmTypes as string[]).includes('MetricAlarm') ? this.alarms.describe(AlarmNames as string[] | undefined) : [];
    const wanted = ({ name, state }: Alarm): boolean => name.startsWith(String(AlarmNamePrefix ?? '')) && (StateValue ?? state) === state;
    return { MetricAlarms: found.filter(wanted).map(described), CompositeAlarms: [] };
  }

  private getMetricData(input: JsonCall['input']): object {
    const results = getMetricData(this.metrics, {
      queries: input.MetricDataQueries as MetricDataQuery[],
      start: timeOf(input.StartTime),
      end: timeOf(input.EndTime),
      scanBy: input.ScanBy as string | undefined,
    });
    return { MetricDataResults: results, Messages: [] };
  }
}

function described({ name, arn, state, reason, since }: Alarm): object {
  const at = since.getTime() / 1000;
  return { AlarmName: name, AlarmArn: arn, StateValue: state, StateReason: reason, StateUpdatedTimestamp: at, StateTransitionedTimestamp: at };
}

/** Seconds since 1970, or ISO 8601. */
function timeOf(value: unknown): Date {
  return typeof value === 'number' ? new Date(value * 1000) : new Date(String(value));
}
