import { CreateRequest, Provisioned, ResourceType } from '../../cloudformation/resource-type';
import { physicalName } from '../../lambda/resource-types/physical-name';
import { textOf } from '../../lambda/resource-types/property-values';
import { replacedOn } from '../../lambda/resource-types/replaced-on';
import { ApiGatewayService } from '../api-gateway-service';

interface KeptType {
  readonly createOnly: readonly string[];
  /** Attribute that `Fn::GetAtt` gives the id under. @default - none */
  readonly idAttribute?: string;
  /** Property that names it. The name then is its id. @default - a generated id */
  readonly nameProperty?: string;
}

/** The types that are only kept here, by their properties. The data plane reads authorizers, request validators, API keys and usage plans. */
const KEPT_TYPES: Readonly<Record<string, KeptType>> = {
  'AWS::ApiGateway::Account': { createOnly: [], idAttribute: 'Id' },
  'AWS::ApiGateway::ApiKey': { createOnly: ['Name', 'Value', 'GenerateDistinctId'], idAttribute: 'APIKeyId' },
  'AWS::ApiGateway::Authorizer': { createOnly: ['RestApiId'], idAttribute: 'AuthorizerId' },
  'AWS::ApiGateway::Model': { createOnly: ['RestApiId', 'Name', 'ContentType'], nameProperty: 'Name' },
  'AWS::ApiGateway::RequestValidator': { createOnly: ['RestApiId', 'Name'], idAttribute: 'RequestValidatorId' },
  'AWS::ApiGateway::UsagePlan': { createOnly: [], idAttribute: 'Id' },
  'AWS::ApiGateway::UsagePlanKey': { createOnly: ['KeyId', 'KeyType', 'UsagePlanId'], idAttribute: 'Id' },
};

/** The kept types, by type name. */
export function keptResourceTypes(service: ApiGatewayService): Record<string, ResourceType> {
  return Object.fromEntries(Object.entries(KEPT_TYPES).map(([name, kept]) => [name, keptType(service, name, kept)]));
}

function keptType(service: ApiGatewayService, kind: string, kept: KeptType): ResourceType {
  let created = 0;
  const keep = (request: CreateRequest, id: string | undefined): Provisioned => {
    const entity = service.keepEntity({ kind, properties: request.properties, id }, textOf(request.properties, 'RestApiId'));
    return { physicalId: entity.id, attributes: kept.idAttribute === undefined ? {} : { [kept.idAttribute]: entity.id } };
  };
  const nameOf = (request: CreateRequest) =>
    kept.nameProperty && (textOf(request.properties, kept.nameProperty) ?? physicalName(request, ++created, 128).replace(/[^A-Za-z0-9]/g, ''));
  return {
    requiresReplacement: replacedOn(...kept.createOnly),
    create: async (request) => keep(request, nameOf(request)),
    update: async (request) => keep(request, request.physicalId),
    async delete({ properties, physicalId }): Promise<void> {
      service.dropEntity(physicalId, textOf(properties, 'RestApiId'));
    },
  };
}
