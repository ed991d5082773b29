import { HYPOTHESIS_ANSWERS, Hypotheses, LIKELY_HYPOTHESES } from '../../../rehearsal/hypotheses';
import { LocalAws } from '../../../rehearsal/local-aws';

const MINUTES = 60_000;

/** A stage with a canary on another deployment, which has `/later`. */
async function givenCanary(hypotheses: Partial<Hypotheses> = {}) {
  const aws = new LocalAws({ hypotheses: { ...LIKELY_HYPOTHESES, ...hypotheses } });
  const { apiGateway } = aws;
  const { id, rootResourceId } = apiGateway.createRestApi({ name: 'Shop' });
  const mock = {
    httpMethod: 'GET',
    authorizationType: 'NONE',
    apiKeyRequired: false,
    integration: { type: 'MOCK', requestTemplates: { 'application/json': '{"statusCode": 200}' }, integrationResponses: [{ statusCode: '200' }] },
  } as const;
  apiGateway.putMethod(id, rootResourceId, mock);
  const base = apiGateway.createDeployment(id).id;
  apiGateway.putMethod(id, apiGateway.createResource(id, rootResourceId, 'later').id, mock);
  const canary = apiGateway.createDeployment(id).id;
  apiGateway.createStage(id, { stageName: 'prod', deploymentId: base, canarySettings: { deploymentId: canary, percentTraffic: 50 } });
  const ask = (release: 'base' | 'canary', path = '/') => aws.dataPlane.invokeStage({
    restApiId: id, stageName: 'prod', method: 'GET', path, release, headers: {},
  });
  const sum = (metricName: string, dimensions: Record<string, string>): number => {
    const metric = { namespace: 'AWS/ApiGateway', metricName, dimensions };
    const now = aws.clock.now().getTime();
    const periods = aws.metrics.read(metric, new Date(0), new Date(now + MINUTES), 60, new Date(now + 10 * MINUTES));
    return [...periods.values()].flatMap((samples) => [...samples]).reduce((total, [value, times]) => total + value * times, 0);
  };
  return { aws, ask, sum };
}

test.each<[Hypotheses['canaryMetricDimension'], stage: number, canary: number]>([
  ['twice', 3, 2], ['apart', 1, 2], ['together', 3, 0],
])('requests of a stage with a canary are counted %s', async (canaryMetricDimension, stage, canary) => {
  const { aws, ask, sum } = await givenCanary({ canaryMetricDimension });
  await ask('base');
  await ask('canary');
  await ask('canary', '/later');

  expect([sum('Count', { ApiName: 'Shop', Stage: 'prod' }), sum('Count', { ApiName: 'Shop', Stage: 'prod/Canary' })]).toEqual([stage, canary]);
  expect(sum('Count', { ApiName: 'Shop' })).toBe(3);
  await aws.close();
});

test('every answer to the question is played', () => {
  expect(HYPOTHESIS_ANSWERS.canaryMetricDimension).toEqual(['twice', 'apart', 'together']);
});

test('what the gateway answers itself is counted by its status', async () => {
  const { aws, ask, sum } = await givenCanary();
  await ask('base', '/later');

  expect([sum('4XXError', { ApiName: 'Shop', Stage: 'prod' }), sum('5XXError', { ApiName: 'Shop', Stage: 'prod' })]).toEqual([1, 0]);
  await aws.close();
});

test('what a rehearsal asks is no request', async () => {
  const { aws, sum } = await givenCanary();
  const [{ id }] = aws.apiGateway.listRestApis();
  await aws.dataPlane.invokeStage({ restApiId: id, stageName: 'prod', method: 'GET', path: '/', release: 'base' });

  expect(sum('Count', { ApiName: 'Shop' })).toBe(0);
  await aws.close();
});
