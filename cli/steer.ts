import { randomBytes } from 'node:crypto';
import { Command, Option } from 'commander';
import { steeringPermissions } from './account/permissions';
import { InputError } from './input-error';
import { milliseconds } from './milliseconds';
import { percentage } from './percentage';
import type { SteerOptions } from './steer/steer-stage';
import type { Steering } from './steer/steering';
import { printPolicy, targeted, withTarget } from './target/target-command';
import type { Terminal } from './terminal';

type GivenOptions = Omit<SteerOptions, 'operationId'>;

const LONGEST_REASON = 280;

/** `cdk-canary abort`. */
export function abortCommand(terminal: Terminal, finish: (exitCode: number) => void): Command {
  return steeringOptions(new Command('abort')
    .summary('take the canary off the stage, in seconds')
    .description(ABORT_DESCRIPTION))
    .addOption(new Option('--wait <time>', 'how long to stay while a deploy may put the canary back, 0s to leave at once (default: 30m for a deploy '
      + 'without a rollout)').argParser(milliseconds('--wait', 0, 24 * 3_600_000)))
    .addHelpText('after', ABORT_EPILOGUE)
    .action(async (stack: string | undefined, given: GivenOptions) => {
      const options = targeted(stack, given);
      if (options.iam) { return printPolicy(terminal, steeringPermissions(options, false), options); }
      finish(await steer(terminal, options, { command: 'abort' }));
    });
}

/** `cdk-canary promote`. */
export function promoteCommand(terminal: Terminal, finish: (exitCode: number) => void): Command {
  return steeringOptions(new Command('promote')
    .summary('give the canary to everybody, in seconds')
    .description(PROMOTE_DESCRIPTION))
    .option('--keep-variables', 'leave the stage variables of production as they are', false)
    .option('--keep-canary', 'leave the canary on the stage, at 0 %', false)
    .option('--although-worse', 'with --yes: promote a canary that is worse than the base', false)
    .addHelpText('after', PROMOTE_EPILOGUE)
    .action(async (stack: string | undefined, { keepVariables, keepCanary, ...given }: GivenOptions & PromoteOptions) => {
      const options = targeted(stack, given);
      if (options.iam) { return printPolicy(terminal, steeringPermissions(options, true), options); }
      finish(await steer(terminal, options, { command: 'promote', keepVariables, keepCanary }));
    });
}

interface PromoteOptions {
  readonly keepVariables: boolean;
  readonly keepCanary: boolean;
}

/** `cdk-canary set-percent`. */
export function setPercentCommand(terminal: Terminal, finish: (exitCode: number) => void): Command {
  return steeringOptions(new Command('set-percent')
    .summary('change how many of the requests get the canary')
    .description(SET_PERCENT_DESCRIPTION)
    .argument('<percent>', 'from 0 to 100', percentage('percent')))
    .addHelpText('after', SET_PERCENT_EPILOGUE)
    .action(async (percentTraffic: number, stack: string | undefined, given: GivenOptions) => {
      const options = targeted(stack, given);
      if (options.iam) { return printPolicy(terminal, steeringPermissions(options, false), options); }
      finish(await steer(terminal, options, { command: 'set-percent', percentTraffic }));
    });
}

/** `cdk-canary remove`. */
export function removeCommand(terminal: Terminal, finish: (exitCode: number) => void): Command {
  return steeringOptions(new Command('remove')
    .summary('take a canary off the stage that nobody gets')
    .description(REMOVE_DESCRIPTION))
    .addHelpText('after', REMOVE_EPILOGUE)
    .action(async (stack: string | undefined, given: GivenOptions) => {
      const options = targeted(stack, given);
      if (options.iam) { return printPolicy(terminal, steeringPermissions(options, false), options); }
      finish(await steer(terminal, options, { command: 'remove' }));
    });
}

async function steer(terminal: Terminal, options: GivenOptions, steering: Steering): Promise<number> {
  const { reason } = options;
  if (reason !== undefined && reason.length > LONGEST_REASON) {
    throw new InputError(`--reason must have at most ${LONGEST_REASON} characters, got ${reason.length}.`);
  }
  // Loaded only now, so that help and errors come at once.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { steerStage } = require('./steer/steer-stage') as typeof import('./steer/steer-stage');
  return steerStage(terminal, { ...options, operationId: randomBytes(4).toString('hex') }, steering);
}

/** What every command has that changes the stage. */
function steeringOptions(command: Command): Command {
  return withTarget(command)
    .option('--dry-run', 'say what would be done, and what the next deploy would make of it', false)
    .option('--if-canary <id>', 'act only if this deployment is the canary; status prints it')
    .option('--if-production <id>', 'act only if production is on this deployment')
    .option('--reason <text>', 'why, for the event on the default bus and the report of --json')
    .option('--yes', 'do not ask', false);
}

const ABORT_DESCRIPTION = [
  'Removes the canary from the live stage by one UpdateStage, and reads back that it is off. Production does not move. It asks nothing, and works in '
    + 'every state of the stack:',
  'during a deploy it stays and takes the canary off again if CloudFormation sets it; a rollout sees it, and fails the deploy.',
].join(' ');

const ABORT_EPILOGUE = `
Exit codes: 0 the canary is off, or there was none
            1 refused: --if-canary or --if-production disagrees; nothing was changed
            2 wrong arguments, or no such stack, release or stage
            3 the canary is off, and the deploy that may put it back still runs after --wait
            4 AWS did not answer, or refused; nothing was changed
            5 somebody else changed the stage meanwhile, or what became of the call is not known
            130 Ctrl-C

Examples:
  $ cdk-canary abort Shop
  $ cdk-canary abort Shop --if-canary 1w17t7 --reason 'checkout fails' --json
  $ cdk-canary abort --api a1b2c3d4e5 --stage prod --dry-run`;

const PROMOTE_DESCRIPTION = [
  'Makes the deployment and the variables of the canary those of the stage, and takes the canary off, by one UpdateStage. Shows the figures of '
    + 'status '
    + 'and what the next cdk deploy makes of it first, and asks for the name of the stage.',
  'Refused while a deploy without a rollout is running, and where what the canary calls is gone.',
].join(' ');

const PROMOTE_EPILOGUE = `
Exit codes: 0 production is on the canary's deployment
            1 refused, or you declined; nothing was changed
            2 wrong arguments, no such stack, release or stage, or nobody can be asked and --yes is not given
            4 AWS did not answer, or refused; nothing was changed
            5 somebody else changed the stage meanwhile, or what became of the call is not known
            130 Ctrl-C

Examples:
  $ cdk-canary promote Shop
  $ cdk-canary promote Shop --dry-run
  $ cdk-canary promote Shop --if-canary 1w17t7 --yes --json`;

const SET_PERCENT_DESCRIPTION = [
  'Changes the percentage of the canary on the live stage, and nothing else. 0 parks it: nobody gets it, and it stays on the stage.',
  'Asks before it gives the canary more than now and more than the template says. Refused while a deploy or a rollout is running.',
].join(' ');

const SET_PERCENT_EPILOGUE = `
Exit codes: 0 the canary gets so much
            1 refused, or you declined; nothing was changed
            2 wrong arguments, no such stack, release or stage, or nobody can be asked and --yes is not given
            4 AWS did not answer, or refused; nothing was changed
            5 somebody else changed the stage meanwhile, or what became of the call is not known
            130 Ctrl-C

Examples:
  $ cdk-canary set-percent 0 Shop
  $ cdk-canary set-percent 50 Shop --if-canary 1w17t7 --yes
  $ cdk-canary set-percent 25 --api a1b2c3d4e5 --stage prod`;

const REMOVE_DESCRIPTION = [
  'Takes a canary off the live stage that gets no requests, or that is production\'s own deployment: what a promotion leaves behind.',
  'Refused for one that serves; say abort, or promote. Refused while a deploy or a rollout is running.',
].join(' ');

const REMOVE_EPILOGUE = `
Exit codes: 0 the canary is off
            1 refused; nothing was changed
            2 wrong arguments, or no such stack, release or stage
            4 AWS did not answer, or refused; nothing was changed
            5 somebody else changed the stage meanwhile, or what became of the call is not known
            130 Ctrl-C

Examples:
  $ cdk-canary remove Shop
  $ cdk-canary remove Shop --dry-run
  $ cdk-canary remove --api a1b2c3d4e5 --stage prod`;
