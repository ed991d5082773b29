import { CreateRequest, Provisioned, ResourceType } from '../../cloudformation/resource-type';
import { parseFunctionReference } from '../function-reference';
import { LambdaService } from '../lambda-service';
import { textOf } from './property-values';
import { replacedOn } from './replaced-on';

/** AWS::Lambda::Alias. Its physical id is the alias' ARN. Weighted routing (`RoutingConfig`) is not played: all calls go to the main version. */
export function aliasType(service: LambdaService): ResourceType {
  return {
    requiresReplacement: replacedOn('FunctionName', 'Name'),
    async create(request): Promise<Provisioned> {
      const { functionName, alias, version } = namesOf(request);
      return provisioned(service.createAlias(functionName, alias, version));
    },
    async update(request): Promise<Provisioned> {
      const { functionName, alias, version } = namesOf(request);
      return provisioned(service.putAlias(functionName, alias, version));
    },
    async delete(request): Promise<void> {
      const { functionName, alias } = namesOf(request);
      service.deleteAlias(functionName, alias);
    },
  };
}

function provisioned(physicalId: string): Provisioned {
  return { physicalId, attributes: { AliasArn: physicalId } };
}

function namesOf({ properties }: Pick<CreateRequest, 'properties'>): { functionName: string; alias: string; version: string } {
  const { functionName } = parseFunctionReference(textOf(properties, 'FunctionName') ?? '');
  return { functionName, alias: textOf(properties, 'Name') ?? '', version: textOf(properties, 'FunctionVersion') ?? '' };
}
