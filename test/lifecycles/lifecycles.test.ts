import * as fc from 'fast-check';
import { lifecycles } from './lifecycle';
import { newTally, play } from './play';

const RUNS = Number(process.env.LIFECYCLES ?? 1_000);
const SEED = Number(process.env.SEED ?? 20_261);

describe('any lifecycle', () => {
  test('keeps the invariants at every instant, under every hypothesis, whatever fails', async () => {
    const tally = newTally();
    await fc.assert(fc.asyncProperty(lifecycles, (lifecycle) => play(lifecycle, tally)), {
      seed: SEED, numRuns: RUNS, includeErrorInReport: true,
    });
    process.stdout.write(`${JSON.stringify(tally)}\n`);
    // A run in which little happens proves little.
    expect(tally.operations).toBeGreaterThan(2 * RUNS);
    expect(tally.faults).toBeGreaterThan(RUNS / 2);
    expect(tally.failedOperations).toBeGreaterThan(RUNS / 2);
    expect(tally.operations - tally.failedOperations).toBeGreaterThan(RUNS / 2);
  }, 600_000);
});
