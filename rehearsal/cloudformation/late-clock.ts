import { RealTimeClock } from './real-time-clock';

/**
 * Runs as fast as the real time and behind it, until what lies between has passed: so an engine has a past when people come to it.
 *
 * A canary is judged by minutes that are over, and nobody wants to wait for the first of them in front of a terminal.
 */
export class LateClock extends RealTimeClock {
  /** @param real reads the time. @default - the system's clock */
  static behind(milliseconds: number, real: () => number = Date.now): LateClock {
    return new LateClock({ milliseconds }, real);
  }

  private constructor(private readonly behind: { milliseconds: number }, real: () => number) {
    super(() => real() - behind.milliseconds);
  }

  /** So much of the time between passes at once, or what is left of it. Returns how much that was: 0 once it is the real time. */
  pass(milliseconds: number): number {
    const passed = Math.min(milliseconds, this.behind.milliseconds);
    this.behind.milliseconds -= passed;
    return passed;
  }
}
