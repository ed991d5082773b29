import { Exchange } from './kit/exchange-log';
import { Kit } from './kit/kit';
import { Hypotheses } from '../../rehearsal/hypotheses';

/** What AWS is asked, where no documentation answers. */
export interface Question {
  /** The name of the hypothesis, where the engine plays every answer. */
  readonly name: string;
  readonly asks: string;
  /** Every answer that was foreseen, and what it means. Another one is `undecided`. */
  readonly answers: Readonly<Record<string, string>>;
  /** A piece of the row in a `BEHAVIOUR.md` that the answer settles. */
  readonly row: string;
  /** What the engine answers. A hypothesis answers what is set. Null: the engine does not play it. @default - the hypothesis of this name */
  readonly engine?: string | null;
}

/** What came of a question. */
export interface FoundAnswer {
  /** One of the question's answers, or what was seen instead. */
  readonly answer: string;
  /** The calls that show it. */
  readonly exchange: readonly Exchange[];
  /** Figures besides the answer, in the units of their names. */
  readonly measured?: Readonly<Record<string, number | string>>;
}

/** A few stacks, and the questions that they answer. */
export interface Experiment {
  readonly name: string;
  readonly questions: readonly Question[];
  /** What it creates, for the person who pays. */
  readonly creates: string;
  /** Upper bounds. */
  readonly minutes: number;
  readonly cents: number;
  /** Answers by the name of the question. A question that is missing was not answered. */
  ask(kit: Kit): Promise<Readonly<Record<string, FoundAnswer>>>;
}

/** The hypothesis that a question asks about, if it is one. */
export function hypothesisOf({ name, engine }: Question): keyof Hypotheses | undefined {
  return engine === undefined ? name as keyof Hypotheses : undefined;
}
