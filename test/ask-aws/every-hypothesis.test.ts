/** The kit finds exactly what is set: it is known to work before anybody pays for it. */
import { setTimeout } from 'node:timers/promises';
import { ask, givenEngine, stacksOf } from './asked-engine';
import { expectedAnswer } from './expected-answers';
import { Experiment, hypothesisOf, Question } from '../../integ/ask-aws/experiment';
import { EXPERIMENTS } from '../../integ/ask-aws/experiments';
import { RealTimeClock } from '../../rehearsal/cloudformation/real-time-clock';
import { HYPOTHESIS_ANSWERS, Hypotheses, LIKELY_HYPOTHESES } from '../../rehearsal/hypotheses';

const PLAYED = EXPERIMENTS.filter(({ questions }) => questions.some(({ engine }) => engine !== null));

/** What they disturb has to be running. */
const IN_REAL_TIME = ['cancel'];

/** What the engine should be found to answer. */
function expected(questions: readonly Question[], hypotheses: Hypotheses): Record<string, string> {
  return Object.fromEntries(questions.flatMap((question) => {
    const answer = question.engine === null ? undefined : expectedAnswer(question, hypotheses);
    return answer === undefined ? [] : [[question.name, answer]];
  }));
}

async function expectFound(experiment: Experiment, hypotheses: Hypotheses): Promise<void> {
  const inRealTime = IN_REAL_TIME.includes(experiment.name);
  const aws = await givenEngine(hypotheses, inRealTime ? new RealTimeClock() : undefined);
  try {
    const { file, left } = await ask(aws, [experiment], inRealTime ? { slowSeconds: 0.75, sleep: setTimeout } : {});
    // What the engine does not play it cannot answer, nor what another answer hides.
    const notPlayed = experiment.questions.filter(({ engine }) => engine === null).map(({ name }) => name);
    const answers = expected(experiment.questions, hypotheses);
    expect(file.unanswered.filter(({ question }) => !notPlayed.includes(question) && question in answers)).toEqual([]);
    const played = file.answers.filter(({ question }) => !notPlayed.includes(question));
    expect(Object.fromEntries(played.map(({ question, answer }) => [question, answer]))).toEqual(answers);
    expect(file.answers.filter(({ exchange }) => exchange.length === 0)).toEqual([]);
    expect(left).toEqual([]);
    expect(stacksOf(aws)).toEqual([]);
  } finally {
    await aws.close();
  }
}

describe.each(PLAYED.map((experiment) => [experiment.name, experiment] as const))('%s finds', (_, experiment) => {
  test('the likely answers', () => expectFound(experiment, LIKELY_HYPOTHESES));

  const others = experiment.questions.flatMap((question) => {
    const hypothesis = hypothesisOf(question);
    return hypothesis === undefined ? [] : HYPOTHESIS_ANSWERS[hypothesis].slice(1).map((answer) => [hypothesis, answer] as const);
  });
  if (others.length > 0) {
    test.each(others)('%s: %s', (hypothesis, answer) => expectFound(experiment, { ...LIKELY_HYPOTHESES, [hypothesis]: answer }));
  }
});

test('every hypothesis is a question, and has the answers of that question', () => {
  const questions = EXPERIMENTS.flatMap((experiment) => experiment.questions);
  const asked = Object.fromEntries(questions.flatMap((question) => {
    const hypothesis = hypothesisOf(question);
    return hypothesis === undefined ? [] : [[hypothesis, Object.keys(question.answers).sort()]];
  }));
  expect(asked).toEqual(Object.fromEntries(Object.entries(HYPOTHESIS_ANSWERS).map(([name, answers]) => [name, [...answers].sort()])));
});
