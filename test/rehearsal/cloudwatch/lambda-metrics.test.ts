import { countInvocations } from '../../../rehearsal/cloudwatch/lambda-metrics';
import { MetricService } from '../../../rehearsal/cloudwatch/metric-service';
import { InProcessRuntime } from '../../../rehearsal/lambda/in-process-runtime';
import { LambdaService } from '../../../rehearsal/lambda/lambda-service';

const START = new Date('2030-01-01T00:00:00Z');

describe('the metrics of AWS/Lambda', () => {
  test('tell the versions of a function apart, and behind an alias the version that ran', async () => {
    let now = START;
    const metrics = new MetricService(() => now, 2);
    const runtime = new InProcessRuntime(() => (event) => { if (event === 'fail') { throw new Error('failed'); } return { statusCode: 500 }; });
    const lambda = new LambdaService({ runtime, onInvoked: countInvocations(metrics, () => now) });
    const { functionArn } = lambda.createFunction('shop', { directory: 'shop', handler: 'index.handler' });
    lambda.publishVersion('shop');
    lambda.createAlias('shop', 'live', '1');
    for (const [qualifier, event] of [['', 'ok'], [':1', 'ok'], [':1', 'fail'], [':live', 'fail']]) {
      await lambda.invoke(functionArn + qualifier, event);
    }
    await lambda.invoke(`${functionArn}:9`, 'ok');
    now = new Date(START.getTime() + 5 * 60_000);
    const totalOf = (metricName: string, dimensions: Record<string, string>) => [...metrics
      .read({ namespace: 'AWS/Lambda', metricName, dimensions: { FunctionName: 'shop', ...dimensions } }, START, now, 60).values()].reduce(
      (total, samples) => total + [...samples].reduce((sum, [value, times]) => sum + value * times, 0), 0,
    );
    expect([totalOf('Invocations', {}), totalOf('Errors', {})]).toEqual([4, 2]);
    // What a handler answers with status 500 has not failed to Lambda.
    expect([totalOf('Invocations', { Resource: 'shop:1' }), totalOf('Errors', { Resource: 'shop:1' })]).toEqual([2, 1]);
    expect([totalOf('Invocations', { Resource: 'shop' }), totalOf('Errors', { Resource: 'shop' })]).toEqual([1, 0]);
    expect([
      totalOf('Invocations', { Resource: 'shop:live', ExecutedVersion: '1' }), totalOf('Errors', { Resource: 'shop:live', ExecutedVersion: '1' }),
    ]).toEqual([1, 1]);
    expect(totalOf('Invocations', { Resource: 'shop:1', ExecutedVersion: '1' })).toBe(0);
  });
});
