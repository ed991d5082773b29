import { DriverEnvironments, Transport } from './driver-environments';
import { firstDriver, isFirstDriver } from './first-library';
import { Hypotheses } from '../../rehearsal/hypotheses';
import { FunctionCode, FunctionRuntime } from '../../rehearsal/lambda/function-runtime';
import { InProcessRuntime } from '../../rehearsal/lambda/in-process-runtime';
import { LocalAws } from '../../rehearsal/local-aws';

/** The engine, and where the driver runs in it. */
export interface InProcessAws {
  readonly aws: LocalAws;
  readonly driver: DriverEnvironments;
}

/**
 * The local engine with the driver's handler and the released code in this process: thousands of lifecycles in seconds.
 *
 * The handler, the SDK clients and their protocols are the real ones, and the driver waits in the engine's time. Only sockets and child
 * processes are left out.
 */
export function inProcessAws(seed: number, hypotheses: Hypotheses, siblingsAtFailure: 'none' | 'some' = 'none'): LocalAws {
  return disturbedAws(seed, hypotheses, { siblingsAtFailure, transport: 'wire' }).aws;
}

export interface DisturbedAwsOptions {
  /** @default 'none' */
  readonly siblingsAtFailure?: 'none' | 'some';
  /** @default 'direct', several times faster */
  readonly transport?: Transport;
}

/** The same, with a driver that can be disturbed. */
export function disturbedAws(
  seed: number, hypotheses: Hypotheses, { siblingsAtFailure = 'none', transport = 'direct' }: DisturbedAwsOptions = {},
): InProcessAws {
  // Known only after the engine exists, while the engine wants its runtime first.
  const late: { aws?: LocalAws; first?: (event: unknown) => Promise<void> } = {};
  const driver = new DriverEnvironments(() => late.aws!, transport);
  const receive = (code: FunctionCode) => (event: unknown): Promise<void> =>
    isFirstDriver(code) ? (late.first ??= firstDriver(late.aws!))(event) : driver.receive(event, code);
  const runtime = new InProcessRuntime((code) => isDriver(code) ? receive(code) : undefined, RELEASED_CODE, true);
  const aws = new LocalAws({ seed, hypotheses, runtime, siblingsAtFailure });
  late.aws = aws;
  driver.playIam();
  return { aws, driver };
}

/** What an authorizer says. */
const EVERYBODY = { principalId: 'anybody', policyDocument: { Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*' }] } };

/** Most of what happens are requests: their code gets no event, and so none is copied. */
const RELEASED_CODE: FunctionRuntime = {
  invoke: async ({ environment }) => ({
    outcome: 'returned', payload: environment.AUTHORIZES ? EVERYBODY : { statusCode: 200, body: environment.CODE },
  }),
  close: async () => undefined,
};

function isDriver(code: FunctionCode): boolean {
  return code.environment.CODE === undefined;
}
