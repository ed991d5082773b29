import { Alarm, AlarmService } from './alarm-service';
import { getMetricData, InvalidQuery, MetricDataQuery } from './get-metric-data';
import { InvalidExpression } from './metric-math';
import { MetricService } from './metric-service';
import { JsonCall, jsonCall, jsonError, jsonResponse } from '../aws-endpoint/json-protocol';
import { ServiceFrontend, ServiceRequest, ServiceResponse } from '../aws-endpoint/service-frontend';

type Action = (call: JsonCall) => ServiceResponse;

/** CloudWatch as its SDK client sees it: metrics and alarms can be read. */
export class CloudWatchFrontend implements ServiceFrontend {
  readonly signingName = 'monitoring';

  private readonly actions: Readonly<Record<string, Action>> = {
    GetMetricData: (call) => this.getMetricData(call),
    DescribeAlarms: (call) => this.describeAlarms(call),
  };

  constructor(private readonly metrics: MetricService, private readonly alarms: AlarmService) {}

  async handle(request: ServiceRequest): Promise<ServiceResponse> {
    const call = jsonCall(request);
    if (!Object.hasOwn(this.actions, call.action)) {
      const known = Object.keys(this.actions).join(', ');
      return jsonError(400, 'UnknownOperationException', `The rehearsal engine has no action ${call.action}; it has ${known}.`);
    }
    return this.actions[call.action](call);
  }

  /** Only metric alarms are played. They come on one page. */
  private describeAlarms({ input: { AlarmNames, AlarmNamePrefix, AlarmTypes = ['MetricAlarm'], StateValue } }: JsonCall): ServiceResponse {
    const found = (AlarmTypes as string[]).includes('MetricAlarm') ? this.alarms.describe(AlarmNames as string[] | undefined) : [];
    const wanted = ({ name, state }: Alarm): boolean => name.startsWith(String(AlarmNamePrefix ?? '')) && (StateValue ?? state) === state;
    return jsonResponse({ MetricAlarms: found.filter(wanted).map(described), CompositeAlarms: [] });
  }

  private getMetricData({ input }: JsonCall): ServiceResponse {
    try {
      const results = getMetricData(this.metrics, {
        queries: input.MetricDataQueries as MetricDataQuery[],
        start: timeOf(input.StartTime),
        end: timeOf(input.EndTime),
        scanBy: input.ScanBy as string | undefined,
      });
      return jsonResponse({ MetricDataResults: results, Messages: [] });
    } catch (error) {
      if (error instanceof InvalidQuery || error instanceof InvalidExpression) { return jsonError(400, 'ValidationError', error.message); }
      throw error;
    }
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
