import { APIGatewayClient, GetStageCommand } from '@aws-sdk/client-api-gateway';
import { NoAnswerInTime } from '../../lib/aws/attempt';
import { Calls } from '../../lib/aws/calls';
import { Gateway } from '../../lib/aws/gateway';
import { namingHosts, unreachable } from '../../lib/aws/unreachable';
import { InstantTime } from '../harness/instant-time';

const HOST = 'apigateway.eu-central-1.amazonaws.com';
const nodeError = (code: string, more = {}) => Object.assign(new Error(`connect ${code}`), { code, ...more });
/** What the SDK's handler throws when packets are dropped. */
const dropped = () => Object.assign(
  new Error('@smithy/node-http-handler - the request socket did not establish a connection with the server within the configured timeout.'),
  { name: 'TimeoutError' },
);

/** A client whose connections fail so. */
function failingClient(error: () => Error): APIGatewayClient {
  return namingHosts(new APIGatewayClient({
    region: 'eu-central-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    maxAttempts: 1,
    requestHandler: { handle: async () => { throw error(); } } as never,
  }));
}

describe('unreachable', () => {
  test.each([
    ['a name that nobody resolves', nodeError('ENOTFOUND', { hostname: HOST }), `${HOST} cannot be reached from this function (ENOTFOUND)`],
    ['a refused connection', nodeError('ECONNREFUSED', { address: '10.0.0.1' }), '10.0.0.1 cannot be reached from this function (ECONNREFUSED)'],
    ['dropped packets', dropped(), 'An API of AWS cannot be reached from this function (no connection in time)'],
    ['several addresses', new AggregateError([nodeError('ENETUNREACH', { address: '::1' })]), '::1 cannot be reached'],
  ])('tells of %s', (_, error, text) => {
    expect(unreachable(error)?.message).toContain(text);
    expect(unreachable(error)?.message).toMatch(/\[Unreachable\]$/);
  });

  test.each([
    ['a connection that broke', nodeError('ECONNRESET')], ['no answer in time', new NoAnswerInTime(10_000)],
    ['a request that was not answered', Object.assign(new Error('socket timed out'), { name: 'TimeoutError' })],
    ['a refusal', Object.assign(new Error('no'), { name: 'AccessDeniedException' })], ['nothing', undefined],
  ])('tells nothing of %s: its call may have acted', (_, error) => {
    expect(unreachable(error)).toBeUndefined();
  });

  test('names the host that the client of the SDK sent to', async () => {
    const error = await failingClient(dropped).send(new GetStageCommand({ restApiId: 'api', stageName: 'prod' })).catch((reason) => reason);
    expect(unreachable(error)?.message).toMatch(new RegExp(`^${HOST} cannot be reached`));
  });
});

describe('a reading of a handler', () => {
  const reading = (error: (number: number) => Error) => {
    let number = 0;
    const time = new InstantTime();
    const deadline = new Date(time.now().getTime() + 60_000);
    const calls = new Calls({ time, random: () => 0.5, log: () => {}, deadline });
    return new Gateway(failingClient(() => error(++number)), calls).readStage('api', 'prod').catch((reason: Error) => reason.message);
  };

  test('is tried until its time is over, then names the host', async () => {
    expect(await reading(dropped)).toMatch(new RegExp(`^${HOST} cannot be reached .*\\[Unreachable\\]$`));
  });

  test('names the host, too, when its time ends the last attempt before the connection fails', async () => {
    expect(await reading((number) => number < 3 ? dropped() : new NoAnswerInTime(900))).toMatch(/\[Unreachable\]$/);
  });

  test('names no host when the last answer was another', async () => {
    expect(await reading((number) => number < 3 ? dropped() : Object.assign(new Error('no such API'), { name: 'BadRequestException' })))
      .toBe('no such API');
  });
});
