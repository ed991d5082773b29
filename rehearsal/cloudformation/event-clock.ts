import { Clock } from './clock';

interface Timer {
  readonly due: number;
  readonly expire: () => void;
}

/** So many turns of Node.js' event loop without a result: whatever runs in this process waits for a timer. */
const QUIET_TURNS = 6;

/**
 * Goes a fixed time from event to event, and from timer to timer when somebody waits: a rehearsal says the same whenever it runs, and
 * takes no time for what a handler waits for.
 *
 * Time passes by timers only in `passUntil`. What nobody waits for, such as a late event, happens when the time has come for another reason.
 */
export class EventClock implements Clock {
  private time: number;
  /** Sorted. Of two that are due together the older one comes first. */
  private readonly timers: Timer[] = [];
  private held = 0;
  private wake: Array<() => void> = [];

  /** @param start first instant @param stepMilliseconds from one event to the next */
  constructor(start: Date = new Date('2030-01-01T00:00:00Z'), private readonly stepMilliseconds = 1000) {
    this.time = start.getTime();
  }

  now(): Date {
    return new Date(this.time);
  }

  tick(): Date {
    this.time += this.stepMilliseconds;
    return this.now();
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => { this.startTimer(milliseconds, resolve); });
  }

  startTimer(milliseconds: number, expire: () => void): () => void {
    const timer = { due: this.time + milliseconds, expire };
    const later = this.timers.findIndex(({ due }) => due > timer.due);
    this.timers.splice(later < 0 ? this.timers.length : later, 0, timer);
    this.changed();
    return () => {
      const index = this.timers.indexOf(timer);
      if (index >= 0) { this.timers.splice(index, 1); }
    };
  }

  async passUntil<T>(work: Promise<T>): Promise<T> {
    let settled = false;
    const end = work.then(() => undefined, () => undefined).then(() => { settled = true; });
    while (!settled) {
      await quiet(() => settled);
      if (settled) { break; }
      if (this.held === 0 && this.timers.length > 0) { this.expireNext(); } else { await Promise.race([end, this.change()]); }
    }
    return work;
  }

  async settle(): Promise<void> {
    while (this.timers.length > 0 && this.timers[0].due <= this.time) {
      this.expireNext();
      await quiet(() => false);
    }
  }

  hold(): () => void {
    this.held++;
    let released = false;
    return () => {
      if (released) { return; }
      released = true;
      this.held--;
      this.changed();
    };
  }

  private expireNext(): void {
    const { due, expire } = this.timers.shift()!;
    this.time = Math.max(this.time, due);
    expire();
  }

  private change(): Promise<void> {
    return new Promise((resolve) => { this.wake.push(resolve); });
  }

  private changed(): void {
    const waiting = this.wake;
    this.wake = [];
    for (const resolve of waiting) { resolve(); }
  }
}

/** Clients of the SDK look for their settings in files: on a busy machine that takes many turns. */
async function quiet(enough: () => boolean): Promise<void> {
  for (let turn = 0; turn < QUIET_TURNS && !enough(); turn++) {
    await new Promise<void>((resolve) => { setImmediate(resolve); });
    if (readsFile()) { turn = -1; }
  }
}

function readsFile(): boolean {
  return process.getActiveResourcesInfo().some((name) => /^(FSReq|CloseReq)/.test(name));
}
