import { Clock } from './clock';

/**
 * Follows the real time, for engines that are served to clients with a clock of their own: the CDK CLI shows only events that are
 * younger than its own start.
 *
 * What a handler waits for takes no time all the same: to the handler it has passed, to the engine it has not.
 */
export class RealTimeClock implements Clock {
  private last = 0;

  /** @param milliseconds reads the time. @default - the system's clock */
  constructor(private readonly milliseconds: () => number = Date.now) {}

  now(): Date {
    return new Date(Math.max(this.milliseconds(), this.last));
  }

  /** Later than every time before by a millisecond at least: clients sort events by their time. */
  tick(): Date {
    this.last = Math.max(this.milliseconds(), this.last + 1);
    return new Date(this.last);
  }

  async sleep(): Promise<void> {}

  startTimer(milliseconds: number, expire: () => void): () => void {
    const timer = setTimeout(expire, milliseconds).unref();
    return () => { clearTimeout(timer); };
  }

  passUntil<T>(work: Promise<T>): Promise<T> {
    return work;
  }

  async settle(): Promise<void> {}

  hold(): () => void {
    return () => undefined;
  }
}
