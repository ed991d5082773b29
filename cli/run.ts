import { Command, CommanderError } from 'commander';
import { createColors } from 'picocolors';
import { doctorCommand } from './doctor';
import { EXIT } from './exit-code';
import { InputError } from './input-error';
import { CommandError } from './messages/command-ids';
import { checkEndpointVariables } from './naming-argument';
import { packageVersion } from './package/package-version';
import { planCommand } from './plan';
import { probeCommand } from './probe';
import { pruneCommand } from './prune';
import { recordCommand } from './record';
import { rehearseCommand } from './rehearse';
import { wrapped } from './screen/wrapped';
import { statusCommand } from './status';
import { abortCommand, promoteCommand, removeCommand, rollbackCommand, setPercentCommand } from './steer';
import { Terminal } from './terminal';

/** Runs the command that the arguments name, and returns the exit code. */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode = 0;
  const finish = (code: number): void => { exitCode = code; };
  const program = new Command('cdk-canary')
    .description('Canary releases of API Gateway REST APIs that are deployed with the CDK.')
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpCommand(false)
    .addCommand(rehearseCommand(terminal, finish))
    .addCommand(recordCommand(terminal, finish))
    .addCommand(planCommand(terminal, finish))
    .addCommand(statusCommand(terminal, finish))
    .addCommand(doctorCommand(terminal, finish))
    .addCommand(abortCommand(terminal, finish))
    .addCommand(promoteCommand(terminal, finish))
    .addCommand(setPercentCommand(terminal, finish))
    .addCommand(removeCommand(terminal, finish))
    .addCommand(rollbackCommand(terminal, finish))
    .addCommand(pruneCommand(terminal, finish))
    .addCommand(probeCommand(terminal, finish))
    .addCommand(helpCommand())
    .addHelpText('after', EPILOGUE);
  program.hook('preAction', (_, command) => checkEndpointVariables(command, terminal.environment));
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.printError(text.trimEnd()),
      outputError: (text) => complain(explained(text.replace(TOLD_TWICE, 'error: ').trimEnd(), command), terminal),
    });
  }
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) { return error.exitCode === 0 ? EXIT.DONE : EXIT.WRONG_INPUT; }
    complain(`error: ${(error as Error).message}`, terminal);
    return error instanceof CommandError ? error.exitCode : EXIT.WRONG_INPUT;
  }
}

/** `cdk-canary help abort` is `cdk-canary abort --help`. @throws InputError */
function helpCommand(): Command {
  return new Command('help')
    .argument('[command]', 'one of the commands (default: all of them in one line each)')
    .summary('print the help of a command')
    .action((name: string | undefined, _options: object, { parent }: Command) => {
      const { commands } = parent!;
      const named = name === undefined ? parent! : commands.find((command) => command.name() === name);
      if (named === undefined) {
        throw new InputError(`There is no command ${name}; commands are ${commands.map((command) => command.name()).join(', ')}. Look at them: `
          + 'cdk-canary help.');
      }
      named.outputHelp();
    });
}

const EPILOGUE = `
Is the canary healthy?      cdk-canary status <stack>
Take it off:                cdk-canary abort <stack>
Give it to everybody:       cdk-canary promote <stack>

Exit codes: 0 all is well; 2 wrong arguments or input that can't be read; others: see the help of the command.`;

const INCOMPLETE = /missing|not specified|too many arguments|unknown|cannot be used with/;
/** What the commander puts before a message of ours that names option and value itself. */
const TOLD_TWICE =
  /^error: (?:option '[^']*' argument '[^]*?' is invalid\. (?=--)|command-argument value '[^]*?' is invalid for argument '(\S+)'\. (?=\1 ))/;

/** The commander says what is missing or unknown, and not what could stand there, unless it has an idea. */
function explained(text: string, command: Command): string {
  return !INCOMPLETE.test(text) || text.includes('Did you mean') ? text : `${text.replace(/\.?$/, '.')} See ${nameOf(command)} --help.`;
}

/** As it is called. */
function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;
}

/** Red, and last on the screen. Lines that are quoted, such as those of an app that failed, stay as they are. */
function complain(message: string, terminal: Terminal): void {
  const { red } = createColors(terminal.errorColors);
  const width = Math.max(40, terminal.columns);
  const lines = message.split('\n').flatMap((line) => line.startsWith(' ') ? [line] : wrapped(line, width));
  lines.forEach((line) => terminal.printError(red(line)));
}
