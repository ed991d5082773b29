import { answerTime } from './answer-time';
import { NoAnswerInTime, boundedAttempt } from './attempt';
import { Patience, whileErrorsPass } from './retry';
import { unreachable } from './unreachable';
import type { ClockReading } from '../stage-driver/contract/stack-history';

/** What an SDK client takes beside a command. */
export interface CallOptions {
  readonly abortSignal: AbortSignal;
}

const READ_MILLISECONDS = 10_000;

/** The calls of one event: each one ends in time, and none begins after the deadline. */
export class Calls {
  constructor(readonly patience: Patience) {}

  /** The same calls, with another end. */
  until(deadline: Date): Calls {
    return new Calls({ ...this.patience, deadline: new Date(Math.min(deadline.getTime(), this.patience.deadline.getTime())) });
  }

  get now(): number {
    return this.patience.time.now().getTime();
  }

  /** How long until the deadline. */
  get millisecondsLeft(): number {
    return this.patience.deadline.getTime() - this.now;
  }

  /** What time the service had that has just answered. Undefined when it did not tell. */
  clockOf(output: object): ClockReading | undefined {
    const told = answerTime(output);
    return told && { told, heard: this.patience.time.now() };
  }

  /** Reads, again and again while errors may pass. @throws the last error, or which host was not reached */
  async read<T>(call: (options: CallOptions) => Promise<T>): Promise<T> {
    let unreached: Error | undefined;
    const attempt = async () => {
      try {
        return await this.once(call, READ_MILLISECONDS);
      } catch (error) {
        // The deadline may end the last attempt before its connection fails.
        unreached = unreachable(error) ?? (error instanceof NoAnswerInTime ? unreached : undefined);
        throw error;
      }
    };
    try {
      return await whileErrorsPass(attempt, this.patience);
    } catch (error) {
      throw unreached ?? error;
    }
  }

  /** @throws whatever the call throws, and when it takes too long */
  async once<T>(call: (options: CallOptions) => Promise<T>, milliseconds: number): Promise<T> {
    const left = Math.min(milliseconds, this.millisecondsLeft);
    if (left <= 0) { throw new Error('The time of this handler is over; nothing is called any more.'); }
    return boundedAttempt((abortSignal) => call({ abortSignal }), left, this.patience.time);
  }
}
