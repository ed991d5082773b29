/**
 * Every call of every experiment is refused once, also those without an SDK client, and every change loses its answer once. Afterwards nothing of the
 * kit's is there, and nothing else in the account has changed.
 *
 * Requests to stages come in long series. `npm test` refuses the first and the last of a series, `REFUSALS=all npx jest test/ask-aws/refusals` each.
 */
import { setTimeout } from 'node:timers/promises';
import { ask, Asked, Disturbance, givenEngine } from './asked-engine';
import { probesInThisProcess } from './probes-in-this-process';
import { EXPERIMENTS } from '../../integ/ask-aws/experiments';
import { RUN_TAG } from '../../integ/ask-aws/kit/owned-stacks';
import { PlainHttp, overTheNetwork } from '../../integ/ask-aws/kit/plain-http';
import { RealTimeClock } from '../../rehearsal/cloudformation/real-time-clock';
import { LocalAws } from '../../rehearsal/local-aws';

/** What it disturbs has to be running. */
const IN_REAL_TIME = ['cancel'];

/** What the engine does not play, and is not made up here either. */
const NOT_HERE = ['lastOperations', 'qualifiedDeleteFunction'];

/** Calls that are repeated until something has come. */
const LOOKS = /^(Describe|Get|Filter|Lookup|Request)/;

/** A call of an undisturbed run. */
interface Call {
  readonly operation: string;
  readonly over: 'sdk' | 'http';
}

const NAMED_EXPERIMENTS = EXPERIMENTS.map((experiment) => [experiment.name, experiment] as const);

describe.each(NAMED_EXPERIMENTS)('%s leaves nothing and touches nothing', (name, experiment) => {
  const inRealTime = IN_REAL_TIME.includes(name);
  let aws: LocalAws;
  const calls: Call[] = [];
  const run = (id: string, disturb: Disturbance): Promise<Asked> => ask(aws, [experiment], {
    run: id,
    ...inRealTime ? { slowSeconds: 0.75, sleep: setTimeout } : {},
    ...name === 'trail' ? { http: cloudTrail(aws) } : {},
  }, disturb);

  beforeAll(async () => {
    aws = await givenEngine({}, inRealTime ? new RealTimeClock() : undefined, probesInThisProcess(() => aws));
    await givenOthers(aws, name);
    const { file } = await run('whole', (operation, send, over) => {
      calls.push({ operation, over });
      return send();
    });
    // Otherwise calls would be missing here.
    expect(file.unanswered.map(({ question }) => question).filter((question) => !NOT_HERE.includes(question))).toEqual([]);
  }, 60_000);
  afterAll(() => aws.close());

  /** A run for each position of a call, to which something happens. */
  const disturbAt = async (positions: readonly number[], what: (call: Call, send: () => Promise<unknown>) => Promise<unknown>): Promise<void> => {
    const before = accountOf(aws);
    const disturbed = async (position: number): Promise<object> => {
      const { operation: awaited } = calls[position - 1];
      const nth = calls.slice(0, position).filter(({ operation }) => operation === awaited).length;
      let count = 0;
      const { left } = await run(`at${position}`, (operation, send, over) =>
        operation === awaited && ++count === nth ? what({ operation, over }, send) : send());
      // A run may look less often than the one before. Then there is nothing to refuse.
      return { position, awaited, met: count >= nth || LOOKS.test(awaited), left };
    };
    const results: object[] = [];
    if (inRealTime) {
      results.push(...await Promise.all(positions.map(disturbed)));
    } else {
      for (const position of positions) { results.push(await disturbed(position)); }
    }
    expect(results).toEqual(positions.map((position) => ({ position, awaited: calls[position - 1].operation, met: true, left: [] })));
    expect(accountOf(aws)).toEqual(before);
  };

  test('when a call is refused, whichever it is', async () => {
    const chosen = process.env.REFUSALS === 'all' ? calls.map((_, index) => index + 1) : endsOfSeries(calls);
    await disturbAt(chosen, async ({ operation, over }) => refused(operation, over));
  }, 600_000);

  test('when the answer to a change is lost, whichever it is', async () => {
    const changes = calls.flatMap(({ operation }, index) => /^(Create|Update|Delete|Execute|Continue|Cancel|Put)/.test(operation) ? [index + 1] : []);
    await disturbAt(changes, async (_, send) => {
      await send();
      throw new Error('socket hang up');
    });
  }, 600_000);
});

/** Positions of calls, without those amid a series of requests to stages. */
function endsOfSeries(calls: readonly Call[]): number[] {
  const isRequest = (call: Call | undefined): boolean => call?.operation === 'Request';
  return calls.flatMap((call, index) => isRequest(call) && isRequest(calls[index - 1]) && isRequest(calls[index + 1]) ? [] : [index + 1]);
}

/** What a service without the permission answers. A stage cannot be reached at all. */
function refused(operation: string, over: Call['over']): unknown {
  const message = `not authorized to perform ${operation}`;
  if (operation === 'Request') { throw new Error('connect ECONNREFUSED'); }
  if (over === 'http') { return { status: 403, headers: {}, body: JSON.stringify({ __type: 'AccessDeniedException', message }) }; }
  throw Object.assign(new Error(message), { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
}

/** CloudTrail, which the engine does not play: an API's call is there when it is asked for the second time. */
function cloudTrail(aws: LocalAws): PlainHttp {
  let asked = 0;
  return async (request) => {
    if (request.operation !== 'LookupEvents') { return overTheNetwork(request); }
    const [api] = aws.apiGateway.listRestApis().slice(-1);
    const event = { requestParameters: { restApiId: api.id, stageName: 'live', updateStageInput: {} }, userIdentity: {} };
    return { status: 200, headers: {}, body: JSON.stringify({ Events: asked++ === 0 ? [] : [{ CloudTrailEvent: JSON.stringify(event) }] }) };
  };
}

/** Stacks of others: one that has nothing to do with it, one of another run, and one that has the name but not the tag. */
async function givenOthers(engine: LocalAws, experiment: string): Promise<void> {
  const template = {
    Resources: {
      Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'foreign' } },
      Get: {
        Type: 'AWS::ApiGateway::Method',
        Properties: {
          RestApiId: { Ref: 'Api' }, ResourceId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] }, HttpMethod: 'GET', Integration: { Type: 'MOCK' },
        },
      },
      Deployment: { Type: 'AWS::ApiGateway::Deployment', DependsOn: 'Get', Properties: { RestApiId: { Ref: 'Api' } } },
      Live: { Type: 'AWS::ApiGateway::Stage', Properties: { RestApiId: { Ref: 'Api' }, StageName: 'live', DeploymentId: { Ref: 'Deployment' } } },
      Bucket: { Type: 'AWS::S3::Bucket' },
      Group: { Type: 'AWS::Logs::LogGroup', Properties: {} },
    },
  };
  await engine.cloudFormation.createStack({ stackName: 'shop', template });
  await engine.cloudFormation.createStack({
    stackName: `cdk-canary-ask-other-${experiment}`, template, tags: { [RUN_TAG]: 'other' },
  });
  for (const bucket of engine.s3.listBuckets()) { engine.s3.putObject(bucket, 'step-0.json', Buffer.from('foreign')); }
}

/** What is in the account, with what was done to it. */
function accountOf({ cloudFormation, apiGateway, lambda, s3, logs }: LocalAws): object {
  return structuredClone({
    stacks: cloudFormation.stacks
      .filter(({ status }) => status !== 'DELETE_COMPLETE')
      .map(({ identity, status, events }) => [identity.stackId, status, events.length]),
    apis: apiGateway.listRestApis().map((api) => [api, apiGateway.listStages(api.id), apiGateway.listDeployments(api.id).map(({ id }) => id)]),
    functions: lambda.listFunctions().map(({ functionName }) => functionName),
    objects: s3.listBuckets().map((bucket) => [bucket, s3.listObjects(bucket)]),
    logGroups: [...logs.groupNames],
  });
}
