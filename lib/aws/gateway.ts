import {
  APIGatewayClient, GetDeploymentCommand, GetExportCommand, GetStageCommand, MethodSnapshot, NotFoundException, Stage, UpdateStageCommand,
} from '@aws-sdk/client-api-gateway';
import type { Calls } from './calls';
import type { LiveAccessLog, LiveStage } from '../stage/live-stage';
import type { PatchOperation } from '../stage/patch-operations';
import type { ClockReading } from '../stage-driver/contract/stack-history';

/** Methods of a deployment by path, as GetDeployment's `apiSummary` gives them. */
export type DeploymentSummary = Record<string, Record<string, MethodSnapshot>>;

/** A stage and when it was last changed by anyone. */
export interface StageReading {
  readonly stage: LiveStage;
  readonly lastUpdated?: Date;
  /** Absent when API Gateway did not tell its time. */
  readonly clock?: ClockReading;
  readonly accessLog?: LiveAccessLog;
}

/** The calls that the driver makes to API Gateway. Its client repeats nothing by itself. */
export class Gateway {
  constructor(private readonly client: APIGatewayClient, private readonly calls: Calls) {}

  /** Undefined when the API or the stage does not exist. */
  async readStage(restApiId: string, stageName: string): Promise<StageReading | undefined> {
    try {
      const stage = await this.calls.read((options) => this.client.send(new GetStageCommand({ restApiId, stageName }), options));
      return { ...readingOf(stage), clock: this.calls.clockOf(stage) };
    } catch (error) {
      if (error instanceof NotFoundException) { return undefined; }
      throw error;
    }
  }

  /** One attempt, which ends in time. @throws the error of API Gateway, or that there was no answer */
  async updateStage(restApiId: string, stageName: string, operations: readonly PatchOperation[], milliseconds: number): Promise<void> {
    const command = new UpdateStageCommand({ restApiId, stageName, patchOperations: [...operations] });
    await this.calls.once((options) => this.client.send(command, options), milliseconds);
  }

  async readEndpoints(restApiId: string, deploymentId: string): Promise<DeploymentSummary> {
    const command = new GetDeploymentCommand({ restApiId, deploymentId, embed: ['apisummary'] });
    const deployment = await this.calls.read((options) => this.client.send(command, options));
    return deployment.apiSummary ?? {};
  }

  /** The base release as OpenAPI 3, with what its routes and authorizers call. */
  async readDefinition(restApiId: string, stageName: string): Promise<object> {
    const command = new GetExportCommand({
      restApiId, stageName, exportType: 'oas30', accepts: 'application/json', parameters: { extensions: 'integrations,authorizers' },
    });
    const { body } = await this.calls.read((options) => this.client.send(command, options));
    return JSON.parse(Buffer.from(body ?? []).toString('utf8'));
  }
}

/** What a stage says of its releases. */
export function readingOf(stage: Stage): StageReading {
  const canary = stage.canarySettings;
  return {
    lastUpdated: stage.lastUpdatedDate,
    accessLog: stage.accessLogSettings,
    stage: {
      deploymentId: stage.deploymentId ?? '',
      variables: stage.variables ?? {},
      canary: canary && {
        deploymentId: canary.deploymentId ?? '',
        percentTraffic: canary.percentTraffic ?? 0,
        useStageCache: canary.useStageCache ?? false,
        stageVariableOverrides: canary.stageVariableOverrides ?? {},
      },
    },
  };
}
