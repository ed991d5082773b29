import * as fc from 'fast-check';
import { boundedAttempt, NoAnswerInTime } from '../../lib/aws/attempt';
import { mayHaveActed, mayPass, whileErrorsPass } from '../../lib/aws/retry';
import { timeOfThisProcess } from '../../lib/aws/time';
import { InstantTime } from '../harness/instant-time';

const awsError = (httpStatusCode: number, name: string) => Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });
const nodeError = (code: string) => Object.assign(new Error(`connect ${code}`), { code });

describe('mayPass', () => {
  test.each([
    awsError(409, 'ConflictException'), awsError(429, 'TooManyRequestsException'), awsError(400, 'Throttling'), awsError(400, 'ThrottlingException'),
    awsError(500, 'InternalFailure'),
    awsError(503, 'ServiceUnavailable'),
    awsError(403, 'AccessDeniedException'),
    nodeError('ECONNRESET'),
    nodeError('EAI_AGAIN'),
    Object.assign(new Error('socket hang up')), Object.assign(new Error('timed out'), { name: 'TimeoutError' }), new NoAnswerInTime(10_000),
  ].map((error) => [error.name, error.message, error] as const))('says so of %s %s', (_, __, error) => {
    expect(mayPass(error)).toBe(true);
  });

  test.each([
    awsError(400, 'BadRequestException'), awsError(404, 'NotFoundException'), awsError(400, 'ValidationError'), new TypeError('x is not a function'),
  ]
    .map((error) => [error.name, error] as const))(
    'does not say so of %s', (_, error) => {
      expect(mayPass(error)).toBe(false);
    });
});

test('a write may have acted when its answer is missing or an internal error, not when it was refused', () => {
  expect([awsError(500, 'InternalFailure'), nodeError('ECONNRESET'), new NoAnswerInTime(1)].map(mayHaveActed)).toEqual([true, true, true]);
  expect([awsError(409, 'ConflictException'), awsError(429, 'TooManyRequestsException'), awsError(403, 'AccessDenied')].map(
    mayHaveActed,
  )).toEqual([false, false, false]);
});

test('whileErrorsPass waits longer each time, by a part that is random, and not beyond the deadline', async () => {
  await fc.assert(fc.asyncProperty(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.integer({ min: 1, max: 600 }), async (random, seconds) => {
    const time = new InstantTime();
    const deadline = new Date(time.now().getTime() + seconds * 1000);
    const attempts: number[] = [];
    const tried = whileErrorsPass(async (number) => {
      attempts.push(number);
      throw awsError(409, 'ConflictException');
    }, { time, random: () => random, log: () => undefined, deadline });
    await expect(tried).rejects.toThrow('ConflictException');
    expect(time.now() < deadline).toBe(true);
    expect(attempts).toEqual(attempts.map((_, index) => index + 1));
    for (const wait of time.waits) { expect(wait).toBeLessThanOrEqual(15_000); }
  }), { numRuns: 50 });
});

test('whileErrorsPass gives up at once on what does not pass', async () => {
  const time = new InstantTime();
  const patience = { time, random: () => 0.5, log: () => undefined, deadline: new Date(time.now().getTime() + 60_000) };
  await expect(whileErrorsPass(async () => { throw awsError(400, 'BadRequestException'); }, patience)).rejects.toThrow('BadRequestException');
  expect(time.waits).toEqual([]);
});

describe('boundedAttempt', () => {
  test('aborts a call that takes too long, and does not wait for it', async () => {
    let signal: AbortSignal | undefined;
    const attempt = boundedAttempt((given) => {
      signal = given;
      return new Promise(() => undefined);
    }, 5, timeOfThisProcess());
    await expect(attempt).rejects.toThrow('There was no answer within 0 s.');
    expect(signal!.aborted).toBe(true);
  });

  test('stops its timer when the call has ended', async () => {
    let stopped = 0;
    const time = Object.assign(new InstantTime(), { startTimer: () => () => { stopped++; } });
    await expect(boundedAttempt(async () => 'done', 5, time)).resolves.toBe('done');
    await expect(boundedAttempt(async () => { throw new Error('no'); }, 5, time)).rejects.toThrow('no');
    expect(stopped).toBe(2);
  });
});
