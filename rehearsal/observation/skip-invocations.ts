import { FunctionCode, FunctionRuntime, InvocationOrigin, InvocationResult } from '../lambda/function-runtime';

/** What a rollout takes from a gate or a hook that is a function. */
const NOT_ASKED = { verdict: 'PASS', reason: 'The rehearsal does not run it.' };

/**
 * Runs the functions of custom resources (those that the engine delivers to) and of their state machines, and answers for all others with an empty
 * 200: whether they may be invoked is checked before their code would run.
 */
export class SkipInvocations implements FunctionRuntime {
  constructor(private readonly runtime: FunctionRuntime) {}

  get keepsVirtualTime(): boolean {
    return this.runtime.keepsVirtualTime ?? false;
  }

  async invoke(code: FunctionCode, event: unknown, origin?: InvocationOrigin): Promise<InvocationResult> {
    if (origin === 'custom-resource' || origin === 'task') { return this.runtime.invoke(code, event, origin); }
    return { outcome: 'returned', payload: { statusCode: 200, ...origin === 'client' ? NOT_ASKED : {} } };
  }

  release(functionName: string, version?: string): void {
    this.runtime.release?.(functionName, version);
  }

  async close(): Promise<void> {
    await this.runtime.close();
  }
}
