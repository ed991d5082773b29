import { CreateRequest, Provisioned, ResourceType } from '../../cloudformation/resource-type';
import { parseFunctionReference } from '../function-reference';
import { LambdaService } from '../lambda-service';
import { numberOf, objectOf, textOf } from './property-values';
import { replacedOn } from './replaced-on';

/** AWS::Lambda::Alias. Its physical id is the alias' ARN. */
export function aliasType(service: LambdaService): ResourceType {
  return {
    requiresReplacement: replacedOn('FunctionName', 'Name'),
    async create(request): Promise<Provisioned> {
      const { functionName, alias, version } = namesOf(request);
      const arn = service.createAlias(functionName, alias, version, { weights: weightsOf(request) });
      keepWarm(service, request);
      return provisioned(arn);
    },
    async update(request): Promise<Provisioned> {
      const { functionName, alias, version } = namesOf(request);
      const arn = service.updateAlias(functionName, alias, version, { weights: weightsOf(request) });
      keepWarm(service, request);
      return provisioned(arn);
    },
    async delete(request): Promise<void> {
      const { functionName, alias } = namesOf(request);
      service.deleteAlias(functionName, alias);
    },
  };
}

function keepWarm(service: LambdaService, request: CreateRequest): void {
  const { functionName, alias } = namesOf(request);
  const settings = objectOf(request.properties, 'ProvisionedConcurrencyConfig') ?? {};
  service.provisioned.set(functionName, alias, numberOf(settings, 'ProvisionedConcurrentExecutions'));
}

function provisioned(physicalId: string): Provisioned {
  return { physicalId, attributes: { AliasArn: physicalId } };
}

function namesOf({ properties }: Pick<CreateRequest, 'properties'>): { functionName: string; alias: string; version: string } {
  const { functionName } = parseFunctionReference(textOf(properties, 'FunctionName') ?? '');
  return { functionName, alias: textOf(properties, 'Name') ?? '', version: textOf(properties, 'FunctionVersion') ?? '' };
}

/** `AdditionalVersionWeights` is a list in a template, and a map in the service. */
function weightsOf({ properties }: Pick<CreateRequest, 'properties'>): Record<string, number> {
  const { AdditionalVersionWeights: weights } = objectOf(properties, 'RoutingConfig') ?? {};
  const listed = Array.isArray(weights) ? weights as Array<Record<string, unknown>> : [];
  return Object.fromEntries(listed.map(({ FunctionVersion, FunctionWeight }) => [String(FunctionVersion), Number(FunctionWeight)]));
}
