import { FunctionCode, FunctionRuntime, InvocationOrigin, InvocationResult } from './function-runtime';

/** A handler as a plain function of its event. */
export type InProcessHandler = (event: unknown) => unknown;

/**
 * Runs handlers inside this process: for tests that play hundreds of lifecycles.
 *
 * Events and results pass through JSON as they do on Lambda, so a handler cannot reach into the engine's objects.
 * Timeouts are not enforced.
 */
export class InProcessRuntime implements FunctionRuntime {
  /**
   * @param handlerOf the handler for a piece of code, or `undefined` to leave it to the fallback
   * @param fallback runs the code that has no handler here. Without it such an invocation fails
   * @param keepsVirtualTime handlers wait on the engine's clock only
   */
  constructor(
    private readonly handlerOf: (code: FunctionCode) => InProcessHandler | undefined,
    private readonly fallback?: FunctionRuntime,
    readonly keepsVirtualTime = false,
  ) {}

  async invoke(code: FunctionCode, event: unknown, origin?: InvocationOrigin): Promise<InvocationResult> {
    const handler = this.handlerOf(code);
    if (!handler) { return this.fallback?.invoke(code, event, origin) ?? noHandler(code); }
    try {
      return { outcome: 'returned', payload: throughJson(await handler(throughJson(event))) };
    } catch (error) {
      return failure(error);
    }
  }

  release(functionName: string, version?: string): void {
    this.fallback?.release?.(functionName, version);
  }

  async close(): Promise<void> {
    await this.fallback?.close();
  }
}

function noHandler({ handler, functionName }: FunctionCode): InvocationResult {
  return { outcome: 'failed', errorType: 'Runtime.HandlerNotFound', errorMessage: `${handler} of ${functionName} has no handler in this process` };
}

function failure(error: unknown): InvocationResult {
  return error instanceof Error
    ? { outcome: 'failed', errorType: error.name, errorMessage: error.message, stack: error.stack?.split('\n') }
    : { outcome: 'failed', errorType: typeof error, errorMessage: String(error) };
}

function throughJson(value: unknown): unknown {
  return value === undefined ? null : JSON.parse(JSON.stringify(value));
}
