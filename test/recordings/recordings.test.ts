/**
 * The engine answers what AWS was recorded to answer.
 *
 * Every scenario is played on an empty account. What differs on purpose says so in its file, and must still differ: whoever repairs it
 * removes the mark.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordings } from './recording';
import { Comparison, replay } from './replay';

describe.each(recordings())('$topic', ({ scenarios }) => {
  test.each(scenarios.map((scenario) => [`${scenario.name} (${scenario.source.test})`, scenario] as const))('%s', async (_, scenario) => {
    const compared = await replay(scenario);
    expect(compared.flatMap(unexpected)).toEqual([]);
  });
});

test('what differs or is out of scope says why', () => {
  const reasons = recordings().flatMap(({ scenarios }) => scenarios.flatMap(({ steps }) => steps))
    .flatMap(({ differs, notClaimed, aside }) => [differs, notClaimed, aside?.differs])
    .filter((reason) => reason !== undefined);
  expect(reasons.filter((reason) => !/^.{40,}\.$/.test(reason))).toEqual([]);
});

test('the README counts what agrees, what differs, and what is not claimed', () => {
  const stated = recordings().flatMap(({ scenarios }) => scenarios.flatMap(({ steps }) => steps)).filter(({ setup }) => setup === undefined);
  const [differ, unclaimed] = [stated.filter(({ differs }) => differs !== undefined).length, stated.filter(({ notClaimed }) => notClaimed).length];
  expect(readFileSync(join(__dirname, 'README.md'), 'utf8'))
    .toContain(`${stated.length - differ - unclaimed} of ${stated.length} answers agree, ${differ} differ, ${unclaimed} are out of scope`);
});

function unexpected({ step, index, differences, asideDifferences }: Comparison): string[] {
  const label = `step ${index}, ${step.call}`;
  return [
    ...verdict(label, step.differs, differences),
    ...verdict(`${label}, headers that the gateway adds`, step.aside?.differs, asideDifferences),
  ];
}

function verdict(label: string, declared: string | undefined, found: readonly string[]): string[] {
  if (declared === undefined) { return found.map((difference) => `${label}: ${difference}`); }
  return found.length > 0 ? [] : [`${label} agrees with AWS now: remove "differs" (${declared})`];
}
