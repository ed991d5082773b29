import { directClients } from './direct-clients';
import { ErrorFault, OutgoingCall } from './driver-clients';
import { GrantedRights } from './granted-rights';
import { wireClients } from './wire-clients';
import { Time } from '../../lib/aws/time';
import { runDriver } from '../../lib/stage-driver/handler/run-driver';
import { Clock } from '../../rehearsal/cloudformation/clock';
import { FunctionCode } from '../../rehearsal/lambda/function-runtime';
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
  | { readonly kind: 'error' } & ErrorFault
  /** It acts, and its answer is this error. */
  | { readonly kind: 'acts, then error' } & ErrorFault
  /** It never answers. It acts after so long, or never. */
  | { readonly kind: 'hang'; readonly actsAfterSeconds?: number };

/** What disturbs the driver while it runs. */
export interface Disturbance {
  /** Decides what becomes of each call. @default - every call is answered */
  readonly onCall?: (call: DriverCall) => CallFault | undefined;
  /** How long a call takes, in milliseconds of the engine's time: half of it before it acts, half after. @default 0 */
  readonly latency?: (call: DriverCall) => number;
  /** Decides when an event reaches the handler, and whether. @default - at once */
  readonly onEvent?: (event: any, run: () => Promise<void>) => Promise<void>;
  /** Every failure on the way back is answered SUCCESS: what a driver must never do. @default false */
  readonly lies?: boolean;
}

/** As a service answers whom no policy allows a call. */
const ACCESS_DENIED: ErrorFault = { status: 403, type: 'AccessDeniedException' };

/** How the driver's calls reach the engine: as the SDK's clients send them, or without a wire. */
export type Transport = 'wire' | 'direct';

/**
 * Lambda's environments of the driver's function, in this process and in the engine's time.
 *
 * As on Lambda, an environment is frozen when its handler has answered, and thawed for the next event: what was pending goes on then. When the
 * function's time is over the environment ends, and with it whatever was pending.
 */
export class DriverEnvironments {
  private readonly environments: Environment[] = [];
  private calls = 0;
  /** What the function's environment says. */
  private ownStackId?: string;
  private rights?: GrantedRights;
  disturbance: Disturbance = {};
  /** Gets each line of the function's log. @default - nobody reads them */
  written?: (line: object) => void;

  constructor(private readonly aws: () => LocalAws, private readonly transport: Transport = 'wire') {}

  /** From now on, the driver's role is allowed what its policies say, and nothing else. For whoever has made the engine: before the first deploy. */
  playIam(): void {
    this.rights = new GrantedRights(this.aws());
  }

  /** Lambda brings an event. */
  async receive(event: any, { timeoutSeconds, environment }: Pick<FunctionCode, 'timeoutSeconds' | 'environment'>): Promise<void> {
    this.ownStackId = environment.STACK_ID;
    const run = () => this.run(event, timeoutSeconds);
    await (this.disturbance.onEvent ? this.disturbance.onEvent(event, run) : run());
  }

  /** Handles one event. @throws when the function's time is over */
  async run(event: any, timeoutSeconds = 600): Promise<void> {
    const { clock } = this.aws();
    const environment = this.environments.find(({ isIdle }) => isIdle) ?? this.newEnvironment();
    const end = environment.begin();
    let stop = () => {};
    const timeout = new Promise<never>((_, reject) => {
      stop = clock.startTimer(timeoutSeconds * 1000, () => {
        environment.kill();
        this.environments.splice(this.environments.indexOf(environment), 1);
        reject(new Error(`Task timed out after ${timeoutSeconds} seconds`));
      });
    });
    const work = new Work(clock, environment);
    await Promise.race([this.handle(event, work, timeoutSeconds * 1000), timeout]).finally(() => { stop(); work.end(); end(); });
  }

  private async handle(event: any, work: Work, remainingMilliseconds: number): Promise<void> {
    const aws = this.aws();
    const clients = this.transport === 'wire' ? wireClients : directClients;
    await runDriver(event, {
      ...clients(aws, (outgoing, abortSignal) => work.calling((pending) => abortable(this.call(outgoing, event, work, pending), abortSignal))),
      time: work,
      random: () => 0.5,
      write: (line) => this.written?.(line),
      ownStackId: this.ownStackId,
      put: async (url, body) => aws.cloudFormation.responses.deliver(url, this.disturbance.lies ? this.lie(event, body) : body),
    }, { remainingMilliseconds, logStream: 'local' });
  }

  private async call<Answer>({ name, right, perform, fail }: OutgoingCall<Answer>, event: any, work: Work, pending: PendingCall): Promise<Answer> {
    await work.awake();
    const call = { index: this.calls++, name, event };
    const fault = this.disturbance.onCall?.(call);
    const latency = this.disturbance.latency?.(call) ?? 0;
    const pass = async (milliseconds: number): Promise<void> => { if (milliseconds > 0) { await work.callWaits(pending, milliseconds); } };
    await pass(latency / 2);
    if (fault?.kind === 'hang') {
      if (fault.actsAfterSeconds !== undefined) {
        await pass(fault.actsAfterSeconds * 1000);
        await perform().catch(() => undefined);
      }
      return work.callWaits(pending, Infinity) as Promise<never>;
    }
    const isAllowed = this.rights?.allows(event.ServiceToken, right) ?? true;
    const answer = fault?.kind === 'error' ? fail(fault) : isAllowed ? perform() : fail(ACCESS_DENIED);
    await answer.catch(() => undefined);
    await pass(latency / 2);
    await work.awake();
    return fault?.kind === 'acts, then error' ? fail(fault) : answer;
  }

  private lie({ StackId }: any, body: string): string {
    const isRollback = /ROLLBACK/.test(this.aws().cloudFormation.find(StackId)!.status);
    return isRollback ? JSON.stringify({ ...JSON.parse(body), Status: 'SUCCESS' }) : body;
  }

  private newEnvironment(): Environment {
    const environment = new Environment();
    this.environments.push(environment);
    return environment;
  }
}

/** One environment: it runs one event at a time, and freezes after it. */
class Environment {
  private running = 0;
  private dead = false;
  private frozen: Array<() => void> = [];

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
}

/** A call that somebody waits for. It may itself wait for the engine's time. */
interface PendingCall {
  waits: boolean;
}

/**
 * The handling of one event, and its time. The engine's time stands still while it works: only when it waits for that time, itself or with a
 * call that takes long, may time pass. The real time that the SDK takes for what it does must not count.
 */
class Work implements Time {
  private ended = false;
  private sleeping = 0;
  private readonly calls = new Set<PendingCall>();
  private release?: () => void;

  constructor(private readonly clock: Clock, private readonly environment: Environment) {
    this.update();
  }

  end(): void {
    this.ended = true;
    this.update();
  }

  awake(): Promise<void> {
    return this.environment.awake();
  }

  /** A call of the handler, from the moment at which the SDK sends it until nobody waits for it any more. */
  async calling<T>(make: (call: PendingCall) => Promise<T>): Promise<T> {
    const call: PendingCall = { waits: false };
    this.calls.add(call);
    this.update();
    return make(call).finally(() => {
      this.calls.delete(call);
      this.update();
    });
  }

  /** A call takes so long. One that never ends waits for ever. */
  async callWaits(call: PendingCall, milliseconds: number): Promise<void> {
    call.waits = true;
    this.update();
    await (milliseconds === Infinity ? new Promise<void>(() => undefined) : this.clock.sleep(milliseconds));
    call.waits = false;
    this.update();
  }

  readonly now = (): Date => this.clock.now();

  readonly sleep = async (milliseconds: number): Promise<void> => {
    this.sleeping++;
    this.update();
    await this.clock.sleep(milliseconds);
    this.sleeping--;
    this.update();
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

  private update(): void {
    const waits = this.sleeping + this.calls.size > 0 && [...this.calls].every((call) => call.waits);
    if (this.ended || waits) {
      this.release?.();
      this.release = undefined;
    } else {
      this.release ??= this.clock.hold();
    }
  }
}

/** The call goes on for all that AWS knows. Only its caller does not wait any longer. */
function abortable<T>(answer: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) { return answer; }
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(Object.assign(new Error('Request aborted'), { name: 'AbortError' }));
    if (signal.aborted) { return abort(); }
    signal.addEventListener('abort', abort, { once: true });
    answer.then(resolve, reject);
  });
}
