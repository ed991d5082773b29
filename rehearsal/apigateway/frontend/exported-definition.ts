import { Deployment, Integration, IntegrationResponse, Method, RestApi } from '../model';
import { exportedSchemes, exportedSecurity } from './exported-security';

/**
 * What GetExport gives for `oas30`: the deployment that the stage points at, as OpenAPI 3. Without models, parameters and the methods' responses.
 *
 * @param extensions `integrations`, `authorizers`, or `apigateway` for both
 * @see https://docs.aws.amazon.com/apigateway/latest/api/API_GetExport.html
 */
export function exportedDefinition(api: RestApi, { createdDate, snapshot }: Deployment, extensions: readonly string[]): object {
  const has = (extension: string) => extensions.includes(extension) || extensions.includes('apigateway');
  const operation = (method: Method) => ({
    ...exportedSecurity(method, snapshot),
    ...(has('integrations') && method.integration ? { 'x-amazon-apigateway-integration': integrationOf(method.integration) } : {}),
  });
  const paths = snapshot.resources.filter(({ methods }) => Object.keys(methods).length > 0).map(({ path, methods }) => [
    path, Object.fromEntries(Object.values(methods).map((method) => [keyOf(method), operation(method)])),
  ]);
  return {
    openapi: '3.0.1',
    info: { title: api.name, version: createdDate.toISOString() },
    paths: Object.fromEntries(paths),
    components: { securitySchemes: exportedSchemes(snapshot, has('authorizers')) },
  };
}

function keyOf({ httpMethod }: Method): string {
  return httpMethod === 'ANY' ? 'x-amazon-apigateway-any-method' : httpMethod.toLowerCase();
}

/**
 * The integration with all that it names.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration.html
 */
function integrationOf({ type, passthroughBehavior, integrationResponses, ...rest }: Integration): object {
  return {
    ...rest,
    type: type.toLowerCase(),
    passthroughBehavior: (passthroughBehavior ?? 'WHEN_NO_MATCH').toLowerCase(),
    ...(integrationResponses.length === 0 ? {} : { responses: Object.fromEntries(integrationResponses.map(responseOf)) }),
  };
}

function responseOf({ selectionPattern = 'default', ...response }: IntegrationResponse): [pattern: string, response: object] {
  return [selectionPattern, response];
}
