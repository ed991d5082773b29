import { CreateRequest, Properties, Provisioned, ResourceType } from '../../cloudformation/resource-type';
import { textOf } from '../../lambda/resource-types/property-values';
import { replacedOn } from '../../lambda/resource-types/replaced-on';
import { ApiGatewayService } from '../api-gateway-service';

/** AWS::ApiGateway::Resource: one part of a path. */
export function apiResourceType(service: ApiGatewayService): ResourceType {
  return {
    requiresReplacement: replacedOn('RestApiId', 'ParentId', 'PathPart'),
    async create(request): Promise<Provisioned> {
      const { properties } = request;
      const { id } = service.createResource(restApiIdOf(request), textOf(properties, 'ParentId') ?? '', textOf(properties, 'PathPart') ?? '');
      return { physicalId: id, attributes: { ResourceId: id } };
    },
    async update({ physicalId }): Promise<Provisioned> {
      return { physicalId, attributes: { ResourceId: physicalId } };
    },
    async delete(request): Promise<void> {
      service.deleteResource(restApiIdOf(request), request.physicalId);
    },
    async read(request): Promise<Properties | undefined> {
      const restApiId = restApiIdOf(request);
      const found = service.hasRestApi(restApiId) && service.listResources(restApiId).find(({ id }) => id === request.physicalId);
      return found ? { RestApiId: restApiId, ParentId: found.parentId, PathPart: found.pathPart } : undefined;
    },
  };
}

function restApiIdOf({ properties }: CreateRequest): string {
  return textOf(properties, 'RestApiId') ?? '';
}
