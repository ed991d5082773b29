import { Properties } from '../../cloudformation/resource-type';
import { objectOf, textOf, textsOf } from '../../lambda/resource-types/property-values';
import { Integration, IntegrationResponse, IntegrationType, Method } from '../model';

/** The method that an AWS::ApiGateway::Method describes. */
export function methodOf(properties: Properties): Method {
  const integration = objectOf(properties, 'Integration');
  return withoutUndefined<Method>({
    httpMethod: (textOf(properties, 'HttpMethod') ?? '').toUpperCase(),
    authorizationType: textOf(properties, 'AuthorizationType') ?? 'NONE',
    apiKeyRequired: textOf(properties, 'ApiKeyRequired') === 'true',
    authorizerId: textOf(properties, 'AuthorizerId'),
    authorizationScopes: properties.AuthorizationScopes as Method['authorizationScopes'],
    operationName: textOf(properties, 'OperationName'),
    requestValidatorId: textOf(properties, 'RequestValidatorId'),
    requestModels: textsOf(properties, 'RequestModels'),
    requestParameters: properties.RequestParameters as Method['requestParameters'],
    integration: integration && integrationOf(integration),
  });
}

function integrationOf(properties: Properties): Integration {
  const responses = (properties.IntegrationResponses ?? []) as Properties[];
  return withoutUndefined<Integration>({
    type: (textOf(properties, 'Type') ?? 'MOCK') as IntegrationType,
    httpMethod: textOf(properties, 'IntegrationHttpMethod'),
    uri: textOf(properties, 'Uri'),
    credentials: textOf(properties, 'Credentials'),
    requestTemplates: textsOf(properties, 'RequestTemplates'),
    requestParameters: textsOf(properties, 'RequestParameters'),
    passthroughBehavior: textOf(properties, 'PassthroughBehavior') as Integration['passthroughBehavior'],
    cacheKeyParameters: properties.CacheKeyParameters as Integration['cacheKeyParameters'],
    cacheNamespace: textOf(properties, 'CacheNamespace'),
    connectionType: textOf(properties, 'ConnectionType'),
    connectionId: textOf(properties, 'ConnectionId'),
    integrationTarget: textOf(properties, 'IntegrationTarget'),
    contentHandling: textOf(properties, 'ContentHandling'),
    timeoutInMillis: properties.TimeoutInMillis === undefined ? undefined : Number(properties.TimeoutInMillis),
    responseTransferMode: textOf(properties, 'ResponseTransferMode'),
    integrationResponses: responses.map(integrationResponseOf),
  });
}

function integrationResponseOf(properties: Properties): IntegrationResponse {
  return withoutUndefined<IntegrationResponse>({
    statusCode: textOf(properties, 'StatusCode') ?? '200',
    selectionPattern: textOf(properties, 'SelectionPattern'),
    responseTemplates: textsOf(properties, 'ResponseTemplates'),
    responseParameters: textsOf(properties, 'ResponseParameters'),
    contentHandling: textOf(properties, 'ContentHandling'),
  });
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as T;
}
