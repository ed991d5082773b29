import { Properties, Provisioned, ResourceType } from '../../cloudformation/resource-type';
import { textOf } from '../../lambda/resource-types/property-values';
import { replacedOn } from '../../lambda/resource-types/replaced-on';
import { ApiGatewayService } from '../api-gateway-service';
import { methodOf } from './integration-properties';

/** AWS::ApiGateway::Method. An update sets the whole method anew. It reaches clients only through a new deployment. */
export function methodType(service: ApiGatewayService): ResourceType {
  const put = (properties: Properties, mode: 'create' | 'replace'): Provisioned => {
    const method = methodOf(properties);
    const [restApiId, resourceId] = ownerOf(properties);
    service.putMethod(restApiId, resourceId, method, mode);
    return { physicalId: `${restApiId}|${resourceId}|${method.httpMethod}`, attributes: {} };
  };
  return {
    requiresReplacement: replacedOn('RestApiId', 'ResourceId', 'HttpMethod'),
    create: async ({ properties }) => put(properties, 'create'),
    update: async ({ properties }) => put(properties, 'replace'),
    async delete({ properties }): Promise<void> {
      service.deleteMethod(...ownerOf(properties), methodOf(properties).httpMethod);
    },
    async read({ properties }): Promise<Properties | undefined> {
      const [restApiId, resourceId] = ownerOf(properties);
      const owner = service.hasRestApi(restApiId) ? service.listResources(restApiId).find(({ id }) => id === resourceId) : undefined;
      const live = owner?.methods[methodOf(properties).httpMethod];
      return live && { HttpMethod: live.httpMethod, AuthorizationType: live.authorizationType, ApiKeyRequired: live.apiKeyRequired };
    },
  };
}

function ownerOf(properties: Properties): [restApiId: string, resourceId: string] {
  return [textOf(properties, 'RestApiId') ?? '', textOf(properties, 'ResourceId') ?? ''];
}
