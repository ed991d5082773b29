import { parseDocument } from '../../cloudformation/frontend/read-template';
import { Properties, Provisioned, ResourceFailure, ResourceType } from '../../cloudformation/resource-type';
import { objectOf, textOf } from '../../lambda/resource-types/property-values';
import { ApiGatewayService, RestApiInput } from '../api-gateway-service';
import { RestApi } from '../model';
import { importOpenApi } from '../openapi/import-open-api';
import { OpenApiDocument } from '../openapi/open-api-document';

/** The text of an OpenAPI document in a bucket, or `undefined` when that bucket is not on this machine. @throws when only the document is missing */
export type DocumentSource = (bucket: string, key: string) => string | undefined;

/**
 * AWS::ApiGateway::RestApi. Its OpenAPI document, inline or in a bucket, is imported again whenever the resource is updated, over what is there.
 *
 * An API whose document is not on this machine is there without routes.
 */
export function restApiType(service: ApiGatewayService, documents: DocumentSource): ResourceType {
  return {
    requiresReplacement: () => false,
    async create({ properties, logicalId }): Promise<Provisioned> {
      const { body, missing } = bodyOf(properties, documents);
      const api = service.createRestApi({ ...describe(properties, logicalId, body), missingDocument: missing });
      if (body) { importOpenApi(service, api.id, body); }
      return provisioned(api);
    },
    async update({ properties, logicalId, physicalId }): Promise<Provisioned> {
      const { body, missing } = bodyOf(properties, documents);
      const api = service.updateRestApi(physicalId, { ...describe(properties, logicalId, body), missingDocument: missing });
      if (body) { importOpenApi(service, physicalId, body); }
      return provisioned(api);
    },
    async delete({ physicalId }): Promise<void> {
      service.deleteRestApi(physicalId);
    },
    async read({ physicalId }): Promise<Properties | undefined> {
      if (!service.hasRestApi(physicalId)) { return undefined; }
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

/** The document, or where it should be. */
function bodyOf(properties: Properties, documents: DocumentSource): { body?: OpenApiDocument; missing?: string } {
  const location = objectOf(properties, 'BodyS3Location');
  if (location !== undefined) {
    const [bucket = '', key = ''] = [textOf(location, 'Bucket'), textOf(location, 'Key')];
    const text = documentIn(documents, bucket, key);
    return text === undefined ? { missing: `s3://${bucket}/${key}` } : { body: parsed(text) };
  }
  const body = properties.Body as Record<string, unknown> | string | undefined;
  if (typeof body === 'string') { return { body: parsed(body) }; }
  const include = body?.['Fn::Transform'] as { Parameters?: { Location?: unknown } } | undefined;
  return include === undefined ? { body: body as OpenApiDocument | undefined } : { missing: String(include.Parameters?.Location) };
}

function documentIn(documents: DocumentSource, bucket: string, key: string): string | undefined {
  try {
    return documents(bucket, key);
  } catch (error) {
    throw new ResourceFailure(`Error occurred while GetObject. ${(error as Error).message}`);
  }
}

function parsed(text: string): OpenApiDocument {
  try {
    return parseDocument(text) as OpenApiDocument;
  } catch (error) {
    throw new ResourceFailure(`Unable to parse the OpenAPI document: ${(error as Error).message}`);
  }
}

function provisioned({ id, rootResourceId }: RestApi): Provisioned {
  return { physicalId: id, attributes: { RootResourceId: rootResourceId, RestApiId: id } };
}
