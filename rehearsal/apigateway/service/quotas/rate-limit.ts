/** A rate that AWS grants: so many calls at once, refilled at so many per second. */
export interface Rate {
  readonly perSecond: number;
  /** Calls that may come at once after a pause. */
  readonly burst: number;
}

/** A token bucket on the engine's clock. */
export class RateLimit {
  private tokens: number;
  private refilledAt?: number;

  constructor(private readonly rate: Rate) {
    this.tokens = rate.burst;
  }

  /** Whether one more call is granted now. A call that is not, costs nothing. */
  grants(now: Date): boolean {
    const { perSecond, burst } = this.rate;
    const elapsedSeconds = (now.getTime() - (this.refilledAt ?? now.getTime())) / 1000;
    this.tokens = Math.min(burst, this.tokens + elapsedSeconds * perSecond);
    this.refilledAt = now.getTime();
    if (this.tokens < 1) { return false; }
    this.tokens -= 1;
    return true;
  }
}
