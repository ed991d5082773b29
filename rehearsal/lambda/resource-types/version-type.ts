import { Properties, Provisioned, ResourceFailure, ResourceType } from '../../cloudformation/resource-type';
import { parseFunctionReference } from '../function-reference';
import { LambdaService } from '../lambda-service';
import { numberOf, objectOf, textOf } from './property-values';
import { replacedOn } from './replaced-on';

/** AWS::Lambda::Version. Its physical id is the version's ARN. */
export function versionType(service: LambdaService): ResourceType {
  return {
    requiresReplacement: replacedOn('FunctionName', 'CodeSha256', 'Description', 'ProvisionedConcurrencyConfig', 'RuntimePolicy'),
    async create({ properties }): Promise<Provisioned> {
      const { functionName } = parseFunctionReference(textOf(properties, 'FunctionName') ?? '');
      const existing = service.unchangedSincePublished(functionName);
      if (existing) {
        throw new ResourceFailure(
          `A version for this Lambda function exists ( ${existing.version} ). Modify the function to create a new version.`);
      }
      const options = { description: textOf(properties, 'Description'), codeSha256: textOf(properties, 'CodeSha256') };
      const { version, functionVersionArn } = service.publishVersion(functionName, options);
      const instances = numberOf(objectOf(properties, 'ProvisionedConcurrencyConfig') ?? {}, 'ProvisionedConcurrentExecutions');
      service.provisioned.set(functionName, version, instances);
      return provisioned(functionVersionArn);
    },
    async update({ physicalId }): Promise<Provisioned> {
      return provisioned(physicalId);
    },
    async delete({ physicalId }): Promise<void> {
      const { functionName, qualifier } = parseFunctionReference(physicalId);
      if (qualifier === undefined) { return; }
      // What CloudFormation has made it takes away.
      service.provisioned.set(functionName, qualifier, undefined);
      service.deleteVersion(functionName, qualifier);
    },
    async read({ physicalId }): Promise<Properties | undefined> {
      const { functionName, qualifier } = parseFunctionReference(physicalId);
      return service.findFunction(functionName)?.versions.has(qualifier ?? '') ? {} : undefined;
    },
  };
}

function provisioned(functionVersionArn: string): Provisioned {
  return {
    physicalId: functionVersionArn,
    attributes: { FunctionArn: functionVersionArn, Version: parseFunctionReference(functionVersionArn).qualifier },
  };
}
