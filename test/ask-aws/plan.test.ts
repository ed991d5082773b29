import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXPERIMENTS } from '../../integ/ask-aws/experiments';
import { chosenExperiments, planText } from '../../integ/ask-aws/plan';

const PLACE = { region: 'eu-central-1', run: 'abc123', keep: false };

test('the plan names every stack with what is in it, the region, the cost and the time, before anything is created', () => {
  const text = planText(EXPERIMENTS, PLACE);
  for (const { name, creates } of EXPERIMENTS) { expect(text).toContain(`  cdk-canary-ask-abc123-${name}: ${creates}`); }
  expect(text).toMatch(/in eu-central-1\. It creates, and deletes afterwards:/);
  expect(text).toMatch(/Cost: less than \d+ US cents\. Duration: about \d+ minutes/);
});

test('the plan says when the stacks are kept', () => {
  expect(planText(EXPERIMENTS, { ...PLACE, keep: true })).toContain('It creates, and keeps (--keep):');
});

test('everything takes less than an hour and costs less than a dollar', () => {
  const [, minutes] = /about (\d+) minutes/.exec(planText(EXPERIMENTS, PLACE))!;
  expect(Number(minutes)).toBeLessThan(60);
  expect(Math.max(...EXPERIMENTS.map((experiment) => experiment.minutes))).toBeLessThan(Number(minutes));
  expect(EXPERIMENTS.reduce((sum, { cents }) => sum + cents, 0)).toBeLessThan(100);
});

test.each([
  ['an experiment', 'rollbacks', ['rollbacks']],
  ['a question', 'gatewayClock', ['propagation']],
])('--only takes the name of %s', (_, only, names) => {
  expect(chosenExperiments(EXPERIMENTS, [only]).map(({ name }) => name)).toEqual(names);
});

test('--only refuses a name that nothing has, and tells those that there are', () => {
  expect(() => chosenExperiments(EXPERIMENTS, ['rolbacks'])).toThrow(
    /^--only must name an experiment or a question, got rolbacks; there are stages, stageUpdateSends, /,
  );
});

test('TESTING.md tells every experiment with its questions', () => {
  const text = readFileSync(join(__dirname, '..', '..', 'TESTING.md'), 'utf8');
  for (const { name, questions } of EXPERIMENTS) {
    const row = `| \`${name}\` | ${questions.map(({ asks, engine }) => `${asks}${engine === null ? ' *' : ''}`).join(' · ')} |`;
    expect(text).toContain(row);
  }
});
