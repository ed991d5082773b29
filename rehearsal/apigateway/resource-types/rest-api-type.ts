import { Properties, Provisioned, ResourceFailure, ResourceType } from '../../cloudformation/resource-type';
import { textOf } from '../../lambda/resource-types/property-values';
import { ApiGatewayService, RestApiInput } from '../api-gateway-service';
import { RestApi } from '../model';
import { importOpenApi } from '../openapi/import-open-api';
import { OpenApiDocument } from '../openapi/open-api-document';

/** AWS::ApiGateway::RestApi; an inline OpenAPI `Body` is imported again whenever the resource is updated, over what is there. */
export function restApiType(service: ApiGatewayService): ResourceType {
  return {
    requiresReplacement: () => false,
    async create({ properties, logicalId }): Promise<Provisioned> {
      const body = bodyOf(properties);
      const api = service.createRestApi(describe(properties, logicalId, body));
      if (body) importOpenApi(service, api.id, body);
      return provisioned(api);
    },
    async update({ properties, logicalId, physicalId }): Promise<Provisioned> {
      const body = bodyOf(properties);
      const api = service.updateRestApi(physicalId, describe(properties, logicalId, body));
      if (body) importOpenApi(service, physicalId, body);
      return provisioned(api);
    },
    async delete({ physicalId }): Promise<void> {
      service.deleteRestApi(physicalId);
    },
    async read({ physicalId }): Promise<Properties | undefined> {
      if (!service.hasRestApi(physicalId)) return undefined;
      const { name, description } = service.getRestApi(physicalId);
      return { Name: name, Description: description };
    },
  };
}

function describe(properties: Properties, logicalId: string, body: OpenApiDocument | undefined): RestApiInput {
  const description = textOf(properties, 'Description');
  return {
    name: textOf(properties, 'Name') ?? body?.info?.title ?? logicalId,
    ...(description === undefined ? {} : { description }),
    binaryMediaTypes: (properties.BinaryMediaTypes ?? body?.['x-amazon-apigateway-binary-media-types'] ?? []) as string[],
  };
}

function bodyOf(properties: Properties): OpenApiDocument | undefined {
  if (properties.BodyS3Location !== undefined) {
    throw new ResourceFailure('BodyS3Location is not read by the local engine, got one. Give the OpenAPI document inline: ApiDefinition.fromInline.');
  }
  const body = properties.Body;
  return (typeof body === 'string' ? JSON.parse(body) : body) as OpenApiDocument | undefined;
}

function provisioned({ id, rootResourceId }: RestApi): Provisioned {
  return { physicalId: id, attributes: { RootResourceId: rootResourceId, RestApiId: id } };
}
