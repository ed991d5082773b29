import type { Fence } from './fence';
import type { Calls } from '../../aws/calls';
import type { Gateway, StageReading } from '../../aws/gateway';
import { mayHaveActed, mayPass, pause } from '../../aws/retry';
import { StaleEvent } from '../../aws/stale-event';
import type { PatchOperation } from '../../stage/patch-operations';
import type { Direction } from '../decision/awaited';

/**
 * G: no write takes effect later than this after the reading that allowed it began. An attempt ends a little earlier, for the way to API Gateway.
 */
export const SETTLE_MILLISECONDS = 12_000;
const ATTEMPT_MILLISECONDS = 10_000;
/** Less is not worth an attempt. The fence is passed anew. */
const SHORTEST_ATTEMPT_MILLISECONDS = 3_000;

/** The stage that is written. */
export interface WrittenStage {
  readonly restApiId: string;
  readonly stageName: string;
}

/** What became of the attempt before: `failed` ones may have taken effect. */
export type LastAttempt = 'none' | 'written' | 'failed';

/**
 * What to send next, from what is live: no operations when the stage is as wanted.
 *
 * @throws when the stage must not be written any more
 */
export type NextOperations = (reading: StageReading | undefined, last: LastAttempt) => readonly PatchOperation[];

/** Leads a stage to where it is wanted: reads, passes the fence, writes, reads again. */
export class StageWriter {
  /** Whether an UpdateStage took effect, or may have. */
  hasWritten = false;
  private lastError?: Error;
  private refused?: string;

  /** @param settledAt when no earlier writer can still write, in milliseconds */
  constructor(
    private readonly stage: WrittenStage, private readonly gateway: Gateway, private readonly fence: Fence, private settledAt: number,
  ) {}

  /**
   * @param first the stage as it was read last
   * @param direction which way the operation must still go before each write
   * @param calls no attempt begins after their deadline
   * @returns the stage as it was read when it was as wanted, and no earlier write could still take effect
   * @throws StaleEvent, or the last error
   */
  async lead(first: StageReading | undefined, next: NextOperations, direction: Direction, calls: Calls): Promise<StageReading | undefined> {
    let reading = first;
    let last: LastAttempt = 'none';
    for (let number = 1; ; number++) {
      let operations = next(reading, last);
      if (operations.length === 0 && reading !== undefined && calls.now < this.settledAt) {
        await calls.patience.time.sleep(this.settledAt - calls.now);
        reading = await this.read();
        operations = next(reading, last);
      }
      if (operations.length === 0) { return reading; }
      const isRefused = this.lastError !== undefined && !mayPass(this.lastError) && JSON.stringify(operations) === this.refused;
      if (isRefused || (last !== 'none' && !await pause(number - 1, calls.patience))) {
        throw this.lastError ?? new Error('Something else is changing the stage at the same time.');
      }
      last = await this.attempt(operations, direction, number, calls);
      reading = await this.read();
    }
  }

  private read(): Promise<StageReading | undefined> {
    return this.gateway.readStage(this.stage.restApiId, this.stage.stageName);
  }

  private async attempt(operations: readonly PatchOperation[], direction: Direction, number: number, calls: Calls): Promise<LastAttempt> {
    const began = await this.passFence(direction, calls);
    try {
      await this.gateway.updateStage(this.stage.restApiId, this.stage.stageName, operations, began + ATTEMPT_MILLISECONDS - calls.now);
      this.hasWritten = true;
      this.lastError = undefined;
      return 'written';
    } catch (error) {
      if (mayHaveActed(error)) {
        this.hasWritten = true;
        this.settledAt = Math.max(this.settledAt, began + SETTLE_MILLISECONDS);
      }
      // Also of a request that API Gateway refuses: the same event, delivered twice at once, may have done it meanwhile.
      this.refused = JSON.stringify(operations);
      calls.patience.log({ level: 'WARN', message: `The stage could not be moved: ${String(error)}`, attempt: number });
      this.lastError = error as Error;
      return 'failed';
    }
  }

  private async passFence(direction: Direction, calls: Calls): Promise<number> {
    for (;;) {
      const passed = await this.fence.pass();
      if (passed.direction !== direction) { throw new StaleEvent(`the operation goes ${passed.direction} now`); }
      if (passed.at + ATTEMPT_MILLISECONDS - calls.now >= SHORTEST_ATTEMPT_MILLISECONDS) { return passed.at; }
      if (calls.millisecondsLeft <= 0) { throw new Error('CloudFormation answered too slowly to allow a write in time.'); }
    }
  }
}
