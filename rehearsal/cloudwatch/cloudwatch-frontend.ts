import { getMetricData, InvalidQuery, MetricDataQuery } from './get-metric-data';
import { InvalidExpression } from './metric-math';
import { MetricService } from './metric-service';
import { JsonCall, jsonCall, jsonError, jsonResponse } from '../aws-endpoint/json-protocol';
import { ServiceFrontend, ServiceRequest, ServiceResponse } from '../aws-endpoint/service-frontend';

/** CloudWatch as its SDK client sees it: metrics can be read. */
export class CloudWatchFrontend implements ServiceFrontend {
  readonly signingName = 'monitoring';

  constructor(private readonly metrics: MetricService) {}

  async handle(request: ServiceRequest): Promise<ServiceResponse> {
    const call = jsonCall(request);
    if (call.action !== 'GetMetricData') {
      return jsonError(400, 'UnknownOperationException', `The rehearsal engine has no action ${call.action}; it has GetMetricData.`);
    }
    return this.getMetricData(call);
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

/** Seconds since 1970, or ISO 8601. */
function timeOf(value: unknown): Date {
  return typeof value === 'number' ? new Date(value * 1000) : new Date(String(value));
}
