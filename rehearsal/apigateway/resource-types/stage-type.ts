import { CreateRequest, Properties, Provisioned, ResourceType } from '../../cloudformation/resource-type';
import { flagOf, numberOf, objectOf, textOf, textsOf } from '../../lambda/resource-types/property-values';
import { replacedOn } from '../../lambda/resource-types/replaced-on';
import { ApiGatewayService } from '../api-gateway-service';
import { AccessLogSettings, StageCanary, Stage } from '../model';
import { liveStageProperties, STAGE_MAPS } from './live-stage-properties';
import { stageValues } from './stage-properties';
import { StageUpdateHypotheses, stageUpdateOperations } from './stage-update';
import { CreateStageInput } from '../service/new-stage';
import { patchStage } from '../stage-patch/patch-stage';

/** AWS::ApiGateway::Stage. Its physical id is the stage's name. How an update reaches the live stage is told by `stageUpdateOperations`. */
export function stageType(service: ApiGatewayService, hypotheses: StageUpdateHypotheses): ResourceType {
  return {
    requiresReplacement: replacedOn('RestApiId', 'StageName'),
    async create(request): Promise<Provisioned> {
      return provisioned(service.createStage(restApiIdOf(request), inputOf(request.properties)).stageName);
    },
    async update(request): Promise<Provisioned> {
      const restApiId = restApiIdOf(request);
      const live = service.getStage(restApiId, request.physicalId);
      const operations = stageUpdateOperations(request.previousProperties, request.properties, live, hypotheses);
      if (operations.length > 0) { service.updateStage(restApiId, request.physicalId, operations); }
      return provisioned(request.physicalId);
    },
    async delete(request): Promise<void> {
      service.deleteStage(restApiIdOf(request), request.physicalId);
    },
    async read(request): Promise<Properties | undefined> {
      const stage = service.hasRestApi(restApiIdOf(request)) ? service.findStage(restApiIdOf(request), request.physicalId) : undefined;
      return stage && liveStageProperties(restApiIdOf(request), stage);
    },
    maps: STAGE_MAPS,
  };
}

function provisioned(stageName: string): Provisioned {
  return { physicalId: stageName, attributes: {} };
}

function restApiIdOf({ properties }: CreateRequest): string {
  return textOf(properties, 'RestApiId') ?? '';
}

function inputOf(properties: Properties): CreateStageInput {
  const canary = objectOf(properties, 'CanarySetting');
  return {
    stageName: textOf(properties, 'StageName') ?? 'default',
    deploymentId: textOf(properties, 'DeploymentId') ?? '',
    description: textOf(properties, 'Description'),
    variables: textsOf(properties, 'Variables'),
    canarySettings: canary && canaryOf(canary),
    methodSettings: methodSettingsOf(properties),
    accessLogSettings: accessLogOf(properties),
    cacheClusterEnabled: flagOf(properties, 'CacheClusterEnabled'),
    cacheClusterSize: textOf(properties, 'CacheClusterSize'),
    clientCertificateId: textOf(properties, 'ClientCertificateId'),
    documentationVersion: textOf(properties, 'DocumentationVersion'),
    tracingEnabled: flagOf(properties, 'TracingEnabled'),
  };
}

function canaryOf(canary: Properties): Partial<StageCanary> {
  return {
    deploymentId: textOf(canary, 'DeploymentId'),
    percentTraffic: numberOf(canary, 'PercentTraffic'),
    stageVariableOverrides: textsOf(canary, 'StageVariableOverrides'),
    useStageCache: flagOf(canary, 'UseStageCache'),
  };
}

function accessLogOf(properties: Properties): AccessLogSettings | undefined {
  const settings = objectOf(properties, 'AccessLogSetting');
  return settings && { destinationArn: textOf(settings, 'DestinationArn'), format: textOf(settings, 'Format') };
}

/** Method settings are set on an empty stage by the same rules as on a live one. */
function methodSettingsOf(properties: Properties): Stage['methodSettings'] {
  const operations = [...stageValues({ MethodSettings: properties.MethodSettings })].map(([path, value]) => ({ op: 'replace', path, value }));
  const epoch = new Date(0);
  const empty: Stage = {
    stageName: '',
    deploymentId: '',
    methodSettings: {},
    cacheClusterEnabled: false,
    tracingEnabled: false,
    createdDate: epoch,
    lastUpdatedDate: epoch,
  };
  const result = patchStage(empty, operations, { deploymentExists: () => false, hypotheses: { deploymentIdOnCanaryStage: 'accepted' }, now: epoch });
  return result.outcome === 'patched' ? result.stage.methodSettings : {};
}
