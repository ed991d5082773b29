import * as http from 'node:http';
import { AddressInfo } from 'node:net';
import { answer } from '../../lib/aws/respond';
import { StaleEvent } from '../../lib/aws/stale-event';
import { timeOfThisProcess } from '../../lib/aws/time';
import { IdentifiedError } from '../../lib/messages/identified-error';
import { InstantTime } from '../harness/instant-time';

interface Received {
  readonly body: any;
  readonly contentType?: string;
  readonly bytes: number;
}

let server: http.Server;
let received: Received[];
let refusals: number;

beforeEach(async () => {
  received = [];
  refusals = 0;
  server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      if (refusals-- > 0) { return response.writeHead(503).end(); }
      const body = Buffer.concat(chunks);
      received.push({ body: JSON.parse(body.toString()), contentType: request.headers['content-type'], bytes: body.length });
      return response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(() => new Promise((resolve) => server.close(resolve)));

function event(more: object = {}): any {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/response`;
  return {
    RequestType: 'Update',
    RequestId: 'request',
    StackId: 'stack',
    LogicalResourceId: 'Driver',
    PhysicalResourceId: 'api/prod/d1',
    ResponseURL: url,
    ...more,
  };
}

const TIME = { remainingMilliseconds: 100_000, logStream: 'stream', log: () => undefined, time: new InstantTime(), random: () => 0.5 };

test('a result goes back with the ids of the event', async () => {
  await answer(event(), async () => ({ physicalId: 'api/prod/d2', data: { BaseDeploymentId: 'd2' } }), TIME);
  expect(received.map(({ body }) => body)).toEqual([{
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'Driver',
    Status: 'SUCCESS',
    PhysicalResourceId: 'api/prod/d2',
    Data: { BaseDeploymentId: 'd2' },
  }]);
});

test('the signed URL gets an empty content type', async () => {
  await answer(event(), async () => ({ physicalId: 'x', data: {} }), TIME);
  expect(received[0].contentType ?? '').toBe('');
});

test('an error becomes the reason, with the log stream, under the same physical id', async () => {
  await answer(event(), async () => { throw new Error('The base vanished. Add the stage again.'); }, TIME);
  expect(received[0].body).toMatchObject({
    Status: 'FAILED', PhysicalResourceId: 'api/prod/d1', Reason: 'The base vanished. Add the stage again. (log stream stream)',
  });
});

test.each([
  ['x'], ['\u00fc'], ['\u6ce8\u6587'], ['\u{1f600}'], ['"'], ['\n'], ['\u0001'],
])('an error of any length fits into the 4096 bytes that CloudFormation takes: %j', async (text) => {
  await answer(event(), async () => { throw new IdentifiedError('GateFailed', text.repeat(10_000)); }, TIME);
  expect(received[0].bytes).toBeLessThan(4096);
  expect(received[0].body.Reason).toMatch(/ \(log stream stream\) \[GateFailed\]$/);
  expect(received[0].body.Reason).not.toContain('\ufffd');
  expect(received[0].body.Reason.length).toBeGreaterThan(300);
});

test('a failed create gets a physical id of which a later delete knows that nothing was created', async () => {
  await answer(event({ RequestType: 'Create', PhysicalResourceId: undefined }), async () => { throw new Error('no'); }, TIME);
  expect(received[0].body).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'not-created-request' });
});

test('an error on the way back is no success: CloudFormation would delete what the stage still calls', async () => {
  await answer(event({ RequestType: 'Delete' }), async () => { throw new Error('no'); }, TIME);
  expect(received[0].body).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'api/prod/d1' });
});

test('the reason of an error with an id ends in the id', async () => {
  await answer(event(), async () => { throw new IdentifiedError('StageVanished', 'The base vanished. Add the stage again.'); }, TIME);
  expect(received[0].body.Reason).toBe('The base vanished. Add the stage again. (log stream stream) [StageVanished]');
});

test('a driver that hangs is answered for before Lambda ends it', async () => {
  await answer(event(), () => new Promise(() => undefined), { ...TIME, time: timeOfThisProcess(), remainingMilliseconds: 15_010 });
  expect(received[0].body).toMatchObject({
    Status: 'FAILED', Reason: expect.stringMatching(/^The stage driver did not finish .* \(log stream stream\) \[DriverTimedOut\]$/),
  });
});

test('the answer is sent again when it was not accepted', async () => {
  refusals = 2;
  await answer(event(), async () => ({ physicalId: 'x', data: {} }), TIME);
  expect(received).toHaveLength(1);
});

test('the answer is sent for as long as there is time, with pauses between the attempts', async () => {
  refusals = 6;
  const time = new InstantTime();
  await answer(event(), async () => ({ physicalId: 'x', data: {} }), { ...TIME, time });
  expect(received).toHaveLength(1);
  expect(time.waits).toHaveLength(6);
  expect(time.waits.every((wait, index) => index === 0 || wait >= time.waits[index - 1])).toBe(true);
});

test('an answer that nobody takes is given up before Lambda ends the invocation', async () => {
  refusals = 1_000;
  const time = new InstantTime();
  const began = time.now().getTime();
  await expect(answer(event(), async () => ({ physicalId: 'x', data: {} }), { ...TIME, time, remainingMilliseconds: 60_000 })).rejects.toThrow(
    'HTTP 503',
  );
  expect(time.now().getTime() - began).toBeLessThan(60_000);
  expect(time.now().getTime() - began).toBeGreaterThan(30_000);
});

test('an event that nobody waits for is logged, and not answered', async () => {
  const log: any[] = [];
  await answer(event(), async () => { throw new StaleEvent('the stack is UPDATE_COMPLETE'); }, { ...TIME, log: (entry) => log.push(entry) });
  expect(received).toEqual([]);
  expect(log).toEqual([
    { level: 'WARN', message: expect.stringMatching(/^Nobody waits for this event any more: the stack is UPDATE_COMPLETE\..*\[StaleEvent\]$/) },
  ]);
});

test('a success always carries data: without it CloudFormation could not read an attribute ever again', async () => {
  await answer(event(), async () => ({ physicalId: 'x', data: { BaseDeploymentId: 'd1' } }), TIME);
  expect(received[0].body).toMatchObject({ Status: 'SUCCESS', Data: { BaseDeploymentId: 'd1' } });
});
