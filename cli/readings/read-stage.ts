import { GetDeploymentCommand, GetExportCommand, GetStageCommand, MethodSnapshot } from '@aws-sdk/client-api-gateway';
import { readingOf } from '../../lib/aws/gateway';
import type { LiveStage } from '../../lib/stage/live-stage';
import { BaseCalls, callsOf } from '../../lib/stage-driver/decision/base-calls';
import type { Account } from '../account/account';
import { CommandError } from '../messages/command-ids';

/** A stage with what stands around its releases. */
export interface StageSurroundings {
  readonly live: LiveStage;
  /** When anybody changed it last. */
  readonly lastUpdated?: Date;
  /** In GB. @default - the stage has no cache */
  readonly cacheSize?: string;
  /** @default - the stage has no access log */
  readonly accessLog?: { readonly destinationArn: string; readonly format: string };
}

export interface DeploymentReading {
  readonly id: string;
  readonly createdAt?: Date;
  readonly description?: string;
  /** Methods by path. */
  readonly routes: Readonly<Record<string, Record<string, MethodSnapshot>>>;
}

type StageName = { readonly restApiId: string; readonly stageName: string };

const ACTION = 'apigateway:GET';
const EXPORT_RIGHT = `${ACTION} on the export of the stage`;
const isMissing = (error: Error): boolean => error.name === 'NotFoundException';

/** undefined when there is no such stage */
export async function readStage(account: Account, { restApiId, stageName }: StageName): Promise<StageSurroundings | undefined> {
  try {
    const stage = await account.read(ACTION, (options) => account.apiGateway.send(new GetStageCommand({ restApiId, stageName }), options), isMissing);
    const { stage: live, lastUpdated } = readingOf(stage);
    const { accessLogSettings: log } = stage;
    return {
      live,
      lastUpdated,
      cacheSize: stage.cacheClusterEnabled ? stage.cacheClusterSize ?? '?' : undefined,
      accessLog: log?.destinationArn === undefined ? undefined : { destinationArn: log.destinationArn, format: log.format ?? '' },
    };
  } catch (error) {
    if (isMissing(error as Error)) { return undefined; }
    throw error;
  }
}

/** undefined when it is gone */
export async function readDeployment(account: Account, restApiId: string, deploymentId: string): Promise<DeploymentReading | undefined> {
  try {
    const { createdDate, description, apiSummary = {} } = await account.read(ACTION, (options) =>
      account.apiGateway.send(new GetDeploymentCommand({ restApiId, deploymentId, embed: ['apisummary'] }), options), isMissing);
    return { id: deploymentId, createdAt: createdDate, description, routes: apiSummary };
  } catch (error) {
    if (isMissing(error as Error)) { return undefined; }
    throw error;
  }
}

/** What the base release calls. undefined when the export could not be read */
export async function readBaseCalls(account: Account, stage: StageName, variables: LiveStage['variables']): Promise<BaseCalls | undefined> {
  const read = await readExportedCalls(account, stage, variables);
  return read && 'denied' in read ? undefined : read;
}

/** The same, and the right that was missing. */
export async function readExportedCalls(
  account: Account, { restApiId, stageName }: StageName, variables: LiveStage['variables'],
): Promise<BaseCalls | { readonly denied: string } | undefined> {
  try {
    const { body } = await account.read(ACTION, (options) => account.apiGateway.send(new GetExportCommand({
      restApiId, stageName, exportType: 'oas30', accepts: 'application/json', parameters: { extensions: 'integrations,authorizers' },
    }), options));
    return callsOf(JSON.parse(Buffer.from(body ?? []).toString('utf8')), variables);
  } catch (error) {
    // It costs one line of the screen, and the stage has been read.
    if (error instanceof CommandError && error.id === 'AccessDenied') { return { denied: EXPORT_RIGHT }; }
    if (error instanceof CommandError && error.id !== 'AwsError') { throw error; }
    if (error instanceof CommandError || error instanceof SyntaxError) { return undefined; }
    throw error;
  }
}
