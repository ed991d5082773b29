import { AssetStore } from './asset-store';
import { LambdaService } from './lambda-service';
import { ResourceType } from '../cloudformation/resource-type';
import { aliasType } from './resource-types/alias-type';
import { eventInvokeConfigType } from './resource-types/event-invoke-config-type';
import { eventSourceMappingType } from './resource-types/event-source-mapping-type';
import { functionType } from './resource-types/function-type';
import { layerVersionType } from './resource-types/layer-version-type';
import { permissionType } from './resource-types/permission-type';
import { withServiceFailures } from './resource-types/service-failures';
import { versionType } from './resource-types/version-type';

/** The CloudFormation types of Lambda that the engine plays, by type name. */
export function lambdaResourceTypes(service: LambdaService, assets: AssetStore): Record<string, ResourceType> {
  return {
    'AWS::Lambda::Function': withServiceFailures(functionType(service, assets)),
    'AWS::Lambda::LayerVersion': withServiceFailures(layerVersionType(service, assets)),
    'AWS::Lambda::Version': withServiceFailures(versionType(service)),
    'AWS::Lambda::Permission': withServiceFailures(permissionType(service)),
    'AWS::Lambda::Alias': withServiceFailures(aliasType(service)),
    'AWS::Lambda::EventInvokeConfig': withServiceFailures(eventInvokeConfigType(service)),
    'AWS::Lambda::EventSourceMapping': withServiceFailures(eventSourceMappingType(service)),
  };
}
