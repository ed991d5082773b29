import { InProcessRuntime } from '../../../rehearsal/lambda/in-process-runtime';
import { LocalAws } from '../../../rehearsal/local-aws';
import { SendingClients } from '../../../rehearsal/traffic/sending-clients';

const SECOND = 1_000;
const ANSWERED = [{ statusCode: '200', selectionPattern: undefined, responseTemplates: {}, responseParameters: {} }];

/** An API with GET and POST /, and what was asked of it. */
function given() {
  const aws = new LocalAws({ runtime: new InProcessRuntime(() => () => ({ statusCode: 200 }), undefined, true) });
  const { id, rootResourceId } = aws.apiGateway.createRestApi({ name: 'shop' });
  for (const httpMethod of ['GET', 'POST']) {
    aws.apiGateway.putMethod(id, rootResourceId, {
      httpMethod,
      authorizationType: 'NONE',
      apiKeyRequired: false,
      integration: { type: 'MOCK', requestTemplates: { 'application/json': '{"statusCode": 200}' }, integrationResponses: ANSWERED },
    } as never);
  }
  const { id: deploymentId } = aws.apiGateway.createDeployment(id);
  const createStage = (stageName: string) => aws.apiGateway.createStage(id, { stageName, deploymentId } as never);
  const asked: string[] = [];
  const invoke = aws.dataPlane.invokeStage.bind(aws.dataPlane);
  aws.dataPlane.invokeStage = (request) => {
    asked.push(`${request.method} ${request.stageName}${request.path}`);
    return invoke(request);
  };
  return { aws, id, createStage, asked, clients: new SendingClients(aws, 600, 1) };
}

test('ask every stage at the rate, one route after the other', async () => {
  const { createStage, asked, clients } = given();
  ['prod', 'test'].forEach(createStage);
  await clients.send(60 * SECOND);
  const count = (text: string): number => asked.filter((request) => request.includes(text)).length;
  expect(clients.sent).toBe(asked.length);
  for (const stage of ['prod', 'test']) {
    expect(Math.abs(count(stage) - 600)).toBeLessThan(5 * Math.sqrt(600));
  }
  expect(Math.abs(count('GET') - count('POST'))).toBeLessThanOrEqual(1);
});

test('are counted by what answers them', async () => {
  const { aws, createStage, clients } = given();
  createStage('prod');
  await clients.send(60 * SECOND);
  const counted = aws.metrics.read(
    { namespace: 'AWS/ApiGateway', metricName: 'Count', dimensions: { ApiName: 'shop', Stage: 'prod' } }, new Date(0), new Date('2040-01-01'), 60,
    new Date('2040-01-01'),
  );
  expect([...counted.values()].flatMap((samples) => [...samples.values()]).reduce((sum, times) => sum + times, 0)).toBe(clients.sent);
});

test('leave a stage alone while the operation runs that creates it', async () => {
  const { aws, createStage, clients } = given();
  const stack = { status: 'CREATE_IN_PROGRESS' };
  jest.spyOn(aws.cloudFormation, 'stacks', 'get').mockReturnValue([stack] as never);
  createStage('prod');
  await clients.send(SECOND);
  expect(clients.sent).toBe(0);
  stack.status = 'CREATE_COMPLETE';
  await clients.send(SECOND);
  expect(clients.sent).toBeGreaterThan(0);
  // An update of what they use does not send them away.
  stack.status = 'UPDATE_IN_PROGRESS';
  const { sent } = clients;
  await clients.send(SECOND);
  expect(clients.sent).toBeGreaterThan(sent);
});

test('wait while a hundred of them have no answer, and go on without one that never comes', async () => {
  const { aws, createStage, clients } = given();
  createStage('prod');
  const open: Array<() => void> = [];
  aws.dataPlane.invokeStage = () => new Promise((_, reject) => { open.push(() => reject(new Error('gone'))); });
  const sending = clients.send(60 * SECOND);
  await new Promise((resolve) => { setImmediate(resolve); });
  expect(clients.sent).toBe(100);
  aws.dataPlane.invokeStage = () => Promise.reject(new Error('gone'));
  open.forEach((end) => end());
  await sending;
  expect(clients.sent).toBeGreaterThan(400);
});

describe('once they have started', () => {
  beforeEach(() => { jest.useFakeTimers(); });
  afterEach(() => { jest.useRealTimers(); });

  test('come second by second, until they are stopped', async () => {
    const { createStage, clients } = given();
    createStage('prod');
    clients.start();
    await jest.advanceTimersByTimeAsync(10 * SECOND);
    expect(Math.abs(clients.sent - 100)).toBeLessThan(50);
    await clients.stop();
    const { sent } = clients;
    await jest.advanceTimersByTimeAsync(10 * SECOND);
    expect(clients.sent).toBe(sent);
  });
});
