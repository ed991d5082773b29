import { Experiment, FoundAnswer } from './experiment';
import { Kit, KitOptions } from './kit/kit';
import { LeftOver, Stopped } from './kit/owned-stacks';
import { ObservationsFile } from './observations';
import { AT_ONCE } from './plan';

export interface RunOptions extends Omit<KitOptions, 'run'> {
  readonly run: string;
  readonly experiments: readonly Experiment[];
  /** Leaves the stacks, for a look. */
  readonly keep: boolean;
  /** Told as it happens. */
  readonly say: (line: string) => void;
}

export interface RunResult {
  readonly file: ObservationsFile;
  /** Stacks of this run that are still there. */
  readonly left: readonly LeftOver[];
}

/** Nothing is begun afterwards, so that what was made is gone within the hour. */
const MOST_MINUTES = 50;

/** Asks every experiment, and removes what it made, whatever happened. Never throws. */
export async function runExperiments(given: RunOptions): Promise<RunResult> {
  const { now, region, experiments } = given;
  const start = now();
  const options = { ...given, stopped: () => given.stopped() || now().getTime() - start.getTime() > MOST_MINUTES * 60_000 };
  // What waits longest begins first, so that nothing is waited for in the end.
  const turns = [...experiments].sort((one, other) => other.minutes - one.minutes);
  const done = await inTurns(turns, AT_ONCE, (experiment) => runOne(options, given, experiment));
  const results = experiments.map((experiment) => done[turns.indexOf(experiment)]);
  const answers = results.flatMap(({ findings, experiment }) => experiment.questions.flatMap(({ name, asks }) =>
    name in findings ? [{ question: name, asks, ...findings[name] }] : []));
  const unanswered = results.flatMap(({ findings, experiment, reason }) => experiment.questions.flatMap(({ name }) =>
    name in findings ? [] : [{ question: name, reason: reason ?? 'the experiment did not show it' }]));
  return {
    file: {
      observations: 1,
      date: start.toISOString().slice(0, 10),
      region,
      seconds: Math.round((now().getTime() - start.getTime()) / 1000),
      cents: experiments.reduce((sum, { cents }) => sum + cents, 0),
      answers,
      unanswered,
    },
    left: results.flatMap(({ left }) => left),
  };
}

interface ExperimentResult {
  readonly experiment: Experiment;
  readonly findings: Readonly<Record<string, FoundAnswer>>;
  readonly reason?: string;
  readonly left: readonly LeftOver[];
}

async function runOne(options: RunOptions, given: Pick<RunOptions, 'stopped'>, experiment: Experiment): Promise<ExperimentResult> {
  const { say, keep } = options;
  const kit = new Kit(options);
  let findings: ExperimentResult['findings'] = {};
  let reason: string | undefined;
  try {
    if (options.stopped()) { throw new Stopped('The run was stopped.'); }
    say(`${experiment.name}: asking`);
    findings = await experiment.ask(kit);
  } catch (error) {
    const isLate = error instanceof Stopped && !given.stopped();
    reason = isLate ? `Nothing is begun after ${MOST_MINUTES} minutes.` : error instanceof Error ? error.message : String(error);
    say(`${experiment.name}: ${reason}`);
  }
  if (keep) { return { experiment, findings, reason, left: [] }; }
  say(`${experiment.name}: removing its stacks`);
  return { experiment, findings, reason, left: await kit.removeAll() };
}

/** At most so many at once, results in the order of the items. */
async function inTurns<T, R>(items: readonly T[], atOnce: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) { results[index] = await work(items[index]); }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
}
