import { Command } from 'commander';
import type { TargetOptions } from './target-options';
import { Permission, policyFor } from '../account/permissions';
import type { Terminal } from '../terminal';

/** The argument and the options by which every command names a release and reaches AWS. */
export function withTarget(command: Command): Command {
  return withTargetOptions(command.argument('[stack]', 'name or ARN of the stack with the release (default: the only one of ./cdk.out)'))
    .option('--json', 'print one JSON document', false);
}

export function withTargetOptions(command: Command): Command {
  return command
    .option('--stack <name>', 'the same as an option')
    .option('--release <path>', 'construct path or logical id of the release, for a stack with several')
    .option('--api <id>', 'REST API, for a stage that is in no stack of yours; what a template says is then unknown')
    .option('--stage <name>', 'stage of that API')
    .option('--profile <name>', 'profile of the AWS configuration files (default: AWS_PROFILE)')
    .option('--region <name>', 'region (default: AWS_REGION, AWS_DEFAULT_REGION, that of the profile)')
    .option('--endpoint-url <url>', 'where AWS answers, such as cdk-canary rehearse --listen (default: AWS_ENDPOINT_URL)')
    .option('--iam', 'print the policy that the command needs, and do nothing else', false);
}

/** The options with the stack of the argument among them. */
export function targeted<Options extends TargetOptions>(stack: string | undefined, options: Options): Options {
  return stack === undefined ? options : { ...options, stack };
}

export function printPolicy(terminal: Terminal, permissions: readonly Permission[], options: TargetOptions): void {
  terminal.print(JSON.stringify(policyFor(permissions, options), undefined, 2));
}
