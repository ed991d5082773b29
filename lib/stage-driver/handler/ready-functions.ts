import type { Calls } from '../../aws/calls';
import { DescribeFunction, Functions } from '../../aws/functions';
import { functionNotActive, functionsUnreadable } from '../decision/failures';
import { Readiness, readinessOf } from '../decision/readiness';

const PAUSE_MILLISECONDS = 5_000;

/** Waits for the functions that a release is about to call. */
export class ReadyFunctions {
  private readonly functions: Functions;

  /** @param calls until when is waited */
  constructor(describe: DescribeFunction, private readonly calls: Calls) {
    this.functions = new Functions(describe, calls);
  }

  /**
   * Waits until requests reach all of them.
   *
   * @returns how long it took, in milliseconds
   * @throws when one will never be ready, is not ready in time, or can't be read
   */
  async wait(functionArns: readonly string[]): Promise<number> {
    const { patience } = this.calls;
    const began = this.calls.now;
    let missing = functionArns;
    for (;;) {
      const unready = await this.unready(missing);
      const [first] = unready;
      if (first === undefined) { return this.calls.now - began; }
      if (first.readiness.is === 'never' || this.calls.millisecondsLeft <= PAUSE_MILLISECONDS) {
        throw functionNotActive(first.functionArn, first.readiness, (this.calls.now - began) / 1000);
      }
      missing = unready.map(({ functionArn }) => functionArn);
      patience.log({ message: 'Waiting until Lambda has prepared what the release calls', functions: missing, why: first.readiness.why });
      await patience.time.sleep(PAUSE_MILLISECONDS);
    }
  }

  /** One that will never be ready comes first. One after the other: Lambda takes 15 such calls in a second, of the whole account. */
  private async unready(functionArns: readonly string[]): Promise<Array<{ readonly functionArn: string; readonly readiness: Readiness }>> {
    const unready: Array<{ functionArn: string; readiness: Readiness }> = [];
    for (const functionArn of functionArns) {
      const readiness = await this.readiness(functionArn);
      if (readiness.is !== 'ready') { unready.push({ functionArn, readiness }); }
    }
    return unready.sort((one, other) => Number(other.readiness.is === 'never') - Number(one.readiness.is === 'never'));
  }

  private async readiness(functionArn: string): Promise<Readiness> {
    try {
      return readinessOf(await this.functions.state(functionArn));
    } catch (error) {
      throw functionsUnreadable(functionArn, error as Error);
    }
  }
}
