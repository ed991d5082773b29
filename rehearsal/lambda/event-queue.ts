import { Clock } from '../cloudformation/clock';

/** What a function's `EventInvokeConfig` says of its asynchronous events. */
export interface EventSettings {
  readonly maximumAgeSeconds: number;
  readonly maximumRetries: number;
}

/** Lambda's own settings for a function without an `EventInvokeConfig`. */
export const DEFAULT_EVENT_SETTINGS: EventSettings = { maximumAgeSeconds: 21_600, maximumRetries: 2 };

/** Lambda waits a minute before the first repetition of a failed event, and two before the second. */
const RETRY_SECONDS = [60, 120];

/**
 * Lambda's queue of asynchronous events: each reaches the function once at least, unless it gets too old before.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export class EventQueue {
  /** @param run runs the code. Whether it came to its end */
  constructor(private readonly clock: Clock, private readonly run: () => Promise<boolean>, private readonly settings: EventSettings) {}

  /**
   * Ends when nothing more becomes of the event.
   *
   * @param afterSeconds how long it waits before it reaches the function, for instance because the account is throttled
   */
  async deliver(afterSeconds: number): Promise<void> {
    const sent = this.clock.now().getTime();
    if (afterSeconds > 0) { await this.clock.sleep(afterSeconds * 1000); }
    for (let attempt = 0; !this.isTooOld(sent); attempt++) {
      if (await this.run() || attempt >= this.settings.maximumRetries) { return; }
      await this.clock.sleep(RETRY_SECONDS[Math.min(attempt, RETRY_SECONDS.length - 1)] * 1000);
    }
  }

  private isTooOld(sent: number): boolean {
    return this.clock.now().getTime() - sent > this.settings.maximumAgeSeconds * 1000;
  }
}
