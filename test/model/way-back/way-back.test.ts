import { play, playMany, Verdict } from './play';
import { ALL_RULES, Rule, without } from './rules';
import { ADVERSITIES, World } from './world';

/** `npm run model` plays 150,000 with every rule. */
const RUNS = 2_000;

test('with every rule the stage ends as the last operation left it, and no request fails, whatever happens', () => {
  const wrong: Array<[number, Verdict]> = [];
  const { runs, adversities } = playMany(1, RUNS, ALL_RULES, (seed, verdict) => wrong.push([seed, verdict]));
  expect(wrong).toEqual([]);
  expect(runs.right).toBe(RUNS);
  // A model in which nothing happens proves nothing.
  for (const adversity of ADVERSITIES) { expect([adversity, adversities[adversity] > RUNS / 50]).toEqual([adversity, true]); }
});

test.each<[Rule, 'outage' | 'wrong stage']>([
  ['failOnDoubt', 'outage'], ['fence', 'wrong stage'], ['fence', 'outage'], ['bound', 'wrong stage'], ['settle', 'outage'], ['anchors', 'outage'],
])('without the rule %s there is an end with %s', (rule, ending) => {
  const seeds = Array.from({ length: 2 * RUNS }, (_, index) => index + 1);
  const found = seeds.find((seed) => play(new World(seed, without(rule))).is === ending);
  expect(found).toBeDefined();
  expect(play(new World(found!, ALL_RULES)).is).toBe('right');
});
