/** `npm run lifecycles -- --runs 20000 --seed 7`: more random lifecycles than a test run has time for. */
import { Command } from 'commander';
import * as fc from 'fast-check';
import { wholeNumber } from '../cli/whole-number';
import { Lifecycle, lifecycles, writtenApps } from '../test/harness/lifecycle';
import { newTally, play } from '../test/harness/play';

const PROGRESS_EVERY = 100;

const { runs, seed, apps, kind, path } = new Command('npm run lifecycles --')
  .description('Plays random lifecycles on the local engine and asks both releases at every instant. Exits with 1 at the first broken invariant.')
  .option('--runs <n>', 'how many lifecycles (1 to 10000000)', wholeNumber('--runs', 1, 10_000_000), 20_000)
  .option('--seed <n>', 'seed; the same seed plays the same lifecycles', wholeNumber('--seed', 0, 0xffff_ffff), Math.floor(Math.random() * 1_000_000))
  .option('--apps <n>', 'how many apps they choose from (1 to 100000); synthesis takes its time', wholeNumber('--apps', 1, 100_000), 200)
  .option('--path <path>', 'only the lifecycle that a failure named, with its seed, apps and kind')
  .option('--kind <kind>', 'l3 or attached')
  .parse()
  .opts<{ runs: number; seed: number; apps: number; kind?: Lifecycle['kind']; path?: string }>();

async function main(): Promise<void> {
  const tally = newTally();
  console.log(`seed ${seed}`);
  const details = await fc.check(fc.asyncProperty(lifecycles(kind ? [kind] : ['l3', 'attached'], writtenApps(apps, seed)), async (lifecycle) => {
    await play(lifecycle, tally);
    if (tally.lifecycles % PROGRESS_EVERY === 0) {
      console.log(`${tally.lifecycles} lifecycles, ${tally.operations} operations, ${tally.requests} requests`);
    }
  }), { seed, path, numRuns: runs });
  console.log(JSON.stringify(tally));
  if (details.failed) {
    console.error(`\nBroken, with seed ${seed} and path ${details.counterexamplePath}:\n\n${(details.errorInstance as Error)?.message}`);
    process.exitCode = 1;
  }
}

void main();
