/** `npm run model -- --runs 150000 --seed 1`: the model of the way back, with every rule, and without each of them. */
import { Command } from 'commander';
import { wholeNumber } from '../cli/whole-number';
import { playMany } from '../test/model/way-back/play';
import { ALL_RULES, Rule, without } from '../test/model/way-back/rules';

const { runs, seed } = new Command('npm run model --')
  .description(
    'Plays deploys, rollbacks, late events, crashes and hanging writes in a model of the protocol. Exits with 1 at a wrong end with every rule.',
  )
  .option('--runs <n>', 'how many with every rule; without a rule a tenth (10 to 10000000)', wholeNumber('--runs', 10, 10_000_000), 150_000)
  .option('--seed <n>', 'the first seed; each run has the next one', wholeNumber('--seed', 0, 0xffff_ffff), 1)
  .parse()
  .opts<{ runs: number; seed: number }>();

const all = playMany(seed, runs, ALL_RULES, (wrong, verdict) => {
  console.error(`seed ${wrong}: ${JSON.stringify(verdict)}`);
  process.exitCode = 1;
});
console.log(`with every rule: ${JSON.stringify(all.runs)}`);
console.log(`runs in which it happened: ${JSON.stringify(all.adversities)}`);
for (const rule of Object.keys(ALL_RULES) as Rule[]) {
  console.log(`without ${rule}: ${JSON.stringify(playMany(seed, Math.floor(runs / 10), without(rule), () => undefined).runs)}`);
}
