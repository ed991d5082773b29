import { ApiGatewayError } from '../api-gateway-error';
import { ApiSnapshot, Deployment, Stage } from '../model';
import { newStage } from './new-stage';
import { RestApiState } from './rest-api-state';

/** Settings of a canary made together with its deployment. */
export interface DeploymentCanarySettings {
  /** @default 0 */
  readonly percentTraffic?: number;
  /** @default - none */
  readonly stageVariableOverrides?: Readonly<Record<string, string>>;
  /** @default false */
  readonly useStageCache?: boolean;
}

export interface CreateDeploymentInput {
  readonly description?: string;
  /** Stage to create, to move to the new deployment, or (with `canarySettings`) to give a canary. @default - no stage is touched */
  readonly stageName?: string;
  readonly stageDescription?: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly canarySettings?: DeploymentCanarySettings;
}

/** Refuses a CreateDeployment as AWS does. @throws ApiGatewayError */
export function checkCreateDeployment(state: RestApiState, input: CreateDeploymentInput): void {
  const { stageName, canarySettings } = input;
  const stage = stageName === undefined ? undefined : state.stages.get(stageName);
  if (canarySettings && !stageName) {
    throw invalidContent('Non null and non empty stageName must be provided for canary deployment. '
      + `Provided value is ${stageName ?? 'null'}`);
  }
  if (canarySettings && !stage) { throw invalidContent(`Stage ${stageName} must already be created before making a canary release deployment`); }
  if (!canarySettings && stage?.canarySettings) {
    throw invalidContent(`Non canary deployment not supported on stage ${stageName} because Canary is enabled. `
      + 'Provide CanarySettings in deploymentInput.');
  }
  const methods = [...state.resources.values()].flatMap((resource) => Object.values(resource.methods));
  if (methods.length === 0 && state.api.missingDocument === undefined) {
    throw new ApiGatewayError('BadRequestException', "The REST API doesn't contain any methods");
  }
  if (methods.some(({ integration }) => !integration)) { throw new ApiGatewayError('BadRequestException', 'No integration defined for method'); }
}

/** The stage that CreateDeployment names, as it leaves it: made, moved, or with a canary. */
export function stageWithDeployment(stage: Stage | undefined, deployment: Deployment, input: CreateDeploymentInput): Stage {
  const { canarySettings: canary, stageName = '', stageDescription: description, variables } = input;
  if (!stage) { return newStage({ stageName, deploymentId: deployment.id, description, variables }, deployment.createdDate); }
  const updated = { ...stage, lastUpdatedDate: deployment.createdDate };
  if (!canary) { return { ...updated, deploymentId: deployment.id, ...(variables ? { variables: { ...stage.variables, ...variables } } : {}) }; }
  return {
    ...updated,
    canarySettings: {
      deploymentId: deployment.id,
      percentTraffic: canary.percentTraffic ?? 0,
      ...(canary.stageVariableOverrides ? { stageVariableOverrides: canary.stageVariableOverrides } : {}),
      useStageCache: canary.useStageCache ?? false,
    },
  };
}

/** Refuses a DeleteDeployment while a stage or a canary serves it. @throws ApiGatewayError */
export function checkDeleteDeployment(state: RestApiState, deploymentId: string): void {
  const stages = [...state.stages.values()];
  if (stages.some((stage) => stage.deploymentId === deploymentId)) {
    throw new ApiGatewayError('BadRequestException', 'Active stages pointing to this deployment must be moved or deleted');
  }
  if (stages.some((stage) => stage.canarySettings?.deploymentId === deploymentId)) {
    throw new ApiGatewayError('BadRequestException', 'Active stages with canary settings pointing to this deployment must be moved or deleted');
  }
}

/** A copy of the API as it is now, which later edits do not reach. */
export function snapshotOf(state: RestApiState): ApiSnapshot {
  return structuredClone({
    resources: [...state.resources.values()],
    gatewayResponses: [...state.gatewayResponses.values()],
    entities: [...state.entities.values()],
    binaryMediaTypes: state.api.binaryMediaTypes ?? [],
  });
}

function invalidContent(reason: string): ApiGatewayError {
  return new ApiGatewayError('BadRequestException', `Invalid deployment content specified.${reason}`);
}
