import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { AFTER_DEPLOYS, HYPOTHESIS_ANSWERS, Hypotheses } from '../../rehearsal/hypotheses';
import { DIMENSIONS } from '../harness/dimensions';
import { RANDOM_LIFECYCLES, randomLifecycles } from '../harness/random-lifecycles';

const TESTING = readFileSync(join(__dirname, '../../TESTING.md'), 'utf8');
/** Fewer would be luck. */
const ENOUGH = 5;

const kinds = ['l3', 'attached'] as const;

/** Exactly those that a test run plays. */
const played = kinds.flatMap((kind) => fc.sample(randomLifecycles(kind), RANDOM_LIFECYCLES));

describe.each(Object.entries(DIMENSIONS))('random lifecycles vary %s', (row, values) => {
  test('which TESTING.md says', () => { expect(TESTING).toContain(`| ${row} |`); });

  test.each(Object.entries(values))('%s', (_, occurs) => {
    expect(played.filter(occurs).length).toBeGreaterThanOrEqual(ENOUGH);
  });
});

const asked = Object.entries(HYPOTHESIS_ANSWERS).filter(([question]) => !AFTER_DEPLOYS.includes(question as keyof Hypotheses));
test.each(asked)('random lifecycles meet every answer to the question %s', (question, answers) => {
  for (const answer of answers) {
    expect(played.filter(({ hypotheses }) => hypotheses[question as keyof typeof hypotheses] === answer).length).toBeGreaterThanOrEqual(ENOUGH);
  }
});
