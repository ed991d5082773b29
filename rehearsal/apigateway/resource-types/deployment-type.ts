import { CreateRequest, Properties, Provisioned, ResourceType } from '../../cloudformation/resource-type';
import { flagOf, numberOf, objectOf, textOf, textsOf } from '../../lambda/resource-types/property-values';
import { replacedOn } from '../../lambda/resource-types/replaced-on';
import { ApiGatewayService } from '../api-gateway-service';
import { CreateDeploymentInput, DeploymentCanarySettings } from '../service/deployments';

/**
 * AWS::ApiGateway::Deployment: the API as it is at the moment of creation.
 *
 * Changing it in place only describes it anew. A change of `StageName` has no effect (assumed: AWS documents "no
 * interruption", the documentation's own correction awsdocs/aws-cloudformation-user-guide#387 says that it is not possible).
 */
export function deploymentType(service: ApiGatewayService): ResourceType {
  return {
    requiresReplacement: replacedOn('RestApiId', 'DeploymentCanarySettings'),
    async create(request): Promise<Provisioned> {
      return provisioned(service.createDeployment(restApiIdOf(request), inputOf(request.properties)).id);
    },
    async update(request): Promise<Provisioned> {
      service.updateDeployment(restApiIdOf(request), request.physicalId, { description: textOf(request.properties, 'Description') });
      return provisioned(request.physicalId);
    },
    async delete(request): Promise<void> {
      const restApiId = restApiIdOf(request);
      if (!isThere(service, restApiId, request.physicalId)) { return; }
      deleteOwnStage(service, restApiId, request);
      service.deleteDeployment(restApiId, request.physicalId);
    },
    async read(request): Promise<Properties | undefined> {
      const restApiId = restApiIdOf(request);
      if (!isThere(service, restApiId, request.physicalId)) { return undefined; }
      return { RestApiId: restApiId, Description: service.getDeployment(restApiId, request.physicalId).description };
    },
  };
}

/**
 * Assumed: the stage that a deployment made through `StageName` goes with it. Stacks whose only stage is made this way
 * (Serverless Framework) are known to be deleted without trouble, although a deployment with a stage cannot be deleted.
 */
function deleteOwnStage(service: ApiGatewayService, restApiId: string, { properties, physicalId }: CreateRequest & { physicalId: string }): void {
  const stageName = textOf(properties, 'StageName');
  if (stageName === undefined || properties.DeploymentCanarySettings !== undefined) { return; }
  const stage = service.findStage(restApiId, stageName);
  if (stage?.deploymentId === physicalId && !stage.canarySettings) { service.deleteStage(restApiId, stageName); }
}

function isThere(service: ApiGatewayService, restApiId: string, deploymentId: string): boolean {
  return service.hasRestApi(restApiId) && service.listDeployments(restApiId).some(({ id }) => id === deploymentId);
}

function inputOf(properties: Properties): CreateDeploymentInput {
  const stage = objectOf(properties, 'StageDescription') ?? {};
  const canary = objectOf(properties, 'DeploymentCanarySettings');
  return {
    description: textOf(properties, 'Description'),
    stageName: textOf(properties, 'StageName'),
    stageDescription: textOf(stage, 'Description'),
    variables: textsOf(stage, 'Variables'),
    canarySettings: canary && canaryOf(canary),
  };
}

function canaryOf(canary: Properties): DeploymentCanarySettings {
  return {
    percentTraffic: numberOf(canary, 'PercentTraffic'),
    stageVariableOverrides: textsOf(canary, 'StageVariableOverrides'),
    useStageCache: flagOf(canary, 'UseStageCache'),
  };
}

function restApiIdOf({ properties }: CreateRequest): string {
  return textOf(properties, 'RestApiId') ?? '';
}

function provisioned(deploymentId: string): Provisioned {
  return { physicalId: deploymentId, attributes: { DeploymentId: deploymentId } };
}
