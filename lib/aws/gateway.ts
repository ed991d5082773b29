import { APIGatewayClient, GetDeploymentCommand, GetExportCommand, GetStageCommand, MethodSnapshot, NotFoundException, Stage, UpdateStageCommand } from '@aws-sdk/client-api-gateway';
import { Sleep, whileAccessSettles } from './retry';
import type { LiveStage } from '../stage/live-stage';
import type { PatchOperation } from '../stage/patch-operations';

/** Methods of a deployment by path, as GetDeployment's `apiSummary` gives them. */
export type DeploymentSummary = Record<string, Record<string, MethodSnapshot>>;

/** A stage and when it was last changed by anyone. */
export interface StageReading {
  readonly stage: LiveStage;
  readonly lastUpdated?: Date;
}

/** The calls that the driver makes to API Gateway. */
export class Gateway {
  constructor(private readonly client: APIGatewayClient, private readonly sleep: Sleep) {}

  /** Undefined when the API or the stage does not exist. */
  public async readStage(restApiId: string, stageName: string): Promise<StageReading | undefined> {
    try {
      return readingOf(await this.send(() => this.client.send(new GetStageCommand({ restApiId, stageName }))));
    } catch (error) {
      if (error instanceof NotFoundException) { return undefined; }
      throw error;
    }
  }

  public async updateStage(restApiId: string, stageName: string, operations: readonly PatchOperation[]): Promise<void> {
    await this.send(() => this.client.send(new UpdateStageCommand({ restApiId, stageName, patchOperations: [...operations] })));
  }

  public async readEndpoints(restApiId: string, deploymentId: string): Promise<DeploymentSummary> {
    const deployment = await this.send(() => this.client.send(new GetDeploymentCommand({ restApiId, deploymentId, embed: ['apisummary'] })));
    return deployment.apiSummary ?? {};
  }

  /** The base release as OpenAPI 3, with what its routes and authorizers call. */
  public async readDefinition(restApiId: string, stageName: string): Promise<object> {
    const { body } = await this.send(() => this.client.send(new GetExportCommand({
      restApiId, stageName, exportType: 'oas30', accepts: 'application/json', parameters: { extensions: 'integrations,authorizers' },
    })));
    return JSON.parse(Buffer.from(body ?? []).toString('utf8'));
  }

  private send<T>(call: () => Promise<T>): Promise<T> {
    return whileAccessSettles(call, this.sleep);
  }
}

function readingOf(stage: Stage): StageReading {
  const canary = stage.canarySettings;
  return {
    lastUpdated: stage.lastUpdatedDate,
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
