import { Properties } from '../../cloudformation/resource-type';
import { AccessLogSettings, StageCanary, Stage } from '../model';

/** Properties of a stage whose keys are the user's. */
export const STAGE_MAPS = ['/Variables', '/CanarySetting/StageVariableOverrides'];

/** A live stage in the words of AWS::ApiGateway::Stage. `MethodSettings` and `Tags` are not told. */
export function liveStageProperties(restApiId: string, stage: Stage): Properties {
  return {
    RestApiId: restApiId,
    StageName: stage.stageName,
    DeploymentId: stage.deploymentId,
    Description: stage.description,
    Variables: stage.variables,
    CanarySetting: stage.canarySettings && liveCanary(stage.canarySettings),
    AccessLogSetting: stage.accessLogSettings && liveAccessLog(stage.accessLogSettings),
    CacheClusterEnabled: stage.cacheClusterEnabled,
    CacheClusterSize: stage.cacheClusterSize,
    ClientCertificateId: stage.clientCertificateId,
    DocumentationVersion: stage.documentationVersion,
    TracingEnabled: stage.tracingEnabled,
  };
}

function liveCanary(canary: StageCanary): Properties {
  return {
    DeploymentId: canary.deploymentId,
    PercentTraffic: canary.percentTraffic,
    UseStageCache: canary.useStageCache,
    StageVariableOverrides: canary.stageVariableOverrides,
  };
}

function liveAccessLog({ destinationArn, format }: AccessLogSettings): Properties {
  return { DestinationArn: destinationArn, Format: format };
}
