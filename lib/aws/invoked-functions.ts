import { InvokeCommand, InvokeCommandOutput, LambdaClient } from '@aws-sdk/client-lambda';
import type { Calls } from './calls';
import { isAccessDenied, pause } from './retry';

/** Functions of the user that a handler of ours calls. */
export class InvokedFunctions {
  constructor(private readonly client: LambdaClient, private readonly calls: Calls) {}

  /**
   * One call, which ends in time: a function is not asked twice in a look.
   *
   * A call that is not allowed did not reach it, and is repeated: the policy may be seconds old.
   *
   * @throws when the function throws, or does not answer in time
   */
  async ask(functionArn: string, payload: object, milliseconds: number): Promise<unknown> {
    const command = new InvokeCommand({ FunctionName: functionArn, InvocationType: 'RequestResponse', Payload: bytesOf(payload) });
    const { FunctionError: failed, Payload } = await this.allowed(command, this.calls.until(new Date(this.calls.now + milliseconds)));
    const text = Buffer.from(Payload ?? []).toString('utf8');
    const answer: unknown = text === '' ? undefined : JSON.parse(text);
    if (failed) { throw new Error(`The function failed: ${(answer as { errorMessage?: string } | undefined)?.errorMessage ?? failed}`); }
    return answer;
  }

  /** Does not wait for the function. */
  async tell(functionArn: string, payload: object, milliseconds: number): Promise<void> {
    const command = new InvokeCommand({ FunctionName: functionArn, InvocationType: 'Event', Payload: bytesOf(payload) });
    await this.calls.once((options) => this.client.send(command, options), milliseconds);
  }

  private async allowed(command: InvokeCommand, calls: Calls): Promise<InvokeCommandOutput> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await calls.once((options) => this.client.send(command, options), calls.millisecondsLeft);
      } catch (error) {
        if (!isAccessDenied(error) || !await pause(attempt, calls.patience)) { throw error; }
      }
    }
  }
}

function bytesOf(payload: object): Uint8Array {
  return Buffer.from(JSON.stringify(payload));
}
