/** Reproducible randomness: order of parallel operations and generated ids follow from the seed alone. */
export class SeededGenerator {
  private state: number;

  constructor(seed: number) {
    this.state = Math.trunc(seed) % 4294967296;
  }

  /** A number from 0 (inclusive) to 1 (exclusive). */
  next(): number {
    // A multiplicative step by the golden ratio, then two mixing rounds (the construction of "splitmix32"), without bit operators.
    this.state = (this.state + 0x9e3779b9) % 4294967296;
    const mixed = mix(mix(this.state, 0x21f0aaad), 0x735a2d97);
    return mixed / 4294967296;
  }

  /** A whole number from 0 (inclusive) to `bound` (exclusive). */
  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  /** A text of characters from `alphabet`. */
  text(length: number, alphabet: string): string {
    let result = '';
    while (result.length < length) { result += alphabet[this.below(alphabet.length)]; }
    return result;
  }

  /** A suffix as CloudFormation appends it to generated names, for instance `1B2C3D4E5F6G7`. */
  suffix(): string {
    return this.text(12, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789');
  }

  uuid(): string {
    const hex = '0123456789abcdef';
    return [8, 4, 4, 4, 12].map((length) => this.text(length, hex)).join('-');
  }
}

function mix(value: number, factor: number): number {
  const folded = (value + Math.floor(value / 65536)) % 4294967296;
  return Math.imul(folded, factor) + (Math.imul(folded, factor) < 0 ? 4294967296 : 0);
}
