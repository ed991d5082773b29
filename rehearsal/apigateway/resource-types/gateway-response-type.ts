import { Properties, Provisioned, ResourceType } from '../../cloudformation/resource-type';
import { textOf, textsOf } from '../../lambda/resource-types/property-values';
import { replacedOn } from '../../lambda/resource-types/replaced-on';
import { ApiGatewayService } from '../api-gateway-service';

/** AWS::ApiGateway::GatewayResponse. Reaches clients only through a new deployment. */
export function gatewayResponseType(service: ApiGatewayService): ResourceType {
  const put = (properties: Properties): Provisioned => {
    const restApiId = textOf(properties, 'RestApiId') ?? '';
    const responseType = textOf(properties, 'ResponseType') ?? '';
    service.putGatewayResponse(restApiId, {
      responseType,
      statusCode: textOf(properties, 'StatusCode'),
      responseTemplates: textsOf(properties, 'ResponseTemplates'),
      responseParameters: textsOf(properties, 'ResponseParameters'),
    });
    const physicalId = `${restApiId}|${responseType}`;
    return { physicalId, attributes: { Id: physicalId } };
  };
  return {
    requiresReplacement: replacedOn('RestApiId', 'ResponseType'),
    create: async ({ properties }) => put(properties),
    update: async ({ properties }) => put(properties),
    async delete({ properties }): Promise<void> {
      service.deleteGatewayResponse(textOf(properties, 'RestApiId') ?? '', textOf(properties, 'ResponseType') ?? '');
    },
  };
}
