import { CreateRequest, Provisioned, ResourceType } from '../../cloudformation/resource-type';
import { parseFunctionReference } from '../function-reference';
import { LambdaError } from '../lambda-error';
import { LambdaService } from '../lambda-service';
import { textOf } from './property-values';
import { replacedOn } from './replaced-on';

/** AWS::Lambda::Alias; its physical id is the alias' ARN. Weighted routing (`RoutingConfig`) is not played: all calls go to the main version. */
export function aliasType(service: LambdaService): ResourceType {
  const put = (request: CreateRequest): Provisioned => {
    const { functionName, alias } = namesOf(request);
    const physicalId = service.putAlias(functionName, alias, textOf(request.properties, 'FunctionVersion') ?? '');
    return { physicalId, attributes: { AliasArn: physicalId } };
  };
  return {
    requiresReplacement: replacedOn('FunctionName', 'Name'),
    async create(request): Promise<Provisioned> {
      const { functionName, alias } = namesOf(request);
      if (service.findFunction(functionName)?.aliases.has(alias)) {
        throw new LambdaError('ResourceConflictException', `Alias already exists: ${functionName}:${alias}`);
      }
      return put(request);
    },
    async update(request): Promise<Provisioned> {
      return put(request);
    },
    async delete(request): Promise<void> {
      const { functionName, alias } = namesOf(request);
      service.deleteAlias(functionName, alias);
    },
  };
}

function namesOf({ properties }: CreateRequest): { functionName: string; alias: string } {
  const { functionName } = parseFunctionReference(textOf(properties, 'FunctionName') ?? '');
  return { functionName, alias: textOf(properties, 'Name') ?? '' };
}
