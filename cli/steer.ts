import { randomBytes } from 'node:crypto';
import { Command, Option } from 'commander';
import { Permission, rollbackPermissions, steeringPermissions } from './account/permissions';
import { InputError } from './input-error';
import { milliseconds } from './milliseconds';
import { nameOfSomething } from './naming-argument';
import { percentage } from './percentage';
import type { SteerOptions } from './steer/steer-options';
import type { Steering } from './steer/steering';
import { epilogueOf, HELP } from './steer/steering-help';
import { printPolicy, targeted, withTarget } from './target/target-command';
import type { TargetOptions } from './target/target-options';
import type { Terminal } from './terminal';

type GivenOptions = Omit<SteerOptions, 'operationId'>;
type Finish = (exitCode: number) => void;

const LONGEST_REASON = 280;

/** `cdk-canary abort`. */
export function abortCommand(terminal: Terminal, finish: Finish): Command {
  return steeringCommand('abort', 'take the canary off the stage, in seconds', HELP.abort,
    'how long to stay while a deploy may put the canary back, 0s to leave at once (default: 30m for a deploy without a rollout)')
    .action(async (stack: string | undefined, given: GivenOptions) =>
      steer(terminal, finish, targeted(stack, given), { command: 'abort' }, (target) => steeringPermissions(target, false)));
}

/** `cdk-canary promote`. */
export function promoteCommand(terminal: Terminal, finish: Finish): Command {
  return steeringCommand('promote', 'give the canary to everybody, in seconds', HELP.promote)
    .option('--keep-variables', 'leave the stage variables of production as they are', false)
    .option('--keep-canary', 'leave the canary on the stage, at 0 %', false)
    .option('--although-worse', 'with --yes: promote a canary that is worse than the base', false)
    .action(async (stack: string | undefined, { keepVariables, keepCanary, ...given }: GivenOptions & PromoteOptions) => {
      const steering: Steering = { command: 'promote', keepVariables, keepCanary };
      return steer(terminal, finish, targeted(stack, given), steering, (target) => steeringPermissions(target, true));
    });
}

interface PromoteOptions {
  readonly keepVariables: boolean;
  readonly keepCanary: boolean;
}

/** `cdk-canary set-percent`. */
export function setPercentCommand(terminal: Terminal, finish: Finish): Command {
  const command = new Command('set-percent')
    .argument('<percent>', 'from 0 to 100', percentage('percent', 'It stands before the stack: cdk-canary set-percent 10 Shop.'));
  return steeringCommand(command, 'change how many of the requests get the canary', HELP.setPercent)
    .action(async (percentTraffic: number, stack: string | undefined, given: GivenOptions) => {
      const steering: Steering = { command: 'set-percent', percentTraffic };
      return steer(terminal, finish, targeted(stack, given), steering, (target) => steeringPermissions(target, false));
    });
}

/** `cdk-canary remove`. */
export function removeCommand(terminal: Terminal, finish: Finish): Command {
  return steeringCommand('remove', 'take a canary off the stage that nobody gets', HELP.remove)
    .action(async (stack: string | undefined, given: GivenOptions) =>
      steer(terminal, finish, targeted(stack, given), { command: 'remove' }, (target) => steeringPermissions(target, false)));
}

/** `cdk-canary rollback`. */
export function rollbackCommand(terminal: Terminal, finish: Finish): Command {
  return steeringCommand('rollback', 'take production back to the deployment that it was on before', HELP.rollback)
    .option('--to <deployment>', 'the deployment to go back to (default: the one that production was on before)', nameOfSomething('--to'))
    .option('--keep-variables', 'leave the stage variables as they are', false)
    .option('--force', 'go back although nobody can say whether what the deployment calls still exists', false)
    .action(async (stack: string | undefined, { to, keepVariables, force, ...given }: GivenOptions & RollbackOptions) =>
      steer(terminal, finish, targeted(stack, given), { command: 'rollback', to, keepVariables, force }, rollbackPermissions));
}

interface RollbackOptions {
  readonly to?: string;
  readonly keepVariables: boolean;
  readonly force: boolean;
}

async function steer(
  terminal: Terminal, finish: Finish, options: GivenOptions, steering: Steering, permissions: (target: TargetOptions) => Permission[],
): Promise<void> {
  const { reason, iam } = options;
  if (iam) { return printPolicy(terminal, permissions(options), options); }
  if (reason !== undefined && reason.length > LONGEST_REASON) {
    throw new InputError(`--reason must have at most ${LONGEST_REASON} characters, got ${reason.length}.`);
  }
  // Loaded only now, so that help and errors come at once.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { steerStage } = require('./steer/steer-stage') as typeof import('./steer/steer-stage');
  finish(await steerStage(terminal, { ...options, operationId: randomBytes(4).toString('hex') }, steering));
}

/** What every command has that changes the stage. */
function steeringCommand(
  command: string | Command, summary: string, help: typeof HELP[keyof typeof HELP],
  wait = 'how long to wait for a deploy that is running, and to stay with a rollout (without a time: 30m)',
): Command {
  return withTarget(typeof command === 'string' ? new Command(command) : command)
    .summary(summary)
    .description(help.does)
    .option('--dry-run', 'say what would be done, and what the next deploy would make of it', false)
    .option('--if-canary <id>', 'act only if this deployment is the canary; status prints it', nameOfSomething('--if-canary'))
    .option('--if-production <id>', 'act only if production is on this deployment', nameOfSomething('--if-production'))
    .option('--reason <text>', 'why, for the event on the default bus and the report of --json')
    .option('--yes', 'do not ask', false)
    .addOption(new Option('--wait [time]', wait).preset('30m').argParser(milliseconds('--wait', 0, 24 * 3_600_000)))
    .addHelpText('after', epilogueOf(help));
}
