import { randomUUID } from 'node:crypto';
import { functionEnvironment } from './function-environment';
import { FunctionLogSink } from './function-log';
import { FunctionProcess } from './function-process';
import { FunctionCode, FunctionRuntime, InvocationResult } from './function-runtime';
import { Clock } from '../cloudformation/clock';

export interface NodeProcessRuntimeOptions {
  /** Added to every function's environment, above its own variables. For instance `AWS_ENDPOINT_URL`. @default - nothing */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Folders in which functions find modules (by `require`) that nothing else has, as Lambda's runtime has the AWS SDK.
   * @default - only the `node_modules` above this package
   */
  readonly moduleFolders?: readonly string[];
  /** Receives every line that a function prints. @default - lines are dropped */
  readonly log?: FunctionLogSink;
  /** The time that functions see which ask for it. What they wait for takes no real time. @default - the real time */
  readonly clock?: Clock;
  /** Above this many processes the least recently used idle one ends. @default 12 */
  readonly maxProcesses?: number;
  /** Source of `awsRequestId`. @default - random UUIDs */
  readonly requestId?: () => string;
}

/**
 * Runs each version of each function in a long-lived Node.js process of its own, started by its first invocation.
 *
 * Invocations of one version interleave in its process. A process that timed out, crashed or exited is
 * replaced by the next invocation.
 */
export class NodeProcessRuntime implements FunctionRuntime {
  /** By function and version. A map keeps insertion order, and every use inserts anew: the first is the least recently used. */
  private readonly processes = new Map<string, FunctionProcess>();
  private readonly started = new Set<FunctionProcess>();
  private closed = false;
  readonly keepsVirtualTime: boolean;

  constructor(private readonly options: NodeProcessRuntimeOptions = {}) {
    this.keepsVirtualTime = options.clock !== undefined;
  }

  async invoke(code: FunctionCode, event: unknown): Promise<InvocationResult> {
    if (this.closed) { return { outcome: 'failed', errorType: 'Runtime.Closed', errorMessage: 'The function runtime was closed.' }; }
    return this.processFor(code).invoke(code, (this.options.requestId ?? randomUUID)(), event);
  }

  release(functionName: string, version?: string): void {
    for (const [key, functionProcess] of this.processes) {
      if (version === undefined ? key.startsWith(`${functionName}:`) : key === `${functionName}:${version}`) {
        functionProcess.retire();
        this.processes.delete(key);
      }
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    this.processes.clear();
    await Promise.all([...this.started].map((functionProcess) => functionProcess.kill()));
  }

  private processFor(code: FunctionCode): FunctionProcess {
    const key = `${code.functionName}:${code.version}`;
    const existing = this.processes.get(key);
    this.processes.delete(key);
    const reusable = existing?.usable && existing.runs(code);
    if (!reusable) { existing?.retire(); }
    const functionProcess = reusable ? existing : this.start(code);
    this.processes.set(key, functionProcess);
    return functionProcess;
  }

  private start(code: FunctionCode): FunctionProcess {
    this.makeRoom();
    const environment = functionEnvironment(code, this.options.environment ?? {}, this.options.moduleFolders);
    const functionProcess = new FunctionProcess(code, environment, this.options.log ?? (() => undefined), this.options.clock);
    this.started.add(functionProcess);
    void functionProcess.ended.then(() => this.started.delete(functionProcess));
    return functionProcess;
  }

  private makeRoom(): void {
    const excess = this.processes.size + 1 - (this.options.maxProcesses ?? 12);
    const idle = [...this.processes].filter(([, functionProcess]) => functionProcess.idle).slice(0, Math.max(0, excess));
    for (const [key, functionProcess] of idle) {
      functionProcess.retire();
      this.processes.delete(key);
    }
  }
}
