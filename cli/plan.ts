import { Command, Option } from 'commander';
import { createColors } from 'picocolors';
import { InputError } from './input-error';
import { NamedSchedule } from './plan/plan-rollouts';
import { readNumber, readPercent } from './plan/read-numbers';
import { readSchedule, SCHEDULES } from './plan/read-schedule';
import { Terminal } from './terminal';
import { wholeNumber } from './whole-number';

/** Options of `plan`, as the user gave them. */
interface PlanOptions {
  readonly rpm: number;
  /** A share, as `detect` is. */
  readonly errorRate: number;
  readonly detect?: number;
  readonly ratio?: number;
  readonly schedule?: NamedSchedule;
  readonly metricDelay: number;
  readonly warmUp: number;
  readonly runs: number;
  readonly seed: number;
  readonly json: boolean;
}

/** Shown in any case, so that two plans can be compared. */
const RATIOS = [2, 3, 5, 10];

/** `cdk-canary plan`. */
export function planCommand(terminal: Terminal, finish: (exitCode: number) => void): Command {
  return new Command('plan')
    .summary('tell what the gate of a rollout would detect on your traffic, and when')
    .description(DESCRIPTION)
    .requiredOption('--rpm <requests>', 'requests of the stage in a minute, base and canary together', readNumber('--rpm', 1, 1e8))
    .requiredOption('--error-rate <percent>', 'how many of them end in 5xx today, such as 0.1%', readPercent('--error-rate', 50))
    .option('--detect <percent>', 'share of failed requests of a canary that you want to detect, such as 1%', readPercent('--detect', 100))
    .addOption(new Option('--ratio <times>', 'the same as a multiple of today\'s').argParser(readNumber('--ratio', 1.01, 1e6)).conflicts('detect'))
    .option('--schedule <steps>', `only this one: ${Object.keys(SCHEDULES).join(', ')}, or percent:minutes,... (default: these three)`, readSchedule)
    .option('--metric-delay <minutes>', 'how late CloudWatch has the data of a minute', wholeNumber('--metric-delay', 0, 10), 2)
    .option('--warm-up <minutes>', 'how long a new canary is not judged', wholeNumber('--warm-up', 0, 60), 2)
    .option('--runs <n>', 'rollouts to simulate for each figure', wholeNumber('--runs', 1, 100_000), 400)
    .option('--seed <n>', 'seed of the simulation (0 to 4294967295)', wholeNumber('--seed', 0, 0xffff_ffff), 1)
    .option('--json', 'print one JSON document', false)
    .addHelpText('after', EPILOGUE)
    .action((options: PlanOptions) => finish(plan(options, terminal)));
}

const DESCRIPTION = 'Simulates rollouts of healthy and of bad canaries with the statistics that a rollout is judged by, and tells for each schedule '
  + 'how many bad '
  + 'ones it would put back, after how many minutes, and how many requests would have failed until then. Needs no AWS account and touches none.';

const EPILOGUE = `
Exit codes: 0 the plan was printed
            2 wrong arguments

Examples:
  $ cdk-canary plan --rpm 600 --error-rate 0.1%
  $ cdk-canary plan --rpm 600 --error-rate 0.1% --detect 1%
  $ cdk-canary plan --rpm 60 --error-rate 1% --ratio 3 --schedule 1:5,10:20,50:40 --json`;

function plan(options: PlanOptions, terminal: Terminal): number {
  const asked = ratioAskedFor(options);
  // Loaded only now, so that help and errors come at once.
  /* eslint-disable @typescript-eslint/no-require-imports */
  const { planRollouts } = require('./plan/plan-rollouts') as typeof import('./plan/plan-rollouts');
  const { planJson } = require('./plan/plan-json') as typeof import('./plan/plan-json');
  const { planScreen } = require('./plan/plan-screen') as typeof import('./plan/plan-screen');
  /* eslint-enable @typescript-eslint/no-require-imports */
  const { rpm, errorRate, schedule, metricDelay, warmUp, runs, seed } = options;
  const planned = planRollouts({
    requestsPerMinute: rpm,
    errorShare: errorRate,
    schedules: schedule === undefined ? Object.values(SCHEDULES) : [schedule],
    ratios: [...new Set([...RATIOS, ...(asked === undefined ? [] : [asked])])].sort((a, b) => a - b),
    metricDelay,
    warmUp,
    runs,
    seed,
  });
  const lines = options.json ? [planJson(planned, asked)] : planScreen(planned, asked, terminal.columns, createColors(terminal.colors));
  lines.forEach((line) => terminal.print(line));
  return 0;
}

function ratioAskedFor({ detect, ratio, errorRate }: PlanOptions): number | undefined {
  if (detect !== undefined && detect <= errorRate) {
    throw new InputError(`--detect must be above --error-rate, got ${percent(detect)} and ${percent(errorRate)}: a canary that fails less often than `
      + 'the base is not put back.');
  }
  if (ratio !== undefined && ratio * errorRate > 1) {
    throw new InputError(
      `--ratio ${ratio} of an --error-rate of ${percent(errorRate)} is more than every request. Give at most ${Math.floor(1 / errorRate)}.`,
    );
  }
  return detect === undefined ? ratio : Number((detect / errorRate).toPrecision(6));
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(6))}%`;
}
