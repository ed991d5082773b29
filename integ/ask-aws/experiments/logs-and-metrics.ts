import { Experiment, FoundAnswer } from '../experiment';
import { Kit } from '../kit/kit';
import { API_OUTPUTS, canaryAt, mockApi, stage } from '../kit/mock-api';

const NAMESPACE = 'CdkCanaryAskAws';
const REQUESTS = 40;

/** The quotes, `=` and `/` are what phrase patterns must cope with. The latency is a number only if it always is one. */
const FORMAT = '{"stage":"$context.stage","mark":"x=/y","canary":"$context.isCanaryRequest","request":"$context.requestId",'
  + '"status":"$context.status","latency":$context.responseLatency}';

/** A format of so many characters. */
const formatOf = (length: number): string => `{"request":"$context.requestId","pad":"${'x'.repeat(length - 42)}"}`;
const FORMAT_LENGTHS = [1_000, 3_000, 10_000];

/** More than API Gateway takes. */
const TOO_LARGE = Buffer.alloc(11 * 1024 * 1024, 'x');

function template(): object {
  const accessLog = { AccessLogSetting: { DestinationArn: { 'Fn::GetAtt': ['LogGroup', 'Arn'] }, Format: FORMAT } };
  return {
    Resources: {
      ...mockApi(),
      LogGroup: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: { Ref: 'AWS::StackName' }, RetentionInDays: 1 } },
      // API Gateway makes this one itself where it needs it; here it goes with the stack.
      CanaryLogGroup: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: { 'Fn::Sub': '${AWS::StackName}/Canary' }, RetentionInDays: 1 } },
      Counted: {
        Type: 'AWS::Logs::MetricFilter',
        Properties: {
          LogGroupName: { Ref: 'LogGroup' },
          FilterPattern: '"x=/y"',
          MetricTransformations: [{ MetricNamespace: NAMESPACE, MetricName: { Ref: 'AWS::StackName' }, MetricValue: '1' }],
        },
      },
      Latency: {
        Type: 'AWS::Logs::MetricFilter',
        Properties: {
          LogGroupName: { Ref: 'LogGroup' },
          FilterPattern: '{ $.latency >= 0 }',
          MetricTransformations: [{ MetricNamespace: NAMESPACE, MetricName: { 'Fn::Sub': '${AWS::StackName}-latency' }, MetricValue: '$.latency' }],
        },
      },
      Split: { ...stage('split', { ...canaryAt(50), ...accessLog }), DependsOn: ['Counted', 'Latency', 'CanaryLogGroup'] },
      Plain: { ...stage('plain', accessLog), DependsOn: ['Counted', 'Latency', 'CanaryLogGroup'] },
    },
    Outputs: {
      ...API_OUTPUTS,
      LogGroup: { Value: { Ref: 'LogGroup' } },
      Metric: { Value: { Ref: 'AWS::StackName' } },
      ApiName: { Value: { Ref: 'AWS::StackName' } },
    },
  };
}

/** What the access log and the metrics say of a canary, and how late. */
export const logsAndMetrics: Experiment = {
  name: 'logs-and-metrics',
  creates: 'one REST API with MOCK integrations, two stages, two log groups, two metric filters; about 100 requests, one of 11 MB. It needs the '
    + 'account\'s CloudWatch role of API Gateway, and does not set it',
  minutes: 26,
  cents: 40,
  questions: [
    {
      name: 'isCanaryRequestWithoutCanary',
      asks: 'What does an access log print for `$context.isCanaryRequest` on a stage without a canary?',
      answers: { '-': 'nothing is known', 'false': 'it is no canary request' },
      row: 'hypothesis `isCanaryRequestWithoutCanary`',
    },
    {
      name: 'canaryLinesInMainLog',
      asks: "Do the canary's requests stand in the stage's access log, or in another log group?",
      answers: { yes: 'in the stage\'s own', no: 'only in <group>/Canary' },
      row: 'hypothesis `canaryLinesInMainLog`',
    },
    {
      name: 'metricDelayMinutes',
      asks: 'How many minutes after its end can the counts of a minute be read?',
      answers: { 1: 'one', 2: 'two', 5: 'more than two' },
      row: 'hypothesis `metricDelayMinutes`',
    },
    {
      name: 'phrasePatterns',
      asks: 'Do phrase patterns with `=`, `/` and alternatives find what their quotes say?',
      answers: { 'as documented': 'they do', 'otherwise': 'at least one does not' },
      row: 'Logs: phrases match the raw text',
      engine: 'as documented',
    },
    {
      name: 'canaryMetricDimension',
      asks: 'Which `Stage` dimension of AWS/ApiGateway counts which requests?',
      answers: {
        twice: 'the stage counts all, <stage>/Canary the canary\'s',
        apart: 'the stage counts the base\'s, <stage>/Canary the canary\'s',
        together: 'the stage counts all, and nothing else the canary\'s',
      },
      row: 'hypothesis `canaryMetricDimension`',
    },
    {
      name: 'countsGrowLater',
      asks: 'Do the counts of a minute grow after they can be read?',
      answers: { no: 'not within five minutes', yes: 'lines that come later are added' },
      row: 'on AWS a late line changes a minute afterwards',
      engine: 'no',
    },
    {
      name: 'filterPercentiles',
      asks: 'Does a metric of a metric filter have percentiles?',
      answers: { available: 'it does', none: 'it has no data points for them' },
      row: 'CloudWatch: GetMetricData with Sum, SampleCount',
      engine: 'available',
    },
    {
      name: 'metricMath',
      asks: 'Does metric math compute `m ^ 0.5`, `AND` and a comparison?',
      answers: { 'as documented': 'it does', 'otherwise': 'it computes something else' },
      row: 'CloudWatch: metric math with arithmetic',
      engine: 'as documented',
    },
    {
      name: 'earlyAnswerLatency',
      asks: 'Is `$context.responseLatency` a number for requests that end early: without a route, with a body that is too large?',
      answers: { 'a number': 'always', 'not always': 'for at least one of them it is not' },
      row: '`responseLatency` is the engine\'s time',
      engine: 'a number',
    },
    {
      name: 'logFormatLength',
      asks: 'How long may the format of an access log be?',
      answers: { 10000: '10,000 characters and more', 3000: 'between 3,000 and 10,000 characters', 1000: 'between 1,000 and 3,000 characters' },
      row: 'it needs no role of the account, comes at once, has no size limit',
      engine: '10000',
    },
  ],

  async ask(kit: Kit): Promise<Record<string, FoundAnswer>> {
    const patterns = await phrasePatterns(kit);
    const { Api: api, LogGroup: group, Metric: metric } = kit.outputsOf(await kit.stacks.create('logs-and-metrics', template()));
    await kit.arrived(async () => (await kit.request(api, 'split')).status === 200);
    const canaries = (await inOneMinute(kit, api)).filter(({ body }) => body === 'true').length;
    // A request without a route, and one that API Gateway may not even read to its end.
    await kit.request(api, 'plain', '/nowhere');
    await kit.request(api, 'plain', '/', TOO_LARGE).catch(() => undefined);
    const lines = await allLines(kit, group);
    const exchange = kit.log.last('FilterLogEvents', 2);
    const plain = lines.main.find(({ stage: name }) => name === 'plain');
    const inMain = lines.main.filter(({ stage: name, canary }) => name === 'split' && canary === 'true').length;
    return {
      phrasePatterns: patterns,
      ...plain === undefined ? {} : { isCanaryRequestWithoutCanary: { answer: plain.canary, exchange } },
      ...canaries === 0 ? {} : {
        canaryLinesInMainLog: { answer: inMain > 0 ? 'yes' : 'no', exchange, measured: { canaryRequests: canaries, canaryLinesInMainLog: inMain } },
      },
      ...earlyLatency(lines.main, exchange),
      logFormatLength: await longestFormat(kit, api),
      ...await metricDelay(kit, metric),
      ...await canaryDimension(kit, metric),
      ...await computed(kit, metric),
    };
  },
};

/** Requests that all fall into one minute. */
async function inOneMinute(kit: Kit, api: string): Promise<Array<{ body: string }>> {
  const into = kit.now().getTime() % 60_000;
  if (into > 30_000) { await kit.sleep(61_000 - into); }
  for (let plain = 0; plain < 5; plain++) { await kit.request(api, 'plain'); }
  return Promise.all(Array.from({ length: REQUESTS }, () => kit.request(api, 'split')));
}

interface Line {
  readonly stage: string;
  readonly canary: string;
  readonly status: string;
  /** Undefined when it is no number. */
  readonly latency?: number;
}

function lineOf(message: string): Line {
  const [, latency] = /"latency":([^}]*)\}$/.exec(message) ?? [];
  const line = JSON.parse(message.replace(/,"latency":[^}]*\}$/, '}')) as Line;
  return /^\d+$/.test(latency ?? '') ? { ...line, latency: Number(latency) } : line;
}

/** The lines of both groups, once as many are there as requests were sent. At most five minutes. */
async function allLines(kit: Kit, group: string): Promise<{ main: Line[] }> {
  for (let waited = 0; ; waited += 10) {
    const main = (await kit.logLines(group)).map(lineOf);
    const elsewhere = await kit.logLines(`${group}/Canary`);
    if (main.length + elsewhere.length >= REQUESTS + 7 || waited >= 300) { return { main }; }
    await kit.sleep(10_000);
  }
}

async function phrasePatterns(kit: Kit): Promise<FoundAnswer> {
  const messages = ['{"mark":"x=/y","canary":"true"}', '{"mark":"x=/z","canary":"true"}', 'mark x y', '{"mark":"x=/y","canary":"false"}'];
  const expected: Array<readonly [string, number[]]> = [
    ['"x=/y"', [1, 4]], ['?"x=/y" ?"x=/z"', [1, 2, 4]], ['"x=/y" -"false"', [1]], ['"x=/"', [1, 2, 4]], ['{ $.canary = "true" }', [1, 2]],
  ];
  const wrong: string[] = [];
  for (const [pattern, found] of expected) {
    if (JSON.stringify(await kit.found(pattern, messages)) !== JSON.stringify(found)) { wrong.push(pattern); }
  }
  const measured = wrong.length === 0 ? undefined : { wrong: wrong.join(', ') };
  return { answer: wrong.length === 0 ? 'as documented' : 'otherwise', exchange: kit.log.last('TestMetricFilter', expected.length), measured };
}

/** Polls until the minute of the requests has its count. */
async function metricDelay(kit: Kit, metric: string): Promise<Record<string, FoundAnswer>> {
  for (let waited = 0; waited < 900; waited += 10) {
    const sums = await kit.sums({ Namespace: NAMESPACE, MetricName: metric });
    const [minute] = Object.entries(sums).filter(([, sum]) => sum >= 20).map(([at]) => at).sort();
    if (minute !== undefined) {
      const minutes = (kit.now().getTime() - new Date(minute).getTime()) / 60_000 - 1;
      const answer = minutes <= 1.25 ? '1' : minutes <= 2.25 ? '2' : '5';
      const delay = { answer, exchange: kit.log.last('GetMetricData'), measured: { minutesAfterTheMinutesEnd: Number(minutes.toFixed(2)) } };
      await kit.sleep(300_000);
      const [first, later] = [sums[minute], (await kit.sums({ Namespace: NAMESPACE, MetricName: metric }))[minute]];
      return {
        metricDelayMinutes: delay,
        countsGrowLater: { answer: later > first ? 'yes' : 'no', exchange: kit.log.last('GetMetricData'), measured: { first, later } },
      };
    }
    await kit.sleep(10_000);
  }
  return {};
}

/** API Gateway's own metrics. */
async function canaryDimension(kit: Kit, apiName: string): Promise<Record<string, FoundAnswer>> {
  const count = async (name: string): Promise<number> => {
    const sums = await kit.sums({
      Namespace: 'AWS/ApiGateway', MetricName: 'Count', Dimensions: [{ Name: 'ApiName', Value: apiName }, { Name: 'Stage', Value: name }],
    });
    return Object.values(sums).reduce((sum, value) => sum + value, 0);
  };
  const [all, canary] = [await count('split'), await count('split/Canary')];
  if (all === 0) { return {}; }
  const answer = canary === 0 ? 'together' : all >= REQUESTS ? 'twice' : 'apart';
  return { canaryMetricDimension: { answer, exchange: kit.log.last('GetMetricData', 2), measured: { stage: all, stageCanary: canary } } };
}

/** The lines of requests that nothing answered but the gateway. */
function earlyLatency(lines: readonly Line[], exchange: FoundAnswer['exchange']): Record<string, FoundAnswer> {
  const early = lines.filter(({ stage: name, status }) => name === 'plain' && status.startsWith('4'));
  if (early.length === 0) { return {}; }
  const statuses = [...new Set(early.map(({ status }) => status))].sort().join(', ');
  const answer = early.every(({ latency }) => latency !== undefined) ? 'a number' : 'not always';
  return { earlyAnswerLatency: { answer, exchange, measured: { statuses, lines: early.length } } };
}

async function longestFormat(kit: Kit, api: string): Promise<FoundAnswer> {
  let longest = 0;
  for (const length of FORMAT_LENGTHS) {
    const answer = await kit.patch(api, 'plain', [{ op: 'replace', path: '/accessLogSettings/format', value: formatOf(length) }]);
    if (!('refused' in answer)) { longest = length; }
  }
  return { answer: String(longest), exchange: kit.log.last('UpdateStage', FORMAT_LENGTHS.length) };
}

/** What CloudWatch computes of the filters' metrics. */
async function computed(kit: Kit, metric: string): Promise<Record<string, FoundAnswer>> {
  const counted = { Namespace: NAMESPACE, MetricName: metric };
  const sums = await kit.sums(counted);
  const math = await kit.statistic(counted, 'Sum', 'IF(m >= 1 AND m < 100000, m ^ 0.5, -1)');
  const mathExchange = kit.log.last('GetMetricData');
  const percentiles = Object.values(await kit.statistic({ Namespace: NAMESPACE, MetricName: `${metric}-latency` }, 'p90'));
  const right = Object.entries(sums).every(([minute, sum]) => Math.abs((math[minute] ?? NaN) - (sum >= 1 ? Math.sqrt(sum) : -1)) < 1e-6);
  return {
    ...Object.keys(sums).length === 0 ? {} : { metricMath: { answer: right ? 'as documented' : 'otherwise', exchange: mathExchange } },
    filterPercentiles: { answer: percentiles.length > 0 ? 'available' : 'none', exchange: kit.log.last('GetMetricData') },
  };
}
