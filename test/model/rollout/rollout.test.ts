import { playManyRollouts, playRollouts } from './play-rollouts';
import { ROLLOUT_ADVERSITIES, RolloutModel } from './rollout-world';
import { ALL_ROLLOUT_RULES, RolloutRule, withoutRolloutRule } from './rules';

/** `npm run model` plays 30,000 with every rule. */
const RUNS = 1_500;

test('with every rule a rollout ends promoted by its verdict or put back, and no request fails, whatever happens', () => {
  const endings: Array<[number, string]> = [];
  const { wrong, adversities } = playManyRollouts(1, RUNS, ALL_ROLLOUT_RULES, (seed, why) => endings.push([seed, why]));
  expect(endings).toEqual([]);
  expect(wrong).toBe(0);
  // A model in which nothing happens proves nothing.
  for (const adversity of ROLLOUT_ADVERSITIES) { expect([adversity, adversities[adversity] > RUNS / 100]).toEqual([adversity, true]); }
});

test.each(Object.keys(ALL_ROLLOUT_RULES) as RolloutRule[])('without the rule %s there is a wrong end', (rule) => {
  const seeds = Array.from({ length: 6_000 }, (_, index) => index + 1);
  const found = seeds.find((seed) => playRollouts(new RolloutModel(seed, withoutRolloutRule(rule))) !== undefined);
  expect(found).toBeDefined();
  expect(playRollouts(new RolloutModel(found!, ALL_ROLLOUT_RULES))).toBeUndefined();
});
