import { ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { FunctionLogSink, logGroupOf } from './function-log';
import { FUNCTION_PROCESS_SCRIPT } from './function-process-script';
import { FunctionCode, InvocationResult } from './function-runtime';
import { Clock } from '../cloudformation/clock';

interface ErrorDescription {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly stack?: string[];
}

interface Reply {
  readonly id?: string;
  readonly payload?: unknown;
  readonly error?: ErrorDescription;
  readonly crash?: ErrorDescription;
  readonly sleep?: { readonly id: number; readonly milliseconds: number };
}

interface PendingInvocation {
  readonly settle: (result: InvocationResult) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * One operating system process that runs one version of one function, several invocations at a time.
 *
 * It takes part in keeping this process alive only while an invocation is running, and it ends when this process does.
 */
export class FunctionProcess {
  private readonly child: ChildProcess;
  private readonly pending = new Map<string, PendingInvocation>();
  /** One for each invocation that does not wait: the engine's time stands still meanwhile. */
  private readonly holds: Array<() => void> = [];
  /** Settles once the process is gone and everything it said was read. */
  readonly ended: Promise<void>;
  private crash?: ErrorDescription;
  private retired = false;

  constructor(private readonly code: FunctionCode, environment: Record<string, string>, log: FunctionLogSink, private readonly clock?: Clock) {
    this.child = spawn(process.execPath, ['-e', FUNCTION_PROCESS_SCRIPT], {
      cwd: code.directory,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.forwardLines('stdout', log);
    this.forwardLines('stderr', log);
    this.child.on('message', (reply: Reply) => this.receive(reply));
    this.ended = this.watchEnd();
    this.child.send({ load: { ...handlerLocation(code), now: clock?.now().getTime() } }, ignoreSendError);
    this.holdOpen(false);
  }

  /** Whether it takes further invocations. */
  get usable(): boolean {
    return !this.retired;
  }

  get idle(): boolean {
    return this.pending.size === 0;
  }

  /** Whether this process runs exactly this code with this configuration. */
  runs(code: FunctionCode): boolean {
    return code.directory === this.code.directory && code.handler === this.code.handler
      && JSON.stringify([code.environment, code.layerFolders]) === JSON.stringify([this.code.environment, this.code.layerFolders]);
  }

  invoke(code: FunctionCode, requestId: string, event: unknown): Promise<InvocationResult> {
    return new Promise((settle) => {
      const timer = setTimeout(() => this.timeOut(requestId, code.timeoutSeconds), code.timeoutSeconds * 1000);
      this.pending.set(requestId, { settle, timer });
      this.hold();
      this.holdOpen(true);
      const timeoutMillis = code.timeoutSeconds * 1000;
      const message = { id: requestId, event: event ?? null, context: contextOf(code, requestId), timeoutMillis, now: this.clock?.now().getTime() };
      this.child.send(message, ignoreSendError);
    });
  }

  /** Takes no further invocations. Ends as soon as none is running. */
  retire(): void {
    this.retired = true;
    if (this.idle) { this.child.kill('SIGKILL'); }
  }

  /** Ends it now. Running invocations fail. */
  async kill(): Promise<void> {
    this.retired = true;
    this.child.kill('SIGKILL');
    // Otherwise this process may end before it hears of the end, and with it what its caller wants to do afterwards.
    this.holdOpen(true);
    await this.ended;
  }

  /** A crash report can arrive after the exit event: only the end of the channel says that nothing is left to read. */
  private async watchEnd(): Promise<void> {
    const disconnected = new Promise<void>((resolve) => this.child.once('disconnect', () => resolve()));
    const reason = await new Promise<string>((resolve) => {
      this.child.once('error', (error) => resolve(error.message));
      this.child.once('exit', (status, signal) => {
        this.retired = true;
        void disconnected.then(() => resolve(signal ? `signal: ${signal}` : `exit status ${status}`));
      });
    });
    this.retired = true;
    this.failPending(reason);
  }

  private receive(reply: Reply): void {
    if (reply.crash) { this.crash = reply.crash; }
    if (reply.sleep) { void this.sleep(reply.sleep); }
    if (reply.id === undefined) { return; }
    this.settle(reply.id, reply.error
      ? { outcome: 'failed', ...reply.error, report: reportOf(reply.error) }
      : { outcome: 'returned', payload: reply.payload });
  }

  private async sleep({ id, milliseconds }: NonNullable<Reply['sleep']>): Promise<void> {
    this.holds.pop()?.();
    await this.clock?.sleep(milliseconds);
    if (this.holds.length < this.pending.size) { this.hold(); }
    if (this.child.connected) { this.child.send({ awake: { id, now: this.clock?.now().getTime() } }, ignoreSendError); }
  }

  private hold(): void {
    if (this.clock) { this.holds.push(this.clock.hold()); }
  }

  /** On Lambda the environment of a timed out invocation is thrown away. Here it may still serve others, so it is retired. */
  private timeOut(requestId: string, timeoutSeconds: number): void {
    this.retired = true;
    this.settle(requestId, {
      outcome: 'failed',
      errorType: 'Sandbox.Timedout',
      errorMessage: `${requestId} Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
    });
  }

  private failPending(reason: string): void {
    for (const requestId of [...this.pending.keys()]) {
      const exit = { errorType: 'Runtime.ExitError', errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: ${reason}` };
      this.settle(requestId, { outcome: 'failed', ...(this.crash ?? exit) });
    }
  }

  private settle(requestId: string, result: InvocationResult): void {
    const invocation = this.pending.get(requestId);
    if (!invocation) { return; }
    this.pending.delete(requestId);
    clearTimeout(invocation.timer);
    if (this.holds.length > this.pending.size) { this.holds.pop()?.(); }
    if (this.idle) { this.holdOpen(false); }
    if (this.idle && this.retired) { this.child.kill('SIGKILL'); }
    invocation.settle(result);
  }

  private holdOpen(hold: boolean): void {
    const handles = [this.child, this.child.channel, this.child.stdout, this.child.stderr] as unknown as Array<Partial<NodeJS.RefCounted> | null>;
    for (const handle of handles) {
      if (hold) { handle?.ref?.(); } else { handle?.unref?.(); }
    }
  }

  private forwardLines(stream: 'stdout' | 'stderr', log: FunctionLogSink): void {
    const { functionName, version } = this.code;
    const logGroup = logGroupOf(this.code);
    createInterface({ input: this.child[stream] as Readable }).on('line', (line) => log({ functionName, version, logGroup, stream, line }));
  }
}

/** As Node.js writes it: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html */
function reportOf({ errorType, errorMessage, stack }: ErrorDescription): Record<string, unknown> {
  return { errorType, errorMessage, ...stack && { trace: stack } };
}

/** `dir/file.a.b` is export `b` of export `a` of `dir/file`. */
function handlerLocation({ directory, handler }: FunctionCode): { file: string; exportPath: string[]; handler: string } {
  const slash = handler.lastIndexOf('/') + 1;
  const [file, ...exportPath] = handler.slice(slash).split('.');
  return { file: join(directory, handler.slice(0, slash), file), exportPath, handler };
}

function contextOf(code: FunctionCode, awsRequestId: string): Record<string, unknown> {
  return {
    awsRequestId,
    functionName: code.functionName,
    functionVersion: code.version,
    invokedFunctionArn: code.invokedFunctionArn ?? qualifiedArn(code),
    memoryLimitInMB: '128',
    logGroupName: logGroupOf(code),
    logStreamName: `rehearsal/[${code.version}]`,
    callbackWaitsForEmptyEventLoop: true,
  };
}

function qualifiedArn({ region = 'us-east-1', functionName, version }: FunctionCode): string {
  return `arn:aws:lambda:${region}:123456789012:function:${functionName}:${version}`;
}

/** A process that ended is reported by its `exit` event, which fails what was sent. */
function ignoreSendError(): void {}
