import { Readable } from 'node:stream';
import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { Time } from '../../lib/aws/time';
import { runDriver } from '../../lib/stage-driver/handler/run-driver';
import { Clock } from '../../rehearsal/cloudformation/clock';
import { LocalAws } from '../../rehearsal/local-aws';

/** A call of the driver to an AWS API. */
export interface DriverCall {
  /** Position among all calls of the engine's life, from 0. */
  readonly index: number;
  /** For instance `GetStage`, `UpdateStage`, `DescribeStacks`. */
  readonly name: string;
  /** The event during which it is made. */
  readonly event: any;
}

/** What may become of a call. */
export type CallFault =
  /** It is refused, before it acts. */
  | { readonly kind: 'error'; readonly status: number; readonly type: string }
  /** It acts, and its answer is this error. */
  | { readonly kind: 'acts, then error'; readonly status: number; readonly type: string }
  /** It never answers; it acts after so long, or never. */
  | { readonly kind: 'hang'; readonly actsAfterSeconds?: number };

/** What disturbs the driver while it runs. */
export interface Disturbance {
  /** Decides what becomes of each call. @default - every call is answered */
  readonly onCall?: (call: DriverCall) => CallFault | undefined;
  /** How long a call takes, in milliseconds of the engine's time: half of it before it acts, half after. @default 0 */
  readonly latency?: (call: DriverCall) => number;
  /** Every failure on the way back is answered SUCCESS: what a driver must never do. @default false */
  readonly lies?: boolean;
}

/**
 * Lambda's environments of the driver's function, in this process and in the engine's time.
 *
 * As on Lambda, an environment is frozen when its handler has answered, and thawed for the next event: what was pending goes on then. When the
 * function's time is over the environment ends, and with it whatever was pending.
 */
export class DriverEnvironments {
  private readonly environments: Environment[] = [];
  private calls = 0;
  disturbance: Disturbance = {};

  constructor(private readonly aws: () => LocalAws) {}

  /** Handles one event. @throws when the function's time is over */
  async run(event: any, timeoutSeconds: number): Promise<void> {
    const { clock } = this.aws();
    const environment = this.environments.find(({ isIdle }) => isIdle) ?? this.newEnvironment(clock);
    const end = environment.begin();
    let stop = () => {};
    const timeout = new Promise<never>((_, reject) => {
      stop = clock.startTimer(timeoutSeconds * 1000, () => {
        environment.kill();
        this.environments.splice(this.environments.indexOf(environment), 1);
        reject(new Error(`Task timed out after ${timeoutSeconds} seconds`));
      });
    });
    await Promise.race([this.handle(event, environment, timeoutSeconds * 1000), timeout]).finally(() => { stop(); end(); });
  }

  private async handle(event: any, environment: Environment, remainingMilliseconds: number): Promise<void> {
    const aws = this.aws();
    const client = {
      region: aws.region,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
      requestHandler: {
        handle: (request: any, { abortSignal }: any = {}) => abortable(this.call(request, event, environment), abortSignal),
        updateHttpClientConfig() {},
        httpHandlerConfigs() { return {}; },
        destroy() {},
      } as never,
    };
    await runDriver(event, {
      apiGateway: new APIGatewayClient(client),
      cloudFormation: new CloudFormationClient(client),
      time: environment,
      random: () => 0.5,
      write: () => undefined,
      put: async (url, body) => aws.cloudFormation.responses.deliver(url, this.disturbance.lies ? this.lie(event, body) : body),
    }, { remainingMilliseconds, logStream: 'local' });
  }

  private async call(request: any, event: any, environment: Environment): Promise<any> {
    const { clock, requestHandler } = this.aws();
    await environment.awake();
    const call = { index: this.calls++, name: nameOf(request), event };
    const fault = this.disturbance.onCall?.(call);
    const latency = this.disturbance.latency?.(call) ?? 0;
    const pass = async (milliseconds: number): Promise<void> => { if (milliseconds > 0) { await clock.sleep(milliseconds); } };
    await pass(latency / 2);
    if (fault?.kind === 'hang') {
      if (fault.actsAfterSeconds !== undefined) {
        await clock.sleep(fault.actsAfterSeconds * 1000);
        await requestHandler.handle(request);
      }
      return new Promise(() => undefined);
    }
    const answer = fault?.kind === 'error' ? errorAnswer(request, fault) : await requestHandler.handle(request);
    await pass(latency / 2);
    await environment.awake();
    return fault?.kind === 'acts, then error' ? errorAnswer(request, fault) : answer;
  }

  private lie({ StackId }: any, body: string): string {
    const isRollback = /ROLLBACK/.test(this.aws().cloudFormation.find(StackId)!.status);
    return isRollback ? JSON.stringify({ ...JSON.parse(body), Status: 'SUCCESS' }) : body;
  }

  private newEnvironment(clock: Clock): Environment {
    const environment = new Environment(clock);
    this.environments.push(environment);
    return environment;
  }
}

/** One environment, and the time of what runs in it. */
class Environment implements Time {
  private running = 0;
  private dead = false;
  private frozen: Array<() => void> = [];

  constructor(private readonly clock: Clock) {}

  get isIdle(): boolean {
    return this.running === 0;
  }

  /** Thaws it. Returns how to end the event. */
  begin(): () => void {
    this.running++;
    const pending = this.frozen;
    this.frozen = [];
    for (const goOn of pending) { goOn(); }
    return () => { this.running--; };
  }

  kill(): void {
    this.dead = true;
  }

  /** Ends when code may run here: at once, when the environment is thawed, or never. */
  awake(): Promise<void> {
    if (this.dead) { return new Promise(() => undefined); }
    return this.running > 0 ? Promise.resolve() : new Promise((resolve) => { this.frozen.push(resolve); });
  }

  readonly now = (): Date => this.clock.now();

  readonly sleep = async (milliseconds: number): Promise<void> => {
    await this.clock.sleep(milliseconds);
    await this.awake();
  };

  readonly startTimer = (milliseconds: number, expire: () => void): (() => void) => {
    let stopped = false;
    const stop = this.clock.startTimer(milliseconds, () => { void this.awake().then(() => { if (!stopped) { expire(); } }); });
    return () => {
      stopped = true;
      stop();
    };
  };
}

/** The call goes on for all that AWS knows; only its caller does not wait any longer. */
function abortable<T>(answer: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) { return answer; }
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(Object.assign(new Error('Request aborted'), { name: 'AbortError' }));
    if (signal.aborted) { return abort(); }
    signal.addEventListener('abort', abort, { once: true });
    answer.then(resolve, reject);
  });
}

function nameOf({ method, path, body }: { method: string; path: string; body?: unknown }): string {
  if (path === '/') { return new URLSearchParams(String(body)).get('Action') ?? ''; }
  const resource = /\/(stages|deployments)\/[^/]+$/.exec(path)?.[1];
  if (resource === 'stages') { return method === 'PATCH' ? 'UpdateStage' : 'GetStage'; }
  return resource === 'deployments' ? 'GetDeployment' : 'GetExport';
}

function errorAnswer({ path }: { path: string }, { status, type }: { status: number; type: string }): any {
  const body = path === '/' ? `<ErrorResponse><Error><Code>${type}</Code><Message>${type}</Message></Error></ErrorResponse>` : JSON.stringify({ message: type });
  const headers = { 'content-type': path === '/' ? 'text/xml' : 'application/json', 'x-amzn-errortype': type };
  return { response: { statusCode: status, headers, body: Readable.from([Buffer.from(body)]) } };
}
