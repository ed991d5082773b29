import { Time } from '../../lib/aws/time';
import { Clock } from '../../rehearsal/cloudformation/clock';

/** The engine's time stands still while the function works, and goes on while it waits. */
export class HeldTime implements Time {
  private sleeping = 0;
  private ended = false;
  private release?: () => void;

  constructor(private readonly clock: Clock) {
    this.update();
  }

  now(): Date {
    return this.clock.now();
  }

  async sleep(milliseconds: number): Promise<void> {
    this.sleeping++;
    this.update();
    await this.clock.sleep(milliseconds);
    this.sleeping--;
    this.update();
  }

  startTimer(milliseconds: number, expire: () => void): () => void {
    return this.clock.startTimer(milliseconds, expire);
  }

  end(): void {
    this.ended = true;
    this.update();
  }

  private update(): void {
    if (this.ended || this.sleeping > 0) {
      this.release?.();
      this.release = undefined;
    } else {
      this.release ??= this.clock.hold();
    }
  }
}
