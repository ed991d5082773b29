import { Experiment, hypothesisOf, Question } from './experiment';
import { Exchange } from './kit/exchange-log';
import { HYPOTHESIS_ANSWERS } from '../../rehearsal/hypotheses';

/** One answer of AWS. */
export interface Observation {
  readonly question: string;
  readonly asks: string;
  readonly answer: string;
  readonly measured?: Readonly<Record<string, number | string>>;
  readonly exchange: readonly Exchange[];
}

/** A question that this run got no answer to. */
export interface Unanswered {
  readonly question: string;
  readonly reason: string;
}

/** `integ/observations/<date>-<region>.json`. */
export interface ObservationsFile {
  /** Version of this form. */
  readonly observations: 1;
  readonly date: string;
  readonly region: string;
  readonly seconds: number;
  /** An upper bound. */
  readonly cents: number;
  readonly answers: readonly Observation[];
  readonly unanswered: readonly Unanswered[];
}

/** The file as it is written: without the number of the account. */
export function fileText(file: ObservationsFile): string {
  return `${JSON.stringify(file, undefined, 2).replace(/(?<=:|\/|")\d{12}(?=:|\/|\.|")/g, '<account>')}\n`;
}

/** What a person reads at the end. */
export function answersTable(file: ObservationsFile, questions: readonly Question[]): string {
  const rows = file.answers.map(({ question, answer, measured }) => {
    const meaning = questions.find(({ name }) => name === question)?.answers[answer] ?? 'not foreseen';
    const figures = Object.entries(measured ?? {}).map(([name, value]) => `${name} ${value}`).join(', ');
    return [question, answer, figures === '' ? meaning : `${meaning} (${figures})`];
  });
  const widths = [0, 1].map((column) => Math.max(0, ...rows.map((row) => row[column].length)));
  return [
    ...rows.map(([question, answer, meaning]) => `${question.padEnd(widths[0])}  ${answer.padEnd(widths[1])}  ${meaning}`),
    ...file.unanswered.map(({ question, reason }) => `${question.padEnd(widths[0])}  NOT ANSWERED: ${reason}`),
  ].join('\n');
}

/** What an observation means for this repository, in one sentence. */
export interface Consequence {
  readonly question: string;
  /** Whether something has to be changed here. */
  readonly open: boolean;
  readonly sentence: string;
}

/**
 * What each observation changes: in the engine's hypotheses, its answers, and the rows of `BEHAVIOUR.md`.
 *
 * @param behaviour the text of every `BEHAVIOUR.md`
 */
export function consequences(file: ObservationsFile, experiments: readonly Experiment[], behaviour: string): Consequence[] {
  const questions = experiments.flatMap((experiment) => experiment.questions);
  const observed = `observed on AWS, ${file.date}, ${file.region}`;
  return file.answers.map(({ question: name, answer }): Consequence => {
    const question = questions.find((each) => each.name === name);
    if (question === undefined) {
      return { question: name, open: true, sentence: `${name} is no question any more. Delete the observation, or ask again.` };
    }
    const row = behaviour.split('\n').find((line) => line.includes(question.row));
    if (!(answer in question.answers)) {
      return { question: name, open: true, sentence: `${name}: AWS did what nobody foresaw, "${answer}". The engine has to learn it.` };
    }
    const hypothesis = hypothesisOf(question);
    const others = hypothesis === undefined ? [] : HYPOTHESIS_ANSWERS[hypothesis].filter((each) => each !== answer);
    if (others.length > 0) {
      return {
        question: name,
        open: true,
        sentence:
        `${name}: AWS answers "${answer}". Drop ${others.join(', ')} from HYPOTHESIS_ANSWERS, and mark the row "${question.row}" as ${observed}.`,
      };
    }
    if (typeof question.engine === 'string' && question.engine !== answer) {
      return {
        question: name,
        open: true,
        sentence:
        `${name}: AWS answers "${answer}", the engine "${question.engine}". Mend the engine, and mark the row "${question.row}" as ${observed}.`,
      };
    }
    if (row === undefined || !row.includes(observed)) {
      return { question: name, open: true, sentence: `${name}: the row "${question.row}" becomes ${observed}.` };
    }
    return { question: name, open: false, sentence: `${name}: agrees, ${observed}.` };
  });
}
