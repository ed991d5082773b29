import { Simulation } from './simulation';
import { SeededGenerator } from '../../rehearsal/cloudformation/seeded-generator';

/** One run of a model: its time, its chances, and what befell it. */
export class ModelRun<Adversity extends string> {
  readonly simulation = new Simulation();
  /** What befell this run, and how often. */
  readonly adversities = new Map<Adversity, number>();
  /** Every call of a handler fails until then. */
  brokenUntil = 0;
  private readonly random: SeededGenerator;

  constructor(seed: number) {
    this.random = new SeededGenerator(seed);
  }

  get now(): number {
    return this.simulation.time;
  }

  chance(probability: number): boolean {
    return this.random.next() < probability;
  }

  /** A duration between two bounds. */
  between(from: number, to: number): number {
    return from + this.random.next() * (to - from);
  }

  /** How long a call takes: usually a moment, now and then seconds. */
  latency(): number {
    return this.chance(0.9) ? this.between(0.01, 0.3) : this.between(0.3, 6);
  }

  happens(adversity: Adversity, probability: number): boolean {
    const does = this.chance(probability);
    if (does) { this.met(adversity); }
    return does;
  }

  met(adversity: Adversity): void {
    this.adversities.set(adversity, (this.adversities.get(adversity) ?? 0) + 1);
  }
}
