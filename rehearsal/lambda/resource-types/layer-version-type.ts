import { Provisioned, ResourceType } from '../../cloudformation/resource-type';
import { AssetStore } from '../asset-store';
import { LambdaService } from '../lambda-service';
import { physicalName } from './physical-name';
import { objectOf, textOf } from './property-values';
import { replacedOn } from './replaced-on';

/** AWS::Lambda::LayerVersion. Its physical id is its ARN, which ends with a number that is never used twice. */
export function layerVersionType(service: LambdaService, assets: AssetStore): ResourceType {
  return {
    requiresReplacement: replacedOn('CompatibleArchitectures', 'CompatibleRuntimes', 'Content', 'Description', 'LayerName', 'LicenseInfo'),
    async create(request): Promise<Provisioned> {
      const content = objectOf(request.properties, 'Content') ?? {};
      const [bucket = '', key = ''] = [textOf(content, 'S3Bucket'), textOf(content, 'S3Key')];
      const directory = await assets.directoryOf(bucket, key);
      return provisioned(service.publishLayer(textOf(request.properties, 'LayerName') ?? physicalName(request, 1, 64), directory));
    },
    update: async ({ physicalId }) => provisioned(physicalId),
    delete: async ({ physicalId }) => service.deleteLayer(physicalId),
  };
}

function provisioned(layerVersionArn: string): Provisioned {
  return { physicalId: layerVersionArn, attributes: { LayerVersionArn: layerVersionArn } };
}
