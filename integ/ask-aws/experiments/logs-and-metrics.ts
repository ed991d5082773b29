import { Experiment, FoundAnswer } from '../experiment';
import { Kit } from '../kit/kit';
import { API_OUTPUTS, canaryAt, mockApi, stage } from '../kit/mock-api';

const NAMESPACE = 'CdkCanaryAskAws';
const REQUESTS = 40;

/** `#` tells the stages apart, the quotes and the slash are what phrase patterns must cope with. */
const FORMAT = JSON.stringify({ stage: '$context.stage', mark: 'x=/y', canary: '$context.isCanaryRequest', request: '$context.requestId' });

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
      Split: { ...stage('split', { ...canaryAt(50), ...accessLog }), DependsOn: ['Counted', 'CanaryLogGroup'] },
      Plain: { ...stage('plain', accessLog), DependsOn: ['Counted', 'CanaryLogGroup'] },
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
  creates: 'one REST API with MOCK integrations, two stages, two log groups, one metric filter; about 100 requests. It needs the account\'s '
    + 'CloudWatch role of API Gateway, and does not set it',
  minutes: 20,
  cents: 35,
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
  ],

  async ask(kit: Kit): Promise<Record<string, FoundAnswer>> {
    const patterns = await phrasePatterns(kit);
    const { Api: api, LogGroup: group, Metric: metric } = kit.outputsOf(await kit.stacks.create('logs-and-metrics', template()));
    for (let met = 0; met < 5;) { met = (await kit.request(api, 'split')).status === 200 ? met + 1 : 0; }
    const canaries = (await inOneMinute(kit, api)).filter(({ body }) => body === 'true').length;
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
      ...await metricDelay(kit, metric),
      ...await canaryDimension(kit, metric),
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
}

/** The lines of both groups, once as many are there as requests were sent. At most five minutes. */
async function allLines(kit: Kit, group: string): Promise<{ main: Line[] }> {
  for (let waited = 0; ; waited += 10) {
    const main = (await kit.logLines(group)).map((message) => JSON.parse(message) as Line);
    const elsewhere = await kit.logLines(`${group}/Canary`);
    if (main.length + elsewhere.length >= REQUESTS + 5 || waited >= 300) { return { main }; }
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
      return {
        metricDelayMinutes: { answer, exchange: kit.log.last('GetMetricData'), measured: { minutesAfterTheMinutesEnd: Number(minutes.toFixed(2)) } },
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
