import { isObject } from '../../templates/is-object';
import type { Route } from '../routes';

type Security = Pick<Route, 'authorizationType' | 'authorizerId' | 'apiKeyRequired'>;

const AUTHORIZATION_TYPES = new Map([
  ['custom', 'CUSTOM'], ['cognito_user_pools', 'COGNITO_USER_POOLS'], ['awssigv4', 'AWS_IAM'],
]);

/**
 * Who may call an operation, as API Gateway reads it from `security`, the security schemes and `x-amazon-apigateway-auth`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-auth.html
 */
export function securityOf(document: Record<string, any>, operation: Record<string, any>): Security {
  const requirements = Array.isArray(operation.security) ? operation.security : document.security;
  const names: string[] = Array.isArray(requirements) ? requirements.filter(isObject).flatMap(Object.keys) : [];
  const schemes = names.map((name) => ({ name, scheme: schemeNamed(document, name) }));
  const authorizer = schemes.find(({ scheme }) => authorizationTypeOf(scheme) !== undefined);
  return {
    authorizationType: explicitTypeOf(document, operation) ?? authorizationTypeOf(authorizer?.scheme) ?? 'NONE',
    ...(authorizer && authorizationTypeOf(authorizer.scheme) !== 'AWS_IAM' ? { authorizerId: `scheme:${authorizer.name}` } : {}),
    apiKeyRequired: schemes.some(({ scheme }) => isApiKey(scheme)),
  };
}

function schemeNamed(document: Record<string, any>, name: string): Record<string, any> | undefined {
  const scheme = document.components?.securitySchemes?.[name] ?? document.securityDefinitions?.[name];
  return isObject(scheme) ? scheme : undefined;
}

function authorizationTypeOf(scheme: Record<string, any> | undefined): string | undefined {
  const type = scheme?.['x-amazon-apigateway-authtype'];
  if (typeof type === 'string') { return AUTHORIZATION_TYPES.get(type.toLowerCase()) ?? 'CUSTOM'; }
  return scheme && 'x-amazon-apigateway-authorizer' in scheme ? 'CUSTOM' : undefined;
}

function explicitTypeOf(document: Record<string, any>, operation: Record<string, any>): string | undefined {
  const type = (operation['x-amazon-apigateway-auth'] ?? document['x-amazon-apigateway-auth'])?.type;
  return typeof type === 'string' ? type.toUpperCase() : undefined;
}

function isApiKey(scheme: Record<string, any> | undefined): boolean {
  return scheme?.type === 'apiKey' && authorizationTypeOf(scheme) === undefined
    && scheme.in === 'header' && String(scheme.name).toLowerCase() === 'x-api-key';
}
