import { Command, Option } from 'commander';
import { statusPermissions } from './account/permissions';
import { InputError } from './input-error';
import { milliseconds } from './milliseconds';
import type { StatusOptions } from './status/show-status';
import { printPolicy, targeted, withTarget } from './target/target-command';
import { Terminal } from './terminal';

/** `cdk-canary status`. */
export function statusCommand(terminal: Terminal, finish: (exitCode: number) => void): Command {
  return withTarget(new Command('status')
    .summary('tell what base and canary of a live stage are, and whether the canary is healthy')
    .description(DESCRIPTION))
    .addOption(new Option(
      '--since <time>', 'how far back requests are shown',
    ).argParser(milliseconds('--since', 60_000, 24 * 3_600_000)).default(15 * 60_000, '15m'))
    .option('--watch', 'keep looking until q or Ctrl-C', false)
    .addOption(new Option(
      '--every <time>', 'how often, with --watch or --until',
    ).argParser(milliseconds('--every', 1_000, 3_600_000)).default(5_000, '5s'))
    .addOption(new Option(
      '--until <what>', 'end once the stack is stable, a rollout waits for you, or the canary is healthy',
    ).choices(['stable', 'paused', 'healthy']))
    .addOption(
      new Option('--timeout <time>', 'give up, with --until').argParser(milliseconds('--timeout', 1_000, 24 * 3_600_000)).default(30 * 60_000, '30m'),
    )
    .option(
      '--exit-code',
      'without --watch and --until: end with 1 when the canary is worse or foreign, a version is missing, or a deploy or rollback failed',
      false,
    )
    .addHelpText('after', EPILOGUE)
    .action(async (stack: string | undefined, given: StatusOptions, command: Command) => {
      const options = targeted(stack, given);
      if (options.iam) { return printPolicy(terminal, statusPermissions(options), options); }
      assertUseful(options, (name) => command.getOptionValueSource(name) === 'cli');
      // Loaded only now, so that help and errors come at once.
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const { showStatus } = require('./status/show-status') as typeof import('./status/show-status');
      finish(await showStatus(terminal, options));
    });
}

/** @throws InputError for an option that would do nothing */
function assertUseful({ watch, until, exitCode }: StatusOptions, isGiven: (name: keyof StatusOptions) => boolean): void {
  if (isGiven('every') && !watch && until === undefined) {
    throw new InputError('--every says how often --watch and --until look, and there is neither. Add one of them, or leave --every out.');
  }
  if (isGiven('timeout') && until === undefined) {
    throw new InputError('--timeout says when --until gives up, and there is no --until. Add it, such as --until healthy, or leave --timeout out.');
  }
  if (exitCode && (watch || until !== undefined)) {
    throw new InputError(`--exit-code tells how a single look ends, and ${until === undefined ? '--watch looks until you stop it'
      : '--until has exit codes of its own'}. Leave one of them out.`);
  }
}

const DESCRIPTION = [
  'Reads the live stage, its stack and CloudWatch, and changes nothing. Says which deployment serves whom, whether the functions behind '
    + 'it can be called, whether the canary',
  'fails more often than the base (judged like the steps of a rollout), and what the next cdk deploy makes of the stage.',
  'Works without any monitoring: then it counts what functions fail at, by version, and says so.',
].join(' ');

const EPILOGUE = `
States:     PRODUCTION, HELD, PARKED (a canary without requests), ROLLING OUT, PAUSED (a rollout waits for you),
            DEPLOYING, ROLLING BACK, ROLLBACK FAILED, STACK FAILED (a deploy is not over), FOREIGN CANARY,
            MOVED BY HAND, ABORTED BY HAND, NO STAGE
Health:     HEALTHY, WORSE, TOO EARLY (fewer than 300 requests), NO DATA, UNKNOWN (nothing is counted)

Exit codes: 0 the status was printed; with --until: it is so
            1 with --exit-code: something is wrong; with --until: it has become the opposite
            2 wrong arguments, or no such stack, release or stage
            3 with --until: not within --timeout, or you stopped looking before (q, | head -1)
            4 AWS did not answer, refused, or could not be asked
              (credentials, profile, region)
            130 Ctrl-C

Examples:
  $ cdk-canary status Shop
  $ cdk-canary status Shop --watch
  $ cdk-canary status Shop --until healthy --timeout 45m && cdk deploy -c cdk-canary-rest-api:action=promote`;
