/** The engine's time, as code meets it that waits: a handler, a queue. */
export interface EngineTime {
  now(): Date;
  /** Ends when so much of the engine's time has passed. */
  sleep(milliseconds: number): Promise<void>;
  /** Calls back when so much time has passed. Returns how to stop that. */
  startTimer(milliseconds: number, expire: () => void): () => void;
}

/** The engine's time, as the engine itself keeps it. */
export interface Clock extends EngineTime {
  /** Called for every event: moves on if this clock goes from event to event, and returns the time. */
  tick(): Date;
  /** Waits for the work. Time passes meanwhile, from one timer to the next, as far as the work needs it. */
  passUntil<T>(work: Promise<T>): Promise<T>;
  /** Lets everything happen whose time has come by now. */
  settle(): Promise<void>;
  /** While something is held, time does not pass by itself: work is done that takes real time and none of the engine's. Returns the release. */
  hold(): () => void;
}
