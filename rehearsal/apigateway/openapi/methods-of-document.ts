import { Integration, IntegrationType, Method } from '../model';
import { securitySchemes } from './authorizers-of-document';
import { OpenApiDocument, OpenApiIntegration, OpenApiOperation, OpenApiSecurity, OpenApiSecurityScheme } from './open-api-document';

const VERBS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'];
const ANY = 'x-amazon-apigateway-any-method';

/** A method and the path that the document gives it. */
export interface DescribedMethod {
  readonly path: string;
  readonly method: Method;
  /** Name of the security scheme that is its authorizer. @default - it has none */
  readonly authorizerName?: string;
}

/** The methods that API Gateway makes of an OpenAPI document. */
export function methodsOfDocument(document: OpenApiDocument): DescribedMethod[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([key]) => VERBS.includes(key) || key === ANY)
      .map(([key, operation]) => ({
        path,
        method: methodOf(key === ANY ? 'ANY' : key.toUpperCase(), operation as OpenApiOperation, document),
        authorizerName: requiredNames(operation as OpenApiOperation, document)
          .find((name) => securitySchemes(document)[name]?.['x-amazon-apigateway-authorizer']),
      })));
}

function methodOf(httpMethod: string, operation: OpenApiOperation, document: OpenApiDocument): Method {
  const integration = operation['x-amazon-apigateway-integration'];
  const known = securitySchemes(document);
  const schemes = requiredNames(operation, document).flatMap((name) => known[name] ?? []);
  const scopes = requirementsOf(operation, document).flatMap((required) => Object.values(required).flat());
  return {
    httpMethod,
    authorizationType: operation['x-amazon-apigateway-auth']?.type?.toUpperCase() ?? authorizationType(schemes),
    apiKeyRequired: schemes.some(isApiKey),
    ...(scopes.length > 0 ? { authorizationScopes: scopes } : {}),
    ...(operation.operationId === undefined ? {} : { operationName: operation.operationId }),
    ...(integration ? { integration: integrationOf(integration) } : {}),
  };
}

function requirementsOf({ security }: OpenApiOperation, document: OpenApiDocument): readonly OpenApiSecurity[] {
  return security ?? document.security ?? [];
}

function requiredNames(operation: OpenApiOperation, document: OpenApiDocument): string[] {
  return requirementsOf(operation, document).flatMap((required) => Object.keys(required));
}

function authorizationType(schemes: readonly OpenApiSecurityScheme[]): string {
  const types = schemes.map((scheme) => scheme['x-amazon-apigateway-authtype']?.toLowerCase());
  if (types.includes('awssigv4')) { return 'AWS_IAM'; }
  if (types.includes('cognito_user_pools')) { return 'COGNITO_USER_POOLS'; }
  return schemes.some((scheme) => scheme['x-amazon-apigateway-authorizer']) ? 'CUSTOM' : 'NONE';
}

function isApiKey(scheme: OpenApiSecurityScheme): boolean {
  return scheme.type === 'apiKey' && !scheme['x-amazon-apigateway-authtype'] && !scheme['x-amazon-apigateway-authorizer'];
}

function integrationOf(integration: OpenApiIntegration): Integration {
  const { type = 'mock', passthroughBehavior, responses = {}, ...rest } = integration;
  const given = Object.entries({ ...rest, passthroughBehavior: passthroughBehavior?.toUpperCase() }).filter(([, value]) => value !== undefined);
  return {
    type: type.toUpperCase() as IntegrationType,
    ...Object.fromEntries(given),
    integrationResponses: Object.entries(responses).map(([pattern, { statusCode, ...response }]) => ({
      ...response,
      statusCode: String(statusCode ?? 200),
      ...(pattern === 'default' ? {} : { selectionPattern: pattern }),
    })),
  };
}
