import { authorizerOf } from '../data-plane/access/authorizer';
import { ApiSnapshot, Deployment, Method, RestApi } from '../model';

/**
 * What GetExport gives for `oas30`: the deployment that the stage points at, as OpenAPI 3. Without models, parameters and responses.
 *
 * @param extensions `integrations`, `authorizers`, or `apigateway` for both
 * @see https://docs.aws.amazon.com/apigateway/latest/api/API_GetExport.html
 */
export function exportedDefinition(api: RestApi, { createdDate, snapshot }: Deployment, extensions: readonly string[]): object {
  const has = (extension: string) => extensions.includes(extension) || extensions.includes('apigateway');
  const operation = (method: Method) => ({
    ...securityOf(method, snapshot),
    ...(has('integrations') && method.integration ? { 'x-amazon-apigateway-integration': integrationOf(method) } : {}),
  });
  const paths = snapshot.resources.filter(({ methods }) => Object.keys(methods).length > 0).map(({ path, methods }) => [
    path, Object.fromEntries(Object.values(methods).map((method) => [keyOf(method), operation(method)])),
  ]);
  return {
    openapi: '3.0.1',
    info: { title: api.name, version: createdDate.toISOString() },
    paths: Object.fromEntries(paths),
    components: { securitySchemes: securitySchemes(snapshot, has('authorizers')) },
  };
}

function keyOf({ httpMethod }: Method): string {
  return httpMethod === 'ANY' ? 'x-amazon-apigateway-any-method' : httpMethod.toLowerCase();
}

function integrationOf({ integration }: Method): object {
  const { type, httpMethod, uri, credentials } = integration!;
  return { type: type.toLowerCase(), httpMethod, uri, credentials };
}

function securityOf(method: Method, snapshot: ApiSnapshot): object {
  const authorizer = authorizerOf(snapshot, method);
  return authorizer ? { security: [{ [authorizer.id]: [] }] } : {};
}

function securitySchemes({ entities }: ApiSnapshot, withAuthorizers: boolean): object {
  const authorizers = entities.filter(({ kind }) => kind === 'AWS::ApiGateway::Authorizer');
  return Object.fromEntries(authorizers.map(({ id, properties }) => [id, {
    type: 'apiKey',
    ...(withAuthorizers ? { 'x-amazon-apigateway-authorizer': exportedAuthorizer(properties) } : {}),
  }]));
}

function exportedAuthorizer({ Type, AuthorizerUri, AuthorizerCredentials }: Readonly<Record<string, unknown>>): object {
  return { type: String(Type).toLowerCase(), authorizerUri: AuthorizerUri, authorizerCredentials: AuthorizerCredentials };
}
