import { Experiment } from './experiment';

/** How many experiments run at once: an account may create one deployment in five seconds. */
export const AT_ONCE = 3;

/** The experiments that a run asks. @throws Error for a name that is neither an experiment nor a question */
export function chosenExperiments(all: readonly Experiment[], only: readonly string[]): readonly Experiment[] {
  if (only.length === 0) { return all; }
  const known = all.flatMap(({ name, questions }) => [name, ...questions.map((question) => question.name)]);
  const unknown = only.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(`--only must name an experiment or a question, got ${unknown.join(', ')}; there are ${known.join(', ')}.`);
  }
  return all.filter(({ name, questions }) => only.includes(name) || questions.some((question) => only.includes(question.name)));
}

export interface RunPlan {
  readonly region: string;
  readonly run: string;
  /** Whether the stacks stay. */
  readonly keep: boolean;
}

/** What `--help` says. It needs neither a region nor an account. */
export function helpText(all: readonly Experiment[]): string {
  const { questions, cents, minutes } = sums(all);
  return [
    'Usage: npm run ask-aws -- --region <region> [options]',
    '',
    `Asks AWS ${questions} questions that no documentation answers, and writes the answers to a file.`,
    '',
    'Options:',
    '  --region <region>  where to ask, such as eu-central-1. Needed',
    '  --only <name>      an experiment, or one question by its name; may be given several times (default: all)',
    '  --keep             leaves the stacks for a look, which goes on costing (default: everything is deleted)',
    '  --yes              does not ask before it creates something',
    '  --output <folder>  where <date>-<region>.json is written (default: integ/observations)',
    '  -h, --help         prints this, and creates nothing',
    '',
    'Experiments, and what each creates:',
    ...all.map(({ name, creates }) => `  ${name}: ${creates}`),
    '',
    `Cost: less than ${cents} US cents for all of them. Duration: about ${minutes} minutes, in no case longer than an hour.`,
    'Credentials come from the environment. Use an account without anything else in it. What is created is listed first, and waits for your yes.',
    '',
    'Exit codes: 0 everything was answered; 1 something was not answered or is left, or you declined; 2 wrong arguments; 130 Ctrl-C',
  ].join('\n');
}

function sums(experiments: readonly Experiment[]): { readonly questions: number; readonly cents: number; readonly minutes: number } {
  return {
    questions: experiments.reduce((sum, experiment) => sum + experiment.questions.length, 0),
    cents: experiments.reduce((sum, experiment) => sum + experiment.cents, 0),
    minutes: Math.ceil(experiments.reduce((sum, experiment) => sum + experiment.minutes, 0) / AT_ONCE) + 5,
  };
}

/** What the person is told before anything is created. */
export function planText(experiments: readonly Experiment[], { region, run, keep }: RunPlan): string {
  const { questions, cents, minutes } = sums(experiments);
  return [
    `This asks AWS ${questions} questions in ${region}. It creates, and ${keep ? 'keeps (--keep)' : 'deletes afterwards'}:`,
    ...experiments.map(({ name, creates }) => `  cdk-canary-ask-${run}-${name}: ${creates}`),
    '',
    `Cost: less than ${cents} US cents. Duration: about ${minutes} minutes, in no case longer than an hour.`,
    'Stacks carry the tag cdk-canary-rest-api:ask-aws. Nothing without this run\'s tag is changed or deleted. Some updates fail on purpose.',
    'It needs permissions for CloudFormation, API Gateway, Lambda, IAM roles, SSM parameters, log groups and a bucket, and to read metrics and '
      + 'CloudTrail.',
    'Use an account without anything else in it.',
  ].join('\n');
}
