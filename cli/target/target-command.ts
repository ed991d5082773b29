import { Command } from 'commander';
import type { TargetOptions } from './target-options';
import { Permission, policyFor } from '../account/permissions';
import { InputError } from '../input-error';
import { endpointUrl, nameOfSomething } from '../naming-argument';
import type { Terminal } from '../terminal';

/** The argument and the options by which every command names a release and reaches AWS. */
export function withTarget(command: Command): Command {
  const what = 'name or ARN of the stack with the release (default: the only one of ./cdk.out)';
  return withTargetOptions(command.argument('[stack]', what, nameOfSomething('stack')))
    .option('--json', 'print one JSON document', false);
}

export function withTargetOptions(command: Command): Command {
  return withAccountOptions(command
    .option('--stack <name>', 'the same as an option', nameOfSomething('--stack'))
    .option('--release <path>', 'construct path or logical id of the release, for a stack with several', nameOfSomething('--release'))
    .option('--api <id>', 'REST API, for a stage that is in no stack of yours; what a template says is then unknown', nameOfSomething('--api'))
    .option('--stage <name>', 'stage of that API', nameOfSomething('--stage')))
    .option('--iam', 'print the policy that the command needs, and do nothing else', false);
}

/** Where AWS is, and who asks. */
export function withAccountOptions(command: Command): Command {
  return command
    .option('--profile <name>', 'profile of the AWS configuration files (default: AWS_PROFILE)', nameOfSomething('--profile'))
    .option('--region <name>', 'region (default: AWS_REGION, AWS_DEFAULT_REGION, that of the profile)', nameOfSomething('--region'))
    .option('--endpoint-url <url>', 'where AWS answers, such as cdk-canary rehearse --listen (default: AWS_ENDPOINT_URL)', endpointUrl);
}

/** The options with the stack of the argument among them. @throws InputError */
export function targeted<Options extends TargetOptions>(stack: string | undefined, options: Options): Options {
  if (stack === undefined) { return options; }
  if (options.stack !== undefined && options.stack !== stack) {
    throw new InputError(`The stack is named twice, as ${stack} and as ${options.stack}. Name one.`);
  }
  return { ...options, stack };
}

export function printPolicy(terminal: Terminal, permissions: readonly Permission[], options: TargetOptions): void {
  terminal.print(JSON.stringify(policyFor(permissions, options), undefined, 2));
}
