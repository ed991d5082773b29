/** The engine's time. */
export interface Clock {
  now(): Date;
  /** Called for every event: moves on if this clock goes from event to event, and returns the time. */
  tick(): Date;
}

/** Goes a fixed time from event to event, so that a rehearsal says the same whenever it runs. */
export class EventClock implements Clock {
  private time: number;

  /** @param start - first instant @param stepMilliseconds - from one event to the next */
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
}
