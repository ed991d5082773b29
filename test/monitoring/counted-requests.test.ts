import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as logs from 'aws-cdk-lib/aws-logs';
import { CanaryRelease, ReleaseKind } from '../../lib';
import { SeededGenerator } from '../../rehearsal/cloudformation/seeded-generator';
import { HYPOTHESIS_ANSWERS, Hypotheses, LIKELY_HYPOTHESES } from '../../rehearsal/hypotheses';
import { LocalAws } from '../../rehearsal/local-aws';
import { inProcessAws } from '../harness/in-process-aws';
import { jsonRequest } from '../rehearsal/json-client';

const ENVIRONMENT = { account: '123456789012', region: 'us-east-1' };
const KINDS = [ReleaseKind.BASE, ReleaseKind.CANARY];
const STATUSES = [200, 404, 500, 503];
/** What clients send. Some of it is no JSON in a line, and some of it looks like a mark. */
const AGENTS = ['curl/8.0', 'Mozilla "quoted" \\ agent', '{"cdkCanary":"', '00000000=true/502', 'x=true/503 =false/500', '-', 'a,b] [c'];

type Format = (stack: Stack) => apigateway.StageOptions;

const existing = (format: string): Format => (stack) => ({
  accessLogDestination: new apigateway.LogGroupLogDestination(new logs.LogGroup(stack, 'Log')),
  accessLogFormat: apigateway.AccessLogFormat.custom(format),
});

const FORMATS: Readonly<Record<string, Format>> = {
  'its own JSON': () => ({}),
  'the JSON that the stage has, with the user agent in it': existing('{"id":"$context.requestId","agent":"$context.identity.userAgent"}'),
  'the common log format': existing('$context.identity.sourceIp - - [$context.requestTime] "$context.httpMethod $context.path" $context.status '
    + '"$context.identity.userAgent" $context.requestId'),
  'XML': existing('<request id="$context.requestId"><agent>$context.identity.userAgent</agent><status>$context.status</status></request>'),
};

/** An API that answers with the status in the path, released with metrics of everything. */
function released(outdir: string, format: Format, text: string, percentTraffic?: number): string {
  const app = new App({ outdir, analyticsReporting: false });
  const stack = new Stack(app, 'Shop', { env: ENVIRONMENT });
  const api = new apigateway.RestApi(stack, 'Api', { deployOptions: format(stack), cloudWatchRole: true });
  for (const status of STATUSES) {
    const statusCode = String(status);
    api.root.addResource(statusCode).addMethod('GET', new apigateway.MockIntegration({
      requestTemplates: { 'application/json': `{"statusCode": ${statusCode}}` },
      integrationResponses: [{ statusCode, selectionPattern: statusCode, responseTemplates: { 'application/json': text } }],
    }), { methodResponses: [{ statusCode }] });
  }
  const canarySettings = percentTraffic === undefined ? undefined : { percentTraffic };
  const release = new CanaryRelease(stack, 'Release', { api, canarySettings, accessLog: { slowerThan: Duration.millis(50) } });
  for (const kind of KINDS) {
    const options = { release: kind };
    release.metricCount(options);
    release.metricServerError(options);
    release.metricClientError(options);
    release.metricLatency(options);
    release.metricSlow(options);
  }
  return app.synth().directory;
}

interface Tally { Count: number; ServerError: number; ClientError: number }

/** An engine with a held canary, and what its clients got. */
class Shop {
  static async held(format: Format, hypotheses: Partial<Hypotheses> = {}): Promise<Shop> {
    const aws = inProcessAws(1, { ...LIKELY_HYPOTHESES, ...hypotheses });
    expect(await aws.deploy(released(join(scratch, 'one'), format, 'one'))).toMatchObject({ status: 'CREATE_COMPLETE' });
    const shop = new Shop(aws, aws.apiGateway.listRestApis()[0].id, aws.clock.now());
    await shop.ask(200);
    expect(await aws.deploy(released(join(scratch, 'two'), format, 'two', 20))).toMatchObject({ status: 'UPDATE_COMPLETE' });
    return shop;
  }

  readonly tally: Record<ReleaseKind, Tally> = { Base: nothing(), Canary: nothing() };
  private constructor(readonly aws: LocalAws, readonly restApiId: string, private readonly begin: Date) {}

  /** Sends requests, of which some fail, and time passes meanwhile. */
  async ask(count: number): Promise<void> {
    const random = new SeededGenerator(count);
    for (let i = 0; i < count; i++) {
      const path = `/${i % 7 === 0 ? 'nowhere' : STATUSES[random.below(10) < 7 ? 0 : random.below(STATUSES.length)]}`;
      const response = await this.aws.invoke(
        { restApiId: this.restApiId, stageName: 'prod', path }, { headers: { 'User-Agent': AGENTS[i % AGENTS.length] } });
      const tally = this.tally[response.release === 'canary' ? ReleaseKind.CANARY : ReleaseKind.BASE];
      tally.Count++;
      if (response.status >= 500) { tally.ServerError++; } else if (response.status >= 400) { tally.ClientError++; }
      if (i % 20 === 0) { this.aws.clock.tick(); }
    }
  }

  async wait(minutes: number): Promise<void> {
    for (let second = 0; second < 60 * minutes; second++) { this.aws.clock.tick(); }
  }

  /** The sums of the metrics, as CloudWatch tells them now. */
  async counted(): Promise<Record<ReleaseKind, Tally>> {
    const names = KINDS.flatMap((kind) => Object.keys(nothing()).map((counted) => `${kind}${counted}`));
    const { output } = await jsonRequest(this.aws, 'monitoring', 'GetMetricData', {
      StartTime: Math.floor(this.begin.getTime() / 60_000) * 60,
      EndTime: this.aws.clock.now().getTime() / 1000,
      MetricDataQueries: names.map((MetricName) => ({
        Id: `m${MetricName}`, MetricStat: { Metric: { Namespace: `CanaryRelease/${this.restApiId}/prod`, MetricName }, Period: 60, Stat: 'Sum' },
      })),
    });
    const sum = (name: string) => output.MetricDataResults.find(({ Id }: { Id: string }) => Id === `m${name}`).Values.reduce(
      (a: number, b: number) => a + b, 0,
    );
    return Object.fromEntries(
      KINDS.map((kind) => [kind, Object.fromEntries(Object.keys(nothing()).map((counted) => [counted, sum(`${kind}${counted}`)]))]),
    ) as never;
  }

  get group(): string {
    return this.aws.logs.groupNames.find((name: string) => /Log/.test(name) && this.aws.logs.filtersOf(name).length > 0)!;
  }
}

function nothing(): Tally {
  return { Count: 0, ServerError: 0, ClientError: 0 };
}

let scratch: string;
beforeEach(() => { scratch = mkdtempSync(join(tmpdir(), 'counted-')); });
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

describe('the metrics of base and canary', () => {
  test.each(Object.keys(FORMATS))('equal what ten thousand requests got, forged and broken lines among them, in %s', async (format) => {
    const shop = await Shop.held(FORMATS[format]);
    await shop.ask(5000);
    for (const message of ['00000000=true/502', '{"cdkCanary":"00000000=true/502"}', '"', '', '=true/5', 'an old line 200 12', '\u0000\ufffd']) {
      shop.aws.logs.put(shop.group, { timestamp: shop.aws.clock.now(), message });
    }
    await shop.ask(5000);
    await shop.wait(4);
    expect(shop.tally.Canary.ServerError).toBeGreaterThan(100);
    expect(shop.tally.Base.Count + shop.tally.Canary.Count).toBe(10_200);
    expect(await shop.counted()).toEqual(shop.tally);
    await shop.aws.close();
  });

  test.each(
    HYPOTHESIS_ANSWERS.isCanaryRequestWithoutCanary,
  )('count the requests before a canary as those of the base, if the log then prints %s', async (answer) => {
    const shop = await Shop.held(FORMATS['its own JSON'], { isCanaryRequestWithoutCanary: answer });
    await shop.wait(4);
    expect(shop.tally).toMatchObject({ Base: { Count: 200 }, Canary: { Count: 0 } });
    expect(await shop.counted()).toEqual(shop.tally);
    await shop.aws.close();
  });

  test.each(HYPOTHESIS_ANSWERS.metricDelayMinutes)('are there %s minutes after a minute is over', async (answer) => {
    const shop = await Shop.held(FORMATS['its own JSON'], { metricDelayMinutes: answer });
    await shop.ask(400);
    await shop.wait(Number(answer) - 1);
    expect((await shop.counted()).Canary.Count).toBeLessThan(shop.tally.Canary.Count);
    await shop.wait(2);
    expect(await shop.counted()).toEqual(shop.tally);
    await shop.aws.close();
  });

  test('have no canary if its lines are in another log group, which shows in the split', async () => {
    const shop = await Shop.held(FORMATS['its own JSON'], { canaryLinesInMainLog: 'no' });
    await shop.ask(400);
    await shop.wait(4);
    expect(await shop.counted()).toEqual({ Base: shop.tally.Base, Canary: nothing() });
    await shop.aws.close();
  });

  test('stay as they are for what a rehearsal asks', async () => {
    const shop = await Shop.held(FORMATS['its own JSON']);
    await shop.aws.invoke({ restApiId: shop.restApiId, stageName: 'prod', path: '/500' }, { release: 'canary' });
    await shop.wait(4);
    expect((await shop.counted()).Canary.Count).toBe(0);
    await shop.aws.close();
  });
});

describe('the access log', () => {
  test('has a line of the size that the guide tells, which is JSON', async () => {
    const shop = await Shop.held(FORMATS['its own JSON']);
    const [{ message }] = shop.aws.logs.events(shop.group);
    expect(JSON.parse(
      message,
    )).toMatchObject({ cdkCanary: expect.stringMatching(/^[0-9a-f]{8}=-\/\d{3}$/), httpMethod: 'GET', responseLatency: expect.any(Number) });
    // 26 bytes of CloudWatch Logs for each line come on top.
    expect(message.length + 26).toBeGreaterThan(300);
    expect(message.length + 26).toBeLessThan(380);
    await shop.aws.close();
  });

  test.each(Object.keys(FORMATS))('has latencies that the filters read, where clients do not break the line, in %s', async (format) => {
    const shop = await Shop.held(FORMATS[format]);
    await shop.wait(4);
    const { output } = await jsonRequest(shop.aws, 'monitoring', 'GetMetricData', {
      StartTime: shop.aws.clock.now().getTime() / 1000 - 7200,
      EndTime: shop.aws.clock.now().getTime() / 1000,
      MetricDataQueries: [{
        Id: 'm1',
        MetricStat: { Metric: { Namespace: `CanaryRelease/${shop.restApiId}/prod`, MetricName: 'BaseLatency' }, Period: 60, Stat: 'SampleCount' },
      }],
    });
    const samples = output.MetricDataResults[0].Values.reduce((a: number, b: number) => a + b, 0);
    expect(samples).toBeGreaterThan(100);
    expect(samples).toBeLessThanOrEqual(200);
    await shop.aws.close();
  });
});

describe('the services of the log', () => {
  test('tell lines, filters and what a pattern matches', async () => {
    const shop = await Shop.held(FORMATS['its own JSON']);
    const logGroupName = shop.group;
    const filters = await jsonRequest(shop.aws, 'logs', 'DescribeMetricFilters', { logGroupName });
    expect(filters.output.metricFilters).toHaveLength(10);
    const pattern = filters.output.metricFilters.find(({ metricTransformations: [{ metricName }] }: any) =>
      metricName === 'BaseServerError').filterPattern;
    const failed = await jsonRequest(shop.aws, 'logs', 'FilterLogEvents', { logGroupName, filterPattern: pattern });
    expect(failed.output.events).toHaveLength(shop.tally.Base.ServerError);
    const tried = await jsonRequest(shop.aws, 'logs', 'TestMetricFilter', {
      filterPattern: pattern, logEventMessages: ['nothing', failed.output.events[0].message],
    });
    expect(tried.output.matches).toEqual([{ eventNumber: 2, eventMessage: failed.output.events[0].message, extractedValues: {} }]);
    expect((await jsonRequest(shop.aws, 'logs', 'DescribeLogGroups', {
      logGroupNamePrefix: 'Shop',
    })).output.logGroups).toContainEqual({ logGroupName });
    const page = await jsonRequest(shop.aws, 'logs', 'FilterLogEvents', { logGroupName, limit: 150 });
    const rest = await jsonRequest(shop.aws, 'logs', 'FilterLogEvents', { logGroupName, limit: 150, nextToken: page.output.nextToken });
    expect([page.output.events.length, rest.output.events.length, rest.output.nextToken]).toEqual([150, 50, undefined]);
    expect(await jsonRequest(shop.aws, 'logs', 'FilterLogEvents', {
      logGroupName: 'none',
    })).toMatchObject({ status: 400, output: { __type: 'ResourceNotFoundException' } });
    expect(await jsonRequest(shop.aws, 'logs', 'TestMetricFilter', {
      filterPattern: 'a=b', logEventMessages: [],
    })).toMatchObject({ status: 400, output: { __type: 'InvalidParameterException' } });
    expect(await jsonRequest(shop.aws, 'logs', 'StartQuery', {})).toMatchObject({ status: 400, output: { __type: 'UnknownOperationException' } });
    await shop.aws.close();
  });

  test('lose log group and filters with the stack', async () => {
    const shop = await Shop.held(FORMATS['its own JSON']);
    await shop.aws.destroy('Shop');
    expect(shop.aws.logs.groupNames).toEqual([]);
    await shop.aws.close();
  });
});
