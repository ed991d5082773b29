import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXPERIMENTS } from '../../integ/ask-aws/experiments';
import { consequences, fileText, ObservationsFile, answersTable } from '../../integ/ask-aws/observations';

const ROOT = join(__dirname, '..', '..');
const FOLDER = join(ROOT, 'integ', 'observations');
const BEHAVIOUR = ['apigateway', 'cloudformation', '.'].map((room) => readFileSync(join(ROOT, 'rehearsal', room, 'BEHAVIOUR.md'), 'utf8')).join('\n');
const QUESTIONS = EXPERIMENTS.flatMap(({ questions }) => questions);

function observed(question: string, answer: string): ObservationsFile {
  return {
    observations: 1,
    date: '2030-01-01',
    region: 'eu-west-1',
    seconds: 60,
    cents: 1,
    answers: [{ question, asks: '', answer, exchange: [] }],
    unanswered: [],
  };
}

const sentences = (question: string, answer: string, behaviour = BEHAVIOUR) => consequences(observed(question, answer), EXPERIMENTS, behaviour);

test.each(QUESTIONS.map(({ name, row }) => [name, row]))('%s has a row in a BEHAVIOUR.md', (_, row) => {
  expect(BEHAVIOUR.split('\n').filter((line) => line.startsWith('|') && line.includes(row))).not.toEqual([]);
});

describe('an observation', () => {
  test('of a hypothesis says which answers go, and which row is observed', () => {
    expect(sentences('stageUpdateZero', 'sent')).toEqual([{
      question: 'stageUpdateZero',
      open: true,
      sentence: 'stageUpdateZero: AWS answers "sent". Drop dropped from HYPOTHESIS_ANSWERS, and mark the row "hypothesis `stageUpdateZero`" as '
        + 'observed on AWS, 2030-01-01, eu-west-1.',
    }]);
  });

  test('that contradicts the engine says so', () => {
    expect(sentences('exportOfCanaryStage', 'canary')[0].sentence).toMatch(
      /^exportOfCanaryStage: AWS answers "canary", the engine "base"\. Mend the engine/,
    );
  });

  test('that nobody foresaw says so', () => {
    expect(sentences('exportOfCanaryStage', 'undecided: both')[0].sentence).toBe(
      'exportOfCanaryStage: AWS did what nobody foresaw, "undecided: both". The engine has to learn it.',
    );
  });

  test('of a question that is gone says so', () => {
    expect(sentences('nobodyAsks', 'x')[0]).toMatchObject({ open: true, sentence: expect.stringContaining('is no question any more') });
  });

  test('that agrees is open until its row says so', () => {
    expect(sentences('exportOfCanaryStage', 'base')[0].open).toBe(true);
    const marked = '| GetExport of a stage with a canary gives the base release | observed on AWS, 2030-01-01, eu-west-1 | |';
    expect(sentences('exportOfCanaryStage', 'base', marked)).toEqual([
      { question: 'exportOfCanaryStage', open: false, sentence: 'exportOfCanaryStage: agrees, observed on AWS, 2030-01-01, eu-west-1.' },
    ]);
  });
});

test('the file does not have the number of the account', () => {
  const file = observed('exportOfCanaryStage', 'base');
  const exchange = [{
    at: '', service: 's', operation: 'o', input: { StackName: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/x/uuid', Account: '111122223333' },
  }];
  const text = fileText({ ...file, answers: [{ ...file.answers[0], exchange }] });
  expect(text).not.toContain('111122223333');
  expect(text).toContain('arn:aws:cloudformation:eu-west-1:<account>:stack/x/uuid');
});

test('the table says what an answer means, and what was not answered', () => {
  const file = { ...observed('exportOfCanaryStage', 'base'), unanswered: [{ question: 'dataPlane', reason: 'AccessDenied' }] };
  expect(answersTable(file, QUESTIONS)).toBe([
    'exportOfCanaryStage  base  the base release',
    'dataPlane            NOT ANSWERED: AccessDenied',
  ].join('\n'));
});

// What AWS answered and this repository does not say yet fails here, with what to do.
test('every observation in integ/observations is in the hypotheses, the engine and BEHAVIOUR.md', () => {
  const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith('.json')) : [];
  const open = files.flatMap((name) => consequences(JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as ObservationsFile, EXPERIMENTS, BEHAVIOUR)
    .filter((consequence) => consequence.open).map(({ sentence }) => `${name}: ${sentence}`));
  expect(open).toEqual([]);
});
