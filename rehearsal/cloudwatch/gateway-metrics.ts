import { MetricService } from './metric-service';
import { ApiGatewayService } from '../apigateway/api-gateway-service';
import { AnsweredSink } from '../apigateway/data-plane/answered-sink';
import { Hypotheses } from '../hypotheses';

const NAMESPACE = 'AWS/ApiGateway';

/**
 * Counts requests as API Gateway does: by API and by stage. Which stage the canary's are counted for is a hypothesis. There are no detailed metrics,
 * and no `IntegrationLatency`, `CacheHitCount`, `CacheMissCount`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
 */
export function countRequests(
  metrics: MetricService, apis: Pick<ApiGatewayService, 'getRestApi'>, { canaryMetricDimension }: Hypotheses,
): AnsweredSink {
  return ({ stageName }, { routed, response: { status }, milliseconds }, times = 1) => {
    const ApiName = apis.getRestApi(routed.request.restApiId).name;
    const values = {
      'Count': 1,
      '5XXError': status >= 500 ? 1 : 0,
      '4XXError': status >= 400 && status < 500 ? 1 : 0,
      'Latency': milliseconds,
    };
    const stages = routed.release === 'canary' ? STAGES_OF_CANARY[canaryMetricDimension](stageName) : [stageName];
    for (const dimensions of [{ ApiName }, ...stages.map((Stage) => ({ ApiName, Stage }))]) {
      for (const [metricName, value] of Object.entries(values)) {
        metrics.put({ namespace: NAMESPACE, metricName, dimensions }, routed.time, value, times);
      }
    }
  };
}

const STAGES_OF_CANARY: Readonly<Record<Hypotheses['canaryMetricDimension'], (stageName: string) => string[]>> = {
  twice: (stageName) => [stageName, `${stageName}/Canary`],
  apart: (stageName) => [`${stageName}/Canary`],
  together: (stageName) => [stageName],
};
