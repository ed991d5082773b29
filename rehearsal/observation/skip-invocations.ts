import { FunctionCode, FunctionRuntime, InvocationResult } from '../lambda/function-runtime';

/**
 * Runs the functions of custom resources, and answers for all others with an empty 200: whether they may be invoked is checked
 * before their code would run.
 */
export class SkipInvocations implements FunctionRuntime {
  constructor(private readonly runtime: FunctionRuntime) {}

  async invoke(code: FunctionCode, event: unknown): Promise<InvocationResult> {
    return isCustomResourceEvent(event) ? this.runtime.invoke(code, event) : { outcome: 'returned', payload: { statusCode: 200 } };
  }

  release(functionName: string, version?: string): void {
    this.runtime.release?.(functionName, version);
  }

  async close(): Promise<void> {
    await this.runtime.close();
  }
}

function isCustomResourceEvent(event: unknown): boolean {
  return typeof event === 'object' && event !== null && 'RequestType' in event && 'ResponseURL' in event;
}
