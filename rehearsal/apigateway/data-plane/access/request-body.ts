import { JsonSchema, matchesSchema, SchemaLookup } from '../../json-schema';
import { ApiSnapshot } from '../../model';
import { RoutedMethod } from '../../routed-method';
import { StageRequest } from '../messages';
import { headerOf } from '../request-values';
import { validates } from './request-validator';

type Models = Pick<ApiSnapshot, 'entities'>;

/**
 * Why a request's body is not what its method's model asks for. Undefined when it is, or when nobody looks: the validator does not, or no model is
 * for this media type.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
 */
export function invalidBody(snapshot: Models, request: StageRequest, route: RoutedMethod): string | undefined {
  const { requestModels = {} } = route.method;
  if (!validates('ValidateRequestBody', snapshot, route)) { return undefined; }
  const mediaType = (headerOf(request, 'content-type') ?? 'application/json').split(';')[0].trim().toLowerCase();
  const name = Object.entries(requestModels).find(([type]) => type.toLowerCase() === mediaType)?.[1] ?? requestModels.$default;
  const schema = name === undefined ? undefined : schemaOf(snapshot, name);
  if (schema === undefined) { return undefined; }
  const body = parsed(request.body);
  if (body === undefined) { return `The body is no JSON, which the model ${name} asks for`; }
  try {
    return matchesSchema(schema, body.value, lookupIn(snapshot, schema)) ? undefined : `The body is not what the model ${name} asks for`;
  } catch (error) {
    return `The model ${name} cannot be applied: ${(error as Error).message}`;
  }
}

function schemaOf({ entities }: Models, name: string): JsonSchema | undefined {
  const model = entities.find(({ kind, properties }) => kind === 'AWS::ApiGateway::Model' && properties.Name === name)
    ?? entities.find(({ kind, id }) => kind === 'AWS::ApiGateway::Model' && id === name);
  const { Schema: schema } = model?.properties ?? {};
  return typeof schema === 'string' ? JSON.parse(schema) as JsonSchema : schema as JsonSchema | undefined;
}

/** A model refers to a part of itself, or to another model by its address. */
function lookupIn(snapshot: Models, own: JsonSchema): SchemaLookup {
  return (reference) => {
    const model = /\/models\/([A-Za-z0-9]+)$/.exec(reference)?.[1];
    if (model !== undefined) { return schemaOf(snapshot, model); }
    const names = reference.split('/').slice(1).map((name) => name.replace(/~1/g, '/').replace(/~0/g, '~'));
    return names.reduce<any>((part, name) => part?.[name], own) as JsonSchema | undefined;
  };
}

function parsed(body: string | undefined): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(body ?? '') };
  } catch {
    return undefined;
  }
}
