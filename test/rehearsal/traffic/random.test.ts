import { Random } from '../../../rehearsal/traffic/random';

const DRAWS = 20_000;

describe('Random', () => {
  test.each([0, 0.06, 1, 9.5, 29.9, 30, 60, 600, 59_400])('draws Poisson variables with mean and variance %d', (mean) => {
    const random = new Random(1);
    const drawn = Array.from({ length: DRAWS }, () => random.poisson(mean));
    const average = drawn.reduce((sum, count) => sum + count, 0) / DRAWS;
    const variance = drawn.reduce((sum, count) => sum + (count - average) ** 2, 0) / (DRAWS - 1);
    // Five standard errors of each.
    expect(Math.abs(average - mean)).toBeLessThanOrEqual(5 * Math.sqrt(mean / DRAWS));
    expect(Math.abs(variance - mean)).toBeLessThanOrEqual(5 * Math.sqrt((2 * mean ** 2 + mean) / DRAWS));
    expect(drawn.every((count) => Number.isInteger(count) && count >= 0)).toBe(true);
  });

  test.each([
    [0, 0.5], [60, 0], [60, 0.01], [600, 0.1], [600, 0.9], [60, 1], [3, 0.5],
  ])('draws binomial variables of %d with %d', (trials, probability) => {
    const random = new Random(3);
    const drawn = Array.from({ length: DRAWS }, () => random.binomial(trials, probability));
    const [mean, variance] = [trials * probability, trials * probability * (1 - probability)];
    const average = drawn.reduce((sum, count) => sum + count, 0) / DRAWS;
    const spread = drawn.reduce((sum, count) => sum + (count - average) ** 2, 0) / (DRAWS - 1);
    // Five standard errors of each.
    expect(Math.abs(average - mean)).toBeLessThanOrEqual(5 * Math.sqrt(variance / DRAWS));
    expect(Math.abs(spread - variance)).toBeLessThanOrEqual(5 * Math.sqrt((2 * variance ** 2 + variance) / DRAWS));
    expect(drawn.every((count) => Number.isInteger(count) && count >= 0 && count <= trials)).toBe(true);
  });

  test('draws a Poisson variable on both sides of the two methods with the right probabilities', () => {
    for (const mean of [20, 40]) {
      const random = new Random(2);
      const counts = new Map<number, number>();
      for (let i = 0; i < DRAWS; i++) {
        const drawn = random.poisson(mean);
        counts.set(drawn, (counts.get(drawn) ?? 0) + 1);
      }
      let probability = Math.exp(-mean);
      for (let count = 0; count < 80; probability *= mean / ++count) {
        const deviation = Math.abs((counts.get(count) ?? 0) - DRAWS * probability);
        expect(deviation).toBeLessThanOrEqual(5 * Math.sqrt(DRAWS * probability) + 1);
      }
    }
  });

  test('repeats itself for the same seed, and only for that', () => {
    const sequence = (seed: number) => { const random = new Random(seed); return Array.from({ length: 50_000 }, () => random.share()); };
    expect(sequence(7)).toEqual(sequence(7));
    expect(sequence(7).slice(0, 5)).not.toEqual(sequence(8).slice(0, 5));
    expect(Math.min(...sequence(7))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...sequence(7))).toBeLessThan(1);
  });
});
