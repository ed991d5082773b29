import { join } from 'node:path';
import { GetStagesCommand } from '@aws-sdk/client-api-gateway';
import { stacksWithRelease } from './assembly-target';
import { named, nameOf, Release, releasesOf } from './release';
import type { TargetOptions } from './target-options';
import { Account } from '../account/account';
import { InputError } from '../input-error';
import { CommandError, commandError } from '../messages/command-ids';
import type { Terminal } from '../terminal';

/** What a command looks at, and through what. */
export interface CommandTarget {
  readonly account: Account;
  readonly accountId: string;
  /** ARN of who calls. */
  readonly caller: string;
  readonly region: string;
  readonly releases: readonly Release[];
}

/** The name or ARN of a stack, and what is known of where it is. */
interface WantedStack {
  readonly name: string;
  /** Said to who named it wrongly. */
  readonly by: string;
  readonly account?: string;
  readonly region?: string;
}

/** Of the command line, for advice: `status Shop`. */
export function commandLine(command: string, options: TargetOptions): string {
  const { stack, api, stage, release } = options;
  return [command, ...stack === undefined ? [] : [stack], ...option('release', release), ...option('api', api), ...option('stage', stage)].join(' ');
}

/**
 * Finds the releases that the user means: by a stack, by an API, or those of cdk.out.
 *
 * @throws CommandError, InputError
 */
export async function findTarget(terminal: Terminal, options: TargetOptions, command: string): Promise<CommandTarget> {
  const wanted = wantedStack(terminal, options);
  if (wanted?.region !== undefined && options.region !== undefined && wanted.region !== options.region) {
    throw commandError('WrongRegion', wanted.region, wanted.by, options.region);
  }
  // The environment may name the same: then nobody need say it.
  const { AWS_REGION: usual = terminal.environment.AWS_DEFAULT_REGION } = terminal.environment;
  const elsewhere = wanted?.region === usual ? undefined : wanted?.region;
  const account = new Account(terminal, { ...options, region: options.region ?? elsewhere }, commandLine(command, options));
  try {
    // Before anything else is called: the same names may be in use there.
    const region = await account.region();
    const { account: accountId, arn } = await account.identity();
    if (wanted?.account !== undefined && wanted.account !== accountId) {
      throw commandError('WrongAccount', wanted.account, wanted.by, accountId, arn);
    }
    const releases = wanted === undefined
      ? [{ restApiId: options.api!, stageName: options.stage ?? await onlyStage(account, options.api!, region), reachedBy: account.words }]
      : named(await releasesNamed(account, wanted.name, terminal, region), options.release);
    return { account, accountId, caller: arn, region, releases };
  } catch (error) {
    account.close();
    throw error;
  }
}

/** A stack that is not where it is looked for may be where cdk.out says. */
async function releasesNamed(account: Account, stackName: string, { cwd }: Pick<Terminal, 'cwd'>, region: string): Promise<Release[]> {
  try {
    return (await releasesOf(account, stackName)).releases;
  } catch (error) {
    if (!(error instanceof CommandError) || error.id !== 'UnknownStack') { throw error; }
    const elsewhere = stacksWithRelease(join(cwd, 'cdk.out')).find((one) => one.stackName === stackName && one.region !== region);
    if (elsewhere?.region === undefined) { throw error; }
    throw commandError('WrongRegion', elsewhere.region, `Stack ${stackName} of cdk.out`, region, 'the region in use');
  }
}

/** For commands that change something. @throws CommandError WhichRelease */
export function onlyRelease({ releases }: CommandTarget): Release {
  if (releases.length > 1) { throw commandError('WhichRelease', 'The stack has several releases', releases.map(nameOf)); }
  return releases[0];
}

/** undefined: the user names an API instead. */
export function wantedStack(terminal: Pick<Terminal, 'cwd'>, { stack, api, stage, release }: TargetOptions): WantedStack | undefined {
  if (api !== undefined || stage !== undefined) {
    if (stack !== undefined || release !== undefined || api === undefined) {
      throw new InputError('Give either a stack (with --release '
      + 'where it has several), or --api with --stage.');
    }
    return undefined;
  }
  if (stack !== undefined) {
    const [, region, account] = /^arn:[^:]+:cloudformation:([^:]+):([^:]+):stack\//.exec(stack) ?? [];
    return { name: stack, by: region === undefined ? `Stack ${stack}` : 'The stack', account, region };
  }
  const folder = join(terminal.cwd, 'cdk.out');
  const found = stacksWithRelease(folder);
  if (found.length === 0) { throw commandError('NoTarget', folder); }
  if (found.length > 1) { throw commandError('WhichRelease', 'cdk.out has several stacks with a release', found.map(({ stackName }) => stackName)); }
  const [{ stackName, account, region }] = found;
  return { name: stackName, by: `Stack ${stackName} of cdk.out`, account, region };
}

async function onlyStage(account: Account, restApiId: string, region: string): Promise<string> {
  const isMissing = (error: Error) => error.name === 'NotFoundException';
  const stages = await account.read('apigateway:GET', (options) => account.apiGateway.send(new GetStagesCommand({ restApiId }), options), isMissing)
    .then(({ item = [] }) => item.map(({ stageName = '' }) => stageName), (error) => {
      if (isMissing(error as Error)) { throw commandError('UnknownStage', restApiId, '(any)', region, 'no such API'); }
      throw error;
    });
  if (stages.length !== 1) { throw commandError('WhichRelease', `API ${restApiId} has ${stages.length} stages and --stage is not given`, stages); }
  return stages[0];
}

function option(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [`--${name} ${value}`];
}
