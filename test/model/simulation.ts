/** A process: yields for how many seconds it waits, or what it waits for. */
export type Process<T = void> = Generator<number | Signal<any>, T, any>;

/** Something that happens once. Processes may wait for it. */
export class Signal<T> {
  value: T | undefined;
  isSet = false;
  readonly waiting: Array<() => void> = [];

  /** Only the first time counts. */
  set(value: T): void {
    if (this.isSet) { return; }
    this.value = value;
    this.isSet = true;
    for (const goOn of this.waiting.splice(0)) { goOn(); }
  }
}

interface Entry {
  readonly time: number;
  readonly order: number;
  readonly act: () => void;
}

/** Plays processes in the order of their times. Of two at the same time the one that was scheduled first. */
export class Simulation {
  time = 0;
  private order = 0;
  private readonly heap: Entry[] = [];

  /** Starts a process now, or after so many seconds. */
  start(process: Process<any>, afterSeconds = 0): void {
    this.after(afterSeconds, () => this.step(process, undefined));
  }

  after(seconds: number, act: () => void): void {
    this.push({ time: this.time + seconds, order: this.order++, act });
  }

  /** Plays until nothing is left to happen. */
  run(): void {
    for (let entry = this.pop(); entry !== undefined; entry = this.pop()) {
      this.time = entry.time;
      entry.act();
    }
  }

  private step(process: Process<any>, value: unknown): void {
    const { done, value: awaited } = process.next(value);
    if (done) { return; }
    if (typeof awaited === 'number') {
      this.after(awaited, () => this.step(process, undefined));
    } else if (awaited.isSet) {
      this.after(0, () => this.step(process, awaited.value));
    } else {
      awaited.waiting.push(() => this.after(0, () => this.step(process, awaited.value)));
    }
  }

  private push(entry: Entry): void {
    const { heap } = this;
    let index = heap.push(entry) - 1;
    for (let parent = parentOf(index); index > 0 && isBefore(entry, heap[parent]); parent = parentOf(index)) {
      heap[index] = heap[parent];
      index = parent;
    }
    heap[index] = entry;
  }

  private pop(): Entry | undefined {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) { return first; }
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) { child++; }
      if (child >= heap.length || !isBefore(heap[child], last)) { break; }
      heap[index] = heap[child];
      index = child;
    }
    heap[index] = last;
    return first;
  }
}

function parentOf(index: number): number {
  return Math.floor((index - 1) / 2);
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.time < b.time || (a.time === b.time && a.order < b.order);
}
