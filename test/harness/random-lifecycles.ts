import * as fc from 'fast-check';
import { Lifecycle, lifecycles, writtenApps } from './lifecycle';
import { newTally, play } from './play';

/** In each of the two test files. `npm run lifecycles` plays more. */
const RUNS = Number(process.env.LIFECYCLES ?? 500);
/** That they choose from. Synthesis takes most of the time. */
const APPS = 40;
const SEED = Number(process.env.SEED ?? 20_261);

/** How many a test run plays of a kind, and of which seed. */
export const RANDOM_LIFECYCLES = { numRuns: RUNS, seed: SEED };

/** Those that a test run plays. */
export function randomLifecycles(kind: Lifecycle['kind']): fc.Arbitrary<Lifecycle> {
  return lifecycles([kind], writtenApps(APPS, SEED));
}

/** Plays random lifecycles of one kind. One test file per kind, so that they run beside each other. */
export async function playRandomLifecycles(kind: Lifecycle['kind']): Promise<void> {
  const tally = newTally();
  await fc.assert(fc.asyncProperty(randomLifecycles(kind), (lifecycle) => play(lifecycle, tally)), {
    ...RANDOM_LIFECYCLES, includeErrorInReport: true,
  });
  process.stdout.write(`${kind}: ${JSON.stringify(tally)}\n`);
  // A run in which little happens proves little.
  expect(tally.operations).toBeGreaterThan(2 * RUNS);
  expect(tally.faults).toBeGreaterThan(RUNS / 2);
  expect(tally.failedOperations).toBeGreaterThan(RUNS / 2);
  expect(tally.operations - tally.failedOperations).toBeGreaterThan(RUNS / 2);
}
