import {
  ExecutionAlreadyExists, ExecutionDoesNotExist, ListExecutionsCommand, SFNClient, StartExecutionCommand, StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { Calls } from './calls';

/** The executions of one state machine. */
export class Executions {
  constructor(private readonly client: SFNClient, private readonly stateMachineArn: string, private readonly calls: Calls) {}

  /**
   * Starts an execution, once for each name: Step Functions keeps a name for 90 days.
   *
   * @returns whether there was none by that name. For one that runs with the same input Step Functions answers as if it had started it
   */
  async start(name: string, input: object): Promise<boolean> {
    const command = new StartExecutionCommand({ stateMachineArn: this.stateMachineArn, name, input: JSON.stringify(input) });
    try {
      await this.calls.read((options) => this.client.send(command, options));
      return true;
    } catch (error) {
      if (error instanceof ExecutionAlreadyExists || (error as Error).name === 'ExecutionAlreadyExists') { return false; }
      throw error;
    }
  }

  /** Stops those that run and whose names begin so, but one. @returns their names */
  async stop(prefix: string, cause: string, except?: string): Promise<string[]> {
    const stopped: string[] = [];
    for await (const { name, executionArn } of this.running()) {
      if (!name?.startsWith(prefix) || name === except) { continue; }
      try {
        await this.calls.read((options) => this.client.send(new StopExecutionCommand({ executionArn, cause }), options));
        stopped.push(name);
      } catch (error) {
        // It has ended by itself meanwhile.
        if (!(error instanceof ExecutionDoesNotExist) && (error as Error).name !== 'ExecutionDoesNotExist') { throw error; }
      }
    }
    return stopped;
  }

  private async *running(): AsyncGenerator<{ readonly name?: string; readonly executionArn?: string }> {
    let nextToken: string | undefined;
    do {
      const command = new ListExecutionsCommand({ stateMachineArn: this.stateMachineArn, statusFilter: 'RUNNING', nextToken });
      const page = await this.calls.read((options) => this.client.send(command, options));
      yield* page.executions ?? [];
      ({ nextToken } = page);
    } while (nextToken);
  }
}
