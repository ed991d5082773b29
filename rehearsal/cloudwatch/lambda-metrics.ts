import { MetricService } from './metric-service';
import { PastInvocation } from '../lambda/lambda-service';

const NAMESPACE = 'AWS/Lambda';

/** Counts invocations as Lambda does: by function, by what it was invoked by (`Resource`), and behind an alias by the version that ran. */
export function countInvocations(metrics: MetricService, now: () => Date): (invocation: PastInvocation) => void {
  return ({ functionName, qualifier, version, failed }) => {
    const resource = qualifier === undefined ? functionName : `${functionName}:${qualifier}`;
    const byAlias = qualifier !== undefined && qualifier !== version;
    const dimensions: ReadonlyArray<Readonly<Record<string, string>>> = [
      { FunctionName: functionName },
      { FunctionName: functionName, Resource: resource },
      ...byAlias ? [{ FunctionName: functionName, Resource: resource, ExecutedVersion: version }] : [],
    ];
    for (const one of dimensions) {
      metrics.put({ namespace: NAMESPACE, metricName: 'Invocations', dimensions: one }, now(), 1);
      metrics.put({ namespace: NAMESPACE, metricName: 'Errors', dimensions: one }, now(), failed ? 1 : 0);
    }
  };
}
