import * as fc from 'fast-check';
import { LIKELY_HYPOTHESES } from '../../rehearsal/hypotheses';
import { RANDOM_ROLLOUTS } from '../harness/rollouts/random-rollouts';
import { BrokenRollout, playRolloutLifecycle, RolloutTally } from '../harness/rollouts/rollout-play';

/** `ROLLOUTS=500 SEED=7` plays more. */
const RUNS = Number(process.env.ROLLOUTS ?? 20);
const SEED = Number(process.env.SEED ?? 20_261);

test(`${RUNS} random lifecycles with rollouts: each ends in the base or promoted, and nobody notices the deploy`, async () => {
  const tally: RolloutTally = new Map();
  await fc.assert(fc.asyncProperty(RANDOM_ROLLOUTS, ({ deploys, seed, hypotheses }) => playRolloutLifecycle(deploys, seed, hypotheses, tally)), {
    seed: SEED, numRuns: RUNS, includeErrorInReport: true,
  });
  process.stdout.write(`rollouts: ${JSON.stringify(Object.fromEntries([...tally].sort()))}\n`);
  // A run in which little happens proves little.
  for (const met of ['rollout PROMOTED', 'rollout ABORTED', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'broken']) {
    expect([met, tally.get(met) ?? 0]).not.toEqual([met, 0]);
  }
}, 600_000);

test('a broken canary that comes into production is found', async () => {
  const app = { apis: 1, dryRun: true } as const;
  const deploys = [{ app: { ...app, code: 0 }, isBroken: false }, { app: { ...app, code: 1 }, isBroken: true }];
  const played = playRolloutLifecycle(deploys, 1, LIKELY_HYPOTHESES, new Map());
  await expect(played).rejects.toThrow(BrokenRollout);
  await expect(played).rejects.toThrow('although the canary is broken');
}, 60_000);
