import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { awsError, FailedCall, isRefused, isThrottled, isTransient } from './aws-error';
import { profilesIn } from './profiles';
import { boundedAttempt } from '../../lib/aws/attempt';
import type { CallOptions } from '../../lib/aws/calls';
import { pause } from '../../lib/aws/retry';
import { CommandError, commandError } from '../messages/command-ids';
import { shellWord } from '../shell-word';
import type { Terminal } from '../terminal';

/** How AWS is reached, as the user said it. What is not said is found where the SDK finds it. */
export interface AccountOptions {
  readonly profile?: string;
  readonly region?: string;
  readonly endpointUrl?: string;
  /** Told to AWS with each call, so that CloudTrail has it. At most 50 characters. @default - none */
  readonly appId?: string;
}

export interface Identity {
  readonly account: string;
  readonly arn: string;
}

/** What is known of a write: it was answered, AWS refused it, or the answer was lost and it may have had its effect. */
export type WriteOutcome<T> =
  | { readonly outcome: 'answered'; readonly answer: T }
  /** @param isConflict something else is being changed at this moment */
  | { readonly outcome: 'refused' | 'unknown'; readonly error: CommandError; readonly isConflict?: boolean };

const ATTEMPTS = 6;
const READ_MILLISECONDS = 20_000;
const CALL_MILLISECONDS = 10_000;

/** The clients of one account and region, and the way in which commands read through them. */
export class Account {
  readonly apiGateway: APIGatewayClient;
  readonly cloudFormation: CloudFormationClient;
  readonly cloudWatch: CloudWatchClient;
  readonly logs: CloudWatchLogsClient;
  readonly lambda: LambdaClient;
  readonly eventBridge: EventBridgeClient;
  /** The options by which the same command goes to the same account and region, for commands to copy. */
  readonly words: readonly string[];
  private readonly sts: STSClient;
  private readonly profile?: string;

  /** @param command the command line without the options for AWS, for advice: `status --stack Shop` */
  constructor(private readonly terminal: Terminal, { profile, region, endpointUrl, appId }: AccountOptions, private readonly command: string) {
    const { environment: env } = terminal;
    this.profile = profile ?? env.AWS_PROFILE;
    this.words = reachedBy({ profile, region, endpointUrl });
    const config = {
      // What the SDK reads by itself: AWS_REGION, and the profile's region.
      ...region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION ? { region: region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION } : {},
      ...profile === undefined ? {} : { profile },
      ...endpointUrl === undefined ? {} : { endpoint: endpointUrl },
      ...appId === undefined ? {} : { userAgentAppId: appId },
      // Repeated here, where it is said.
      maxAttempts: 1,
    };
    // The SDK hands it to what reads the profile.
    const asking = { ...config, ...terminal.interactive ? { mfaCodeProvider: (device: string) => this.mfaCode(device) } : {} };
    this.sts = new STSClient(asking);
    // A code is good for one use: what it has brought is for all clients.
    const shared = { ...config, credentials: this.sts.config.credentials };
    this.apiGateway = new APIGatewayClient(shared);
    this.cloudFormation = new CloudFormationClient(shared);
    this.cloudWatch = new CloudWatchClient(shared);
    this.logs = new CloudWatchLogsClient(shared);
    this.lambda = new LambdaClient(shared);
    this.eventBridge = new EventBridgeClient(shared);
  }

  /** @throws CommandError NoRegion */
  async region(): Promise<string> {
    try {
      return await this.sts.config.region();
    } catch (error) {
      throw this.worded(error, 'reading the region', 1);
    }
  }

  /** Who the caller is. Asks for the code of an MFA device where the profile wants one, and somebody is there. */
  async identity(): Promise<Identity> {
    if (this.terminal.interactive) { await this.credentials(); }
    const { Account: account = '', Arn: arn = '' } = await this.read(
      'sts:GetCallerIdentity', (options) => this.sts.send(new GetCallerIdentityCommand({}), options),
    );
    return { account, arn };
  }

  /**
   * Reads, again while the error may pass: six times within 20 s.
   *
   * @param action as IAM names it
   * @param isAnswer for errors that say something of the target. They are thrown as they are
   * @throws CommandError otherwise
   */
  async read<T>(action: string, call: (options: CallOptions) => Promise<T>, isAnswer: (error: Error) => boolean = () => false): Promise<T> {
    const { time, patience } = this.patience();
    for (let attempt = 1; ; attempt++) {
      try {
        return await boundedAttempt((abortSignal) => call({ abortSignal }), CALL_MILLISECONDS, time);
      } catch (error) {
        if (isAnswer(error as Error)) { throw error; }
        if (!isTransient(error) || attempt === ATTEMPTS || !await pause(attempt, patience)) { throw this.worded(error, action, attempt); }
      }
    }
  }

  /**
   * Writes once. Again only while AWS takes no calls, because then nothing was done: six times within 20 s.
   *
   * @param action as IAM names it
   */
  async write<T>(action: string, call: (options: CallOptions) => Promise<T>): Promise<WriteOutcome<T>> {
    const { time, patience } = this.patience();
    for (let attempt = 1; ; attempt++) {
      try {
        return { outcome: 'answered', answer: await boundedAttempt((abortSignal) => call({ abortSignal }), CALL_MILLISECONDS, time) };
      } catch (error) {
        if (isThrottled(error) && attempt < ATTEMPTS && await pause(attempt, patience)) { continue; }
        const isConflict = (error as Error).name === 'ConflictException';
        return { outcome: isRefused(error) ? 'refused' : 'unknown', error: this.worded(error, action, attempt), isConflict };
      }
    }
  }

  close(): void {
    const { apiGateway, cloudFormation, cloudWatch, logs, lambda, eventBridge, sts } = this;
    for (const client of [apiGateway, cloudFormation, cloudWatch, logs, lambda, eventBridge, sts]) { client.destroy(); }
  }

  /** Before any call, each of which has its time: a person may take longer. */
  private async credentials(): Promise<void> {
    try {
      await this.sts.config.credentials();
    } catch (error) {
      throw this.worded(error, 'sts:AssumeRole', 1);
    }
  }

  private async mfaCode(device: string): Promise<string> {
    const code = (await this.terminal.ask(`Code of the MFA device ${device}: `))?.trim();
    if (!code) { throw commandError('MfaNeeded', this.profile); }
    return code;
  }

  private patience() {
    const time = { now: () => new Date(), sleep: (milliseconds: number) => this.terminal.sleep(milliseconds), startTimer: realTimer };
    return { time, patience: { time, random: Math.random, log: () => undefined, deadline: new Date(Date.now() + READ_MILLISECONDS) } };
  }

  private worded(error: unknown, action: string, attempts: number): CommandError {
    const { environment: env } = this.terminal;
    const call: FailedCall = {
      action,
      command: this.command,
      profile: this.profile,
      profiles: profilesIn(env),
      proxy: env.HTTPS_PROXY ?? env.https_proxy,
      attempts,
      seconds: READ_MILLISECONDS / 1000,
    };
    return awsError(error, call);
  }
}

/** What is said on the command line. The environment is the same for the next command. */
export function reachedBy({ profile, region, endpointUrl }: AccountOptions): string[] {
  const said = { profile, region, 'endpoint-url': endpointUrl };
  return Object.entries(said).flatMap(([name, value]) => value === undefined ? [] : [`--${name} ${shellWord(value)}`]);
}

function realTimer(milliseconds: number, expire: () => void): () => void {
  const timer = setTimeout(expire, milliseconds);
  return () => clearTimeout(timer);
}
