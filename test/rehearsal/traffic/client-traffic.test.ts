import { countPattern, latencyFilters, ownFormat } from '../../../lib/monitoring/log-patterns';
import { InProcessRuntime } from '../../../rehearsal/lambda/in-process-runtime';
import { LocalAws } from '../../../rehearsal/local-aws';
import { ClientTraffic } from '../../../rehearsal/traffic/client-traffic';
import { TrafficProfile } from '../../../rehearsal/traffic/traffic-profile';

const MARK = '7582b162';
const PROFILE: TrafficProfile = {
  requestsPerMinute: 600, base: { errorShare: 0.01, slowShare: 0 }, canary: { errorShare: 0.1, slowShare: 0.5 },
};

/** A stage whose access log is counted as that of a release, with traffic. */
function given(profile: Partial<TrafficProfile> = {}) {
  const aws = new LocalAws({ runtime: new InProcessRuntime(() => () => ({ statusCode: 200 }), undefined, true) });
  const { id, rootResourceId } = aws.apiGateway.createRestApi({ name: 'shop' });
  aws.apiGateway.putMethod(id, rootResourceId, {
    httpMethod: 'GET', authorizationType: 'NONE', apiKeyRequired: false, integration: { type: 'MOCK', integrationResponses: [] },
  });
  const [base, canary] = [aws.apiGateway.createDeployment(id).id, aws.apiGateway.createDeployment(id).id];
  const destinationArn = 'arn:aws:logs:us-east-1:123456789012:log-group:access';
  aws.apiGateway.createStage(id, {
    stageName: 'prod', deploymentId: base, accessLogSettings: { destinationArn, format: ownFormat(MARK) },
  } as never);
  aws.logs.createGroup('access');
  const traffic = new ClientTraffic(aws, { ...PROFILE, ...profile }, 1);
  const filter = (metricName: string, filterPattern: string) => aws.logs.putFilter('access', {
    filterName: metricName, filterPattern, metricTransformations: [{ metricNamespace: 'Shop', metricName, metricValue: '1' }],
  });
  for (const release of ['base', 'canary'] as const) {
    filter(`${release}Count`, countPattern(MARK, release));
    filter(`${release}ServerError`, countPattern(MARK, release, 5));
    filter(`${release}Slow`, latencyFilters(MARK, release, ownFormat(MARK), 1000)[0].pattern);
  }
  traffic.beginDeploy();
  const patch = (...operations: Array<[op: string, path: string, value?: string]>) => aws.apiGateway.updateStage(
    id, 'prod', operations.map(([op, path, value]) => ({ op, path, value })) as never,
  );
  const pass = (minutes: number) => aws.clock.passUntil(aws.clock.sleep(minutes * 60_000));
  /** Sums of a metric by minute, as far as they can be read. */
  const minutes = (metricName: string, namespace = 'Shop', dimensions = {}): number[] => [...aws.metrics.read(
    { namespace, metricName, dimensions }, new Date(0), new Date('2040-01-01'), 60,
  ).values()].map((samples) => [...samples].reduce((sum, [value, times]) => sum + value * times, 0));
  const total = (...of: Parameters<typeof minutes>): number => minutes(...of).reduce((sum, count) => sum + count, 0);
  return { aws, traffic, stage: { restApiId: id, stageName: 'prod' }, canary, patch, pass, minutes, total };
}

/** Whether a count is within five standard deviations of what is expected. */
function isAbout(count: number, expected: number): boolean {
  return Math.abs(count - expected) <= 5 * Math.sqrt(expected);
}

describe('the requests of clients', () => {
  test('are counted by the filters of the access log, minute by minute, once each', async () => {
    const { pass, minutes, total, traffic, stage } = given();
    await pass(62);
    expect(minutes('baseCount')).toHaveLength(60);
    expect(minutes('baseCount').every((count) => isAbout(count, 600))).toBe(true);
    expect(isAbout(total('baseServerError'), 360)).toBe(true);
    expect(total('canaryCount')).toBe(0);
    await pass(2);
    expect(total('baseCount')).toBe(minutes('baseCount').reduce((sum, count) => sum + count, 0));
    const before = traffic.countsOf(stage).base.requests;
    expect(traffic.countsOf(stage).base.requests).toBe(before);
  });

  test('go to the canary as its percent says, from the moment on at which it changes, and fail as its profile says', async () => {
    const { pass, patch, canary, traffic, stage, total } = given();
    patch(['replace', '/canarySettings/deploymentId', canary], ['replace', '/canarySettings/percentTraffic', '0']);
    await pass(10);
    expect(traffic.countsOf(stage).canary.requests).toBe(0);
    patch(['replace', '/canarySettings/percentTraffic', '50']);
    await pass(9.5);
    patch(['remove', '/canarySettings']);
    await pass(20);
    const { base, canary: met } = traffic.countsOf(stage);
    expect([isAbout(met.requests, 2850), isAbout(met.errors, 285), isAbout(met.slow, 1425), met.failedByUs]).toEqual([true, true, true, 0]);
    expect(isAbout(base.requests, 39.5 * 600 - 2850)).toBe(true);
    expect(base.slow).toBe(0);
    expect([total('canaryCount'), total('canaryServerError'), total('canarySlow')]).toEqual([met.requests, met.errors, met.slow]);
  });

  test('still have the profile of the canary when production is on its deployment, and count as those of the base', async () => {
    const { pass, patch, canary, traffic, stage, total } = given();
    patch(['replace', '/deploymentId', canary]);
    await pass(32);
    expect(isAbout(traffic.countsOf(stage).base.errors, 32 * 60)).toBe(true);
    expect(isAbout(total('baseServerError'), 30 * 60)).toBe(true);
    expect(total('canaryCount')).toBe(0);
    // The next deploy finds it as its base.
    traffic.beginDeploy();
    await pass(10);
    expect(isAbout(traffic.countsOf(stage).base.errors, 60)).toBe(true);
  });

  test('are counted from the moment on at which there is a filter', async () => {
    const { aws, pass, minutes } = given();
    await pass(10);
    aws.logs.putFilter('access', {
      filterName: 'late', filterPattern: '', metricTransformations: [{ metricNamespace: 'Shop', metricName: 'late', metricValue: '1' }],
    });
    await pass(12);
    expect(minutes('baseCount').length - minutes('late').length).toBe(10);
  });

  test('that reach nothing have failed by us, and are no errors of the release', async () => {
    const { traffic, stage, pass, aws } = given();
    const [{ deploymentId }] = aws.apiGateway.listStages(stage.restApiId);
    const answer = (failure?: string) => ({ route: 'GET /', release: 'base' as const, deploymentId, status: failure ? 500 : 200, failure });
    const observed = { ...stage, apiName: 'shop', base: { deploymentId, percentTraffic: 100, variables: {} } };
    traffic.met({ stage: observed, answers: [answer(), answer('no permission')] });
    await pass(10);
    traffic.met({ stage: observed, answers: [answer(), answer()] });
    await pass(10);
    const { base } = traffic.countsOf(stage);
    expect([isAbout(base.failedByUs, 3000), isAbout(base.errors, 90)]).toEqual([true, true]);
  });

  test('are in the metrics of the stage, whichever release they went to', async () => {
    const { pass, patch, canary, total } = given();
    patch(['replace', '/canarySettings/deploymentId', canary], ['replace', '/canarySettings/percentTraffic', '50']);
    await pass(12);
    const dimensions = { ApiName: 'shop', Stage: 'prod' };
    expect(total('Count', 'AWS/ApiGateway', dimensions)).toBe(total('baseCount') + total('canaryCount'));
    expect(total('5XXError', 'AWS/ApiGateway', dimensions)).toBe(total('baseServerError') + total('canaryServerError'));
  });

  test('are the same for the same seed', async () => {
    const play = async () => {
      const { pass, minutes } = given();
      await pass(20);
      return minutes('baseCount');
    };
    expect(await play()).toEqual(await play());
  });

  test('cost little when there are many', async () => {
    const { pass, total } = given({ requestsPerMinute: 60_000 });
    const began = performance.now();
    await pass(223);
    expect(isAbout(total('baseCount'), 221 * 60_000)).toBe(true);
    expect(performance.now() - began).toBeLessThan(2000);
  });
});
