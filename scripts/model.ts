/** `npm run model -- --runs 150000 --seed 1`: the models of the way back and of a rollout, with every rule, and without each of them. */
import { Command } from 'commander';
import { wholeNumber } from '../cli/whole-number';
import { playManyRollouts } from '../test/model/rollout/play-rollouts';
import { ALL_ROLLOUT_RULES, RolloutRule, withoutRolloutRule } from '../test/model/rollout/rules';
import { playMany } from '../test/model/way-back/play';
import { ALL_RULES, Rule, without } from '../test/model/way-back/rules';

const { runs, seed } = new Command('npm run model --')
  .description('Plays deploys, rollouts, rollbacks, crashes and late writes in models of the protocol. Exits with 1 at a wrong end with every rule.')
  .option(
    '--runs <n>', 'with every rule; a fifth of rollouts; a tenth without a rule (10 to 10000000)', wholeNumber('--runs', 10, 10_000_000), 150_000,
  )
  .option('--seed <n>', 'the first seed; each run has the next one', wholeNumber('--seed', 0, 0xffff_ffff), 1)
  .parse()
  .opts<{ runs: number; seed: number }>();

function wrong(of: string, at: number, why: string): void {
  console.error(`${of}, seed ${at}: ${why}`);
  process.exitCode = 1;
}

const all = playMany(seed, runs, ALL_RULES, (at, verdict) => wrong('way back', at, JSON.stringify(verdict)));
console.log(`way back, with every rule: ${JSON.stringify(all.runs)}`);
console.log(`runs in which it happened: ${JSON.stringify(all.adversities)}`);
for (const rule of Object.keys(ALL_RULES) as Rule[]) {
  console.log(`without ${rule}: ${JSON.stringify(playMany(seed, Math.floor(runs / 10), without(rule), () => undefined).runs)}`);
}

const rollouts = playManyRollouts(seed, Math.ceil(runs / 5), ALL_ROLLOUT_RULES, (at, why) => wrong('rollout', at, why));
console.log(`rollout, with every rule: ${rollouts.wrong} of ${rollouts.runs} wrong`);
console.log(`runs in which it happened: ${JSON.stringify(rollouts.adversities)}`);
for (const rule of Object.keys(ALL_ROLLOUT_RULES) as RolloutRule[]) {
  const left = playManyRollouts(seed, Math.ceil(runs / 10), withoutRolloutRule(rule));
  console.log(`without ${rule}: ${left.wrong} of ${left.runs} wrong`);
}
