import { Cipher, createCipheriv } from 'node:crypto';

const BLOCK = Buffer.alloc(8_192);
const WORDS = BLOCK.length / 4;

/**
 * Draws counts. Equal seeds draw equal sequences.
 *
 * The bits are those of a stream cipher (AES in counter mode, the seed is the key): figures must not depend on how good a generator is.
 */
export class Random {
  private readonly cipher: Cipher;
  private words = BLOCK;
  private next = WORDS;

  /** @param seed a whole number from 0 */
  constructor(seed: number) {
    const key = Buffer.alloc(16);
    key.writeBigUInt64LE(BigInt(seed));
    this.cipher = createCipheriv('aes-128-ctr', key, Buffer.alloc(16));
  }

  /** From 0 (inclusive) to 1 (exclusive). */
  share(): number {
    if (this.next === WORDS) {
      this.words = this.cipher.update(BLOCK);
      this.next = 0;
    }
    return this.words.readUInt32LE(4 * this.next++) / 2 ** 32;
  }

  /** An exponential variable with mean 1. */
  exponential(): number {
    return -Math.log(1 - this.share());
  }

  /** A binomial variable: how many of so many events happen that happen with this probability each. By jumps from one to the next. */
  binomial(trials: number, probability: number): number {
    if (probability > 0.5) { return trials - this.binomial(trials, 1 - probability); }
    if (!(probability > 0)) { return 0; }
    const scale = Math.log1p(-probability);
    let count = 0;
    for (let at = this.jump(scale); at <= trials; at += this.jump(scale)) { count++; }
    return count;
  }

  /** A Poisson variable: how many events a minute has that has `mean` of them on average. */
  poisson(mean: number): number {
    return mean < 30 ? this.smallPoisson(mean) : this.largePoisson(mean);
  }

  /** From one event to the next: a geometric variable, 1 at least. */
  private jump(scale: number): number {
    return Math.floor(Math.log(1 - this.share()) / scale) + 1;
  }

  /** By multiplication: as many draws as the result, plus one. */
  private smallPoisson(mean: number): number {
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = this.share(); product > limit; product *= this.share()) { count++; }
    return count;
  }

  /**
   * By rejection from a hat that fits every mean above 10: about 1.1 pairs of draws.
   *
   * @see Hörmann, The transformed rejection method for generating Poisson random variables (PTRS), 1993
   */
  private largePoisson(mean: number): number {
    const spread = 0.931 + 2.53 * Math.sqrt(mean);
    const tail = -0.059 + 0.02483 * spread;
    const inverse = 1.1239 + 1.1328 / (spread - 3.4);
    const accepted = 0.9277 - 3.6224 / (spread - 2);
    for (;;) {
      const [u, v] = [this.share() - 0.5, 1 - this.share()];
      const edge = 0.5 - Math.abs(u);
      const count = Math.floor((2 * tail / edge + spread) * u + mean + 0.43);
      if (edge >= 0.07 && v <= accepted) { return count; }
      if (count < 0 || (edge < 0.013 && v > edge)) { continue; }
      if (Math.log(v * inverse / (tail / edge ** 2 + spread)) <= count * Math.log(mean) - mean - logFactorial(count)) { return count; }
    }
  }
}

/** By Stirling's series, which is good to 1e-9 from 10 on. Below, by the product. */
function logFactorial(count: number): number {
  if (count < 10) { return Math.log(Array.from({ length: count }, (_, i) => i + 1).reduce((product, factor) => product * factor, 1)); }
  return (count + 0.5) * Math.log(count) - count + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * count) - 1 / (360 * count ** 3) + 1 / (1260 * count ** 5);
}
