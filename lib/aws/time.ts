/** The time of a handler: a parameter wherever something waits or asks for it, so that tests and the local engine play it virtually. */
export interface Time {
  now(): Date;
  /** Waits, with nothing in flight. */
  sleep(milliseconds: number): Promise<void>;
  /**
   * Guards a call that is in flight.
   *
   * @param expire called once, unless the timer is stopped before
   * @returns stops the timer
   */
  startTimer(milliseconds: number, expire: () => void): () => void;
}

const REAL_TIME: Time = {
  now: () => new Date(),
  sleep: (milliseconds) => new Promise<void>((resolve) => { setTimeout(resolve, milliseconds); }),
  startTimer: (milliseconds, expire) => {
    const timer = setTimeout(expire, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** Where the local engine puts the time of the processes that it starts. */
const SEAM = Symbol.for('cdk-canary-rest-api.time');

/** For entry points only. */
export function timeOfThisProcess(): Time {
  return (globalThis as { [SEAM]?: Time })[SEAM] ?? REAL_TIME;
}
