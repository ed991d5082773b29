/** What the engine does not play is found, too, in answers of the form that AWS documents. */
import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { ask, Disturbance, givenEngine, stacksOf } from './asked-engine';
import { EXPERIMENTS } from '../../integ/ask-aws/experiments';
import { fileText } from '../../integ/ask-aws/observations';
import { LocalAws } from '../../rehearsal/local-aws';

const only = (name: string) => EXPERIMENTS.filter((experiment) => experiment.name === name);

let aws: LocalAws;
beforeEach(async () => { aws = await givenEngine(); });
afterEach(() => aws.close());

describe('trail', () => {
  let server: Server;
  let events: object[] = [];
  let asked = 0;

  beforeEach(async () => {
    asked = 0;
    server = createServer((_, response) => {
      const Events = asked++ === 0 ? [] : events.map((event) => ({ CloudTrailEvent: JSON.stringify(event) }));
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ Events }));
    });
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  });

  afterEach(() => { server.close(); });

  test('finds the fields of its own call, waits for it, and keeps nothing of other calls and of who called', async () => {
    const secrets = { accessKeyId: 'AKIASECRET', arn: 'arn:aws:sts::123456789012:assumed-role/somebody/me' };
    const eventOf = (restApiId: string): object => ({
      requestParameters: { restApiId, stageName: 'live', updateStageInput: { patchOperations: [] }, template: false },
      userIdentity: secrets,
      userAgent: 'secret-agent',
      sourceIPAddress: '192.0.2.1',
    });
    const send: Disturbance = async (operation, perform) => {
      const answer = await perform();
      const [api] = aws.apiGateway.listRestApis();
      if (operation === 'UpdateStage') { events = [eventOf('foreign123'), eventOf(api.id)]; }
      return answer;
    };
    const { file } = await ask(aws, only('trail'), { endpointUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }, send);
    expect(file.answers).toMatchObject([{
      question: 'cloudTrailFields',
      answer: 'restApiId, stageName, updateStageInput',
      exchange: [{ service: 'cloudtrail', operation: 'LookupEvents' }],
      measured: { secondsUntilThere: 30, callerIsToldBy: 'accessKeyId, arn', userAgentIsTold: 'true' },
    }]);
    expect(fileText(file)).not.toMatch(/AKIASECRET|somebody|secret-agent|192\.0\.2\.1|foreign123/);
    expect(stacksOf(aws)).toEqual([]);
  });

  test('answers nothing when nothing comes', async () => {
    events = [];
    const { file } = await ask(aws, only('trail'), { endpointUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
    expect(file.unanswered).toEqual([{ question: 'cloudTrailFields', reason: 'the experiment did not show it' }]);
  });
});

test.each([
  ['newest first', (ids: string[]) => [...ids].reverse()],
  ['oldest first', (ids: string[]) => ids],
  ['one', (ids: string[]) => ids.slice(-1)],
  ['none', () => []],
])('rollbacks finds that LastOperations are told %s', async (answer, told) => {
  const { file } = await ask(aws, only('rollbacks'), {}, async (operation, send) => {
    const output = await send() as { Stacks?: Array<Record<string, unknown>> };
    const stack = aws.cloudFormation.find('cdk-canary-ask-test-rollbacks');
    if (operation === 'DescribeStacks' && stack !== undefined && output.Stacks?.length === 1) {
      const ids = [...new Set(stack.events.map(({ operationId }) => operationId))].map(String);
      output.Stacks[0].LastOperations = told(ids).map((OperationId) => ({ OperationId, OperationType: 'UPDATE_STACK' }));
    }
    return output;
  });
  expect(file.answers.find(({ question }) => question === 'lastOperations')).toMatchObject({ answer });
});

test('every question that the engine does not play says so in TESTING.md, and is tested here or cannot be', () => {
  const notPlayed = EXPERIMENTS.flatMap(({ questions }) => questions).filter(({ engine }) => engine === null).map(({ name }) => name);
  // Roles are not evaluated here, so whether one is enough cannot be seen.
  expect(notPlayed.sort()).toEqual(['cloudTrailFields', 'lastOperations', 'qualifiedDeleteFunction']);
});
