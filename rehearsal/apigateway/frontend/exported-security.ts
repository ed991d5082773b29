import { ApiSnapshot, KeptEntity, Method } from '../model';

const API_KEY = 'api_key';
const SIGNATURE = 'sigv4';
/** What AWS_IAM and API keys are called, with the schemes that an export has for them. */
const COMMON_SCHEMES = {
  [API_KEY]: { type: 'apiKey', name: 'x-api-key', in: 'header' },
  [SIGNATURE]: { 'type': 'apiKey', 'name': 'Authorization', 'in': 'header', 'x-amazon-apigateway-authtype': 'awsSigv4' },
};

/** Who may call a method, by the names of the export's schemes. */
export function exportedSecurity(method: Method, snapshot: ApiSnapshot): object {
  const { authorizationScopes = [] } = method;
  const authorizer = authorizers(snapshot).find(({ id }) => id === method.authorizerId);
  const required = [
    ...authorizer ? [{ [nameOf(authorizer)]: authorizationScopes }] : [],
    ...commonNames(method).map((name) => ({ [name]: [] })),
  ];
  return required.length === 0 ? {} : { security: required };
}

/** Every authorizer of the API, and what else its methods ask for. */
export function exportedSchemes(snapshot: ApiSnapshot, withAuthorizers: boolean): object {
  const common = new Set(snapshot.resources.flatMap(({ methods }) => Object.values(methods).flatMap(commonNames)));
  return {
    ...Object.fromEntries(authorizers(snapshot).map((authorizer) => [nameOf(authorizer), schemeOf(authorizer, withAuthorizers)])),
    ...Object.fromEntries([...common].map((name) => [name, COMMON_SCHEMES[name]])),
  };
}

function commonNames({ authorizationType, apiKeyRequired }: Method): Array<keyof typeof COMMON_SCHEMES> {
  return [...authorizationType === 'AWS_IAM' ? [SIGNATURE] as const : [], ...apiKeyRequired ? [API_KEY] as const : []];
}

function authorizers({ entities }: ApiSnapshot): readonly KeptEntity[] {
  return entities.filter(({ kind }) => kind === 'AWS::ApiGateway::Authorizer');
}

function nameOf({ id, properties: { Name } }: KeptEntity): string {
  return Name === undefined ? id : String(Name);
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authorizer.html */
function schemeOf({ properties }: KeptEntity, withAuthorizers: boolean): object {
  const type = String(properties.Type).toLowerCase();
  const header = /^method\.request\.header\.([^,]+)$/.exec(String(properties.IdentitySource))?.[1];
  return {
    'type': 'apiKey',
    'name': header ?? 'Unused',
    'in': 'header',
    'x-amazon-apigateway-authtype': properties.AuthType ?? (type === 'cognito_user_pools' ? type : 'custom'),
    ...(withAuthorizers ? { 'x-amazon-apigateway-authorizer': authorizerOf(type, properties) } : {}),
  };
}

function authorizerOf(type: string, properties: KeptEntity['properties']): object {
  return {
    type,
    authorizerUri: properties.AuthorizerUri,
    authorizerCredentials: properties.AuthorizerCredentials,
    authorizerResultTtlInSeconds: properties.AuthorizerResultTtlInSeconds,
    identityValidationExpression: properties.IdentityValidationExpression,
    ...(type === 'request' ? { identitySource: properties.IdentitySource } : {}),
    providerARNs: properties.ProviderARNs,
  };
}
