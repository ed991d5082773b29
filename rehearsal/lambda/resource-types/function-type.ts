import { CreateRequest, Properties, Provisioned, ResourceFailure, ResourceType } from '../../cloudformation/resource-type';
import { AssetStore } from '../asset-store';
import { FunctionConfiguration, LambdaFunction } from '../lambda-function';
import { LambdaService } from '../lambda-service';
import { inlineCodeFolder } from './inline-code';
import { physicalName } from './physical-name';
import { numberOf, objectOf, textOf, textsOf } from './property-values';
import { replacedOn } from './replaced-on';

/** AWS::Lambda::Function. Its physical id is the function's name. */
export function functionType(service: LambdaService, assets: AssetStore): ResourceType {
  let created = 0;
  return {
    requiresReplacement: replacedOn('FunctionName', 'PackageType', 'TenancyConfig'),
    async create(request: CreateRequest): Promise<Provisioned> {
      const name = textOf(request.properties, 'FunctionName') ?? physicalName(request, ++created, 64);
      return provisioned(service.createFunction(name, await configurationOf(request, service, assets)));
    },
    async update(request): Promise<Provisioned> {
      return provisioned(service.updateFunction(request.physicalId, await configurationOf(request, service, assets)));
    },
    async delete({ physicalId }): Promise<void> {
      service.deleteFunction(physicalId);
    },
    async read({ physicalId }): Promise<Properties | undefined> {
      const found = service.findFunction(physicalId);
      return found && liveProperties(found);
    },
    maps: ['/Environment/Variables'],
  };
}

function provisioned({ functionName, functionArn }: LambdaFunction): Provisioned {
  return { physicalId: functionName, attributes: { Arn: functionArn } };
}

/** Not its code: CloudFormation does not compare that either. */
function liveProperties({ functionName, latest }: LambdaFunction): Properties {
  return {
    FunctionName: functionName,
    Handler: latest.handler,
    Timeout: latest.timeoutSeconds,
    Description: latest.description,
    Environment: latest.environment && { Variables: latest.environment },
  };
}

async function configurationOf({ properties, logicalId }: CreateRequest, service: LambdaService, assets: AssetStore): Promise<FunctionConfiguration> {
  const environment = objectOf(properties, 'Environment');
  return {
    ...await codeOf(properties, logicalId, assets),
    handler: textOf(properties, 'Handler') ?? 'index.handler',
    environment: environment && textsOf(environment, 'Variables'),
    timeoutSeconds: numberOf(properties, 'Timeout'),
    description: textOf(properties, 'Description'),
    logGroup: textOf(objectOf(properties, 'LoggingConfig') ?? {}, 'LogGroup'),
    layerFolders: layersOf(properties).flatMap((arn) => service.layerFolder(arn) ?? []),
    role: textOf(properties, 'Role'),
    settings: settingsOf(properties),
  };
}

/** What has a field of its own, and what a version does not freeze: PublishVersion compares code and configuration. */
const NOT_FROZEN = new Set([
  'FunctionName', 'Code', 'Handler', 'Environment', 'Timeout', 'Description',
  'Tags', 'ReservedConcurrentExecutions', 'CodeSigningConfigArn', 'TenancyConfig',
]);

function settingsOf(properties: Properties): string {
  const frozen = Object.entries(properties).filter(([name]) => !NOT_FROZEN.has(name));
  return JSON.stringify(frozen.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function layersOf({ Layers }: Properties): string[] {
  return Array.isArray(Layers) ? Layers.map(String) : [];
}

/** Code that is not in the assembly, or of another runtime than Node.js, is known by its name, and does not run. */
async function codeOf(
  properties: Properties, logicalId: string, assets: AssetStore,
): Promise<Pick<FunctionConfiguration, 'directory' | 'codeId' | 'notRun'>> {
  const code = objectOf(properties, 'Code') ?? {};
  const [inline, image, bucket, key] = ['ZipFile', 'ImageUri', 'S3Bucket', 'S3Key'].map((name) => textOf(code, name));
  const runtime = textOf(properties, 'Runtime');
  const otherRuntime = runtime === undefined || runtime.startsWith('nodejs') ? undefined : `its runtime is ${runtime}`;
  if (image !== undefined) { return { directory: '', codeId: image, notRun: 'its code is a container image' }; }
  if (inline !== undefined) { return { ...inlineCodeFolder(inline), notRun: otherRuntime }; }
  if (bucket === undefined || key === undefined) {
    throw new ResourceFailure(
      `Code of ${logicalId} must be ZipFile, ImageUri, or S3Bucket with S3Key, got ${Object.keys(code).join(', ') || 'nothing'}.`,
    );
  }
  const codeId = [bucket, key, textOf(code, 'S3ObjectVersion')].filter((part) => part !== undefined).join('/');
  if (otherRuntime !== undefined) { return { directory: '', codeId, notRun: otherRuntime }; }
  const directory = await directoryOf(assets, bucket, key);
  return directory === undefined
    ? { directory: '', codeId, notRun: `its code s3://${bucket}/${key} is not in the assembly` }
    : { directory, codeId };
}

async function directoryOf(assets: AssetStore, bucket: string, key: string): Promise<string | undefined> {
  try {
    return await assets.directoryOf(bucket, key);
  } catch (error) {
    throw new ResourceFailure(`Error occurred while GetObject. ${(error as Error).message}`);
  }
}
