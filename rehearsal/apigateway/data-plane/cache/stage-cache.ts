import { HttpResponse } from '../messages';
import { CachePolicy } from './cache-policy';

interface KeptAnswer {
  readonly response: HttpResponse;
  readonly expires: number;
}

/** Above this many answers the expired ones are swept out. */
const SWEEP_ABOVE = 500;

/** Answers of integrations, each until its time is over. */
export class StageCache {
  private readonly answers = new Map<string, KeptAnswer>();

  /** The answer kept under the policy's key, unless its time is over at `now`. */
  find({ key }: CachePolicy, now: Date): HttpResponse | undefined {
    const kept = this.answers.get(key);
    return kept && kept.expires > now.getTime() ? kept.response : undefined;
  }

  keep({ key, timeToLiveSeconds }: CachePolicy, response: HttpResponse, now: Date): void {
    if (this.answers.size > SWEEP_ABOVE) { this.sweep(now); }
    this.answers.set(key, { response, expires: now.getTime() + timeToLiveSeconds * 1000 });
  }

  private sweep(now: Date): void {
    for (const [key, { expires }] of this.answers) {
      if (expires <= now.getTime()) { this.answers.delete(key); }
    }
  }
}
