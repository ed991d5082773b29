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

/** What the person is told before anything is created. */
export function planText(experiments: readonly Experiment[], { region, run, keep }: RunPlan): string {
  const cents = experiments.reduce((sum, experiment) => sum + experiment.cents, 0);
  const minutes = Math.ceil(experiments.reduce((sum, experiment) => sum + experiment.minutes, 0) / AT_ONCE) + 5;
  const questions = experiments.reduce((sum, experiment) => sum + experiment.questions.length, 0);
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
