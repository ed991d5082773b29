import { Command, InvalidArgumentError } from 'commander';
import { wholeNumber } from '../../cli/whole-number';

export interface DemoArguments {
  readonly requests: number;
  readonly percent: number;
  readonly seed: number;
  readonly json?: string;
  readonly serve: boolean;
}

/** Exits with the help text, or with 2 on arguments that make no sense. */
export function parseArguments(argv: readonly string[]): DemoArguments {
  const command = new Command('npm run demo --')
    .description('Plays the canary practice on the local engine: base, canary, promoted, removed. No AWS account is needed.')
    .option('--requests <n>', 'requests to send in each phase (1 to 1000000)', wholeNumber('--requests', 1, 1_000_000), 1000)
    .option('--percent <p>', 'percent traffic of the canary (0 to 100, decimals allowed)', percentage, 50)
    .option('--seed <n>', 'seed of the random split (0 to 4294967295)', wholeNumber('--seed', 0, 0xffff_ffff), 1)
    .option('--json <file>', 'also write the results to a file')
    .option('--serve', 'keep the last stage up until Ctrl-C and print a curl line', false)
    .addHelpText('after', '\nExit codes: 0 every phase showed what it must; 1 something differed; 2 wrong arguments.')
    .allowExcessArguments(false)
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));
  command.parse([...argv], { from: 'user' });
  return command.opts();
}

function percentage(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 100)) {
    throw new InvalidArgumentError(`--percent must be from 0 to 100, got '${text}'. It is a percentage: write 15 for 15 %.`);
  }
  return value;
}
