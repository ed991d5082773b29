import type { Time } from '../../lib/aws/time';

/** A time in which waiting takes none, and in which no call takes too long. It is later after each wait. */
export class InstantTime implements Time {
  /** How long was waited, one wait after the other. */
  readonly waits: number[] = [];
  private milliseconds: number;

  constructor(start: Date = new Date('2026-01-01T12:00:00Z')) {
    this.milliseconds = start.getTime();
  }

  readonly now = (): Date => new Date(this.milliseconds);

  readonly sleep = async (milliseconds: number): Promise<void> => {
    this.waits.push(milliseconds);
    this.milliseconds += milliseconds;
  };

  readonly startTimer = (): (() => void) => () => undefined;
}
