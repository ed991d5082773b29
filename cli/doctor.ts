import { Command } from 'commander';
import { doctorPermissions } from './account/permissions';
import { printPolicy, targeted, withTarget } from './target/target-command';
import type { TargetOptions } from './target/target-options';
import { Terminal } from './terminal';

/** `cdk-canary doctor`. */
export function doctorCommand(terminal: Terminal, finish: (exitCode: number) => void): Command {
  return withTarget(new Command('doctor')
    .summary('look for what is wrong with a live release, and say what to do')
    .description(DESCRIPTION))
    .addHelpText('after', EPILOGUE)
    .action(async (stack: string | undefined, given: TargetOptions) => {
      const options = targeted(stack, given);
      if (options.iam) { return printPolicy(terminal, doctorPermissions(options), options); }
      // Loaded only now, so that help and errors come at once.
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const { runDoctor } = require('./doctor/run-doctor') as typeof import('./doctor/run-doctor');
      finish(await runDoctor(terminal, options));
    });
}

const DESCRIPTION = [
  'Reads the live stage, its stack, its functions and its access log, and changes nothing. Each check has an id that '
    + 'docs/troubleshooting.md explains.',
  'A right that the caller does not have costs the checks that need it, and they are named.',
].join(' ');

const EPILOGUE = `
Exit codes: 0 no error was found; there may be warnings
            1 an error was found
            2 wrong arguments, or no such stack, release or stage
            4 AWS did not answer, refused, or could not be asked
              (credentials, profile, region)

Examples:
  $ cdk-canary doctor Shop
  $ cdk-canary doctor --api a1b2c3d4e5 --stage prod --profile production
  $ cdk-canary doctor Shop --json | jq '.findings[].id'`;
