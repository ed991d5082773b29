import { Clock } from './clock';

/**
 * Follows the real time, for engines that are served to clients with a clock of their own: the CDK CLI shows only events that are
 * younger than its own start.
 */
export class RealTimeClock implements Clock {
  private last = 0;

  /** @param milliseconds - reads the time. @default - the system's clock */
  constructor(private readonly milliseconds: () => number = Date.now) {}

  now(): Date {
    return new Date(Math.max(this.milliseconds(), this.last));
  }

  /** Later than every time before by a millisecond at least: clients sort events by their time. */
  tick(): Date {
    this.last = Math.max(this.milliseconds(), this.last + 1);
    return new Date(this.last);
  }
}
