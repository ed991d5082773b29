import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Calls } from './calls';

/** Functions of the user that a handler of ours calls. */
export class InvokedFunctions {
  constructor(private readonly client: LambdaClient, private readonly calls: Calls) {}

  /** One call, which ends in time: a function is not asked twice in a look. @throws when the function throws, or does not answer in time */
  async ask(functionArn: string, payload: object, milliseconds: number): Promise<unknown> {
    const command = new InvokeCommand({ FunctionName: functionArn, InvocationType: 'RequestResponse', Payload: bytesOf(payload) });
    const { FunctionError: failed, Payload } = await this.calls.once((options) => this.client.send(command, options), milliseconds);
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
}

function bytesOf(payload: object): Uint8Array {
  return Buffer.from(JSON.stringify(payload));
}
