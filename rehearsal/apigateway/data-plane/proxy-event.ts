import { commonLogTime } from './common-log-time';
import { RoutedMethod } from '../routed-method';
import { isBinary } from './binary-media';
import { forwardedHeaders } from './gateway-headers';
import { RoutedRequest } from './messages';
import { headerOf } from './request-values';

/**
 * The event of a Lambda proxy integration (REST API, payload 1.0), with the fields recorded on AWS
 * (LocalStack `test_apigateway_lambda.snapshot.json`). `requestContext.deploymentId` tells base and canary apart.
 */
export function proxyEvent(routed: RoutedRequest, { resource, pathParameters }: RoutedMethod): Record<string, unknown> {
  const { request } = routed;
  const headers = forwardedHeaders(routed);
  const query = multiValueQuery(request.query);
  return {
    resource: resource.path,
    path: request.path.replace(/^\/+/, '/'),
    httpMethod: request.method,
    headers: lastValues(headers),
    multiValueHeaders: headers,
    queryStringParameters: orNull(lastValues(query)),
    multiValueQueryStringParameters: orNull(query),
    pathParameters: orNull(pathParameters),
    stageVariables: orNull(routed.variables),
    requestContext: requestContext(routed, resource.id, resource.path, lastValues(headers)),
    ...bodyFields(routed),
  };
}

function requestContext(routed: RoutedRequest, resourceId: string, resourcePath: string, headers: Record<string, string>): Record<string, unknown> {
  const { request, time } = routed;
  const header = (name: string) => Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  return {
    accountId: routed.account,
    apiId: request.restApiId,
    ...(routed.authorizer ? { authorizer: routed.authorizer } : {}),
    deploymentId: routed.deploymentId,
    domainName: header('host') ?? 'localhost',
    domainPrefix: request.restApiId,
    extendedRequestId: routed.requestId,
    httpMethod: request.method,
    identity: {
      accessKey: null,
      accountId: null,
      caller: null,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      principalOrgId: null,
      sourceIp: '127.0.0.1',
      user: null,
      userAgent: header('user-agent') ?? null,
      userArn: null,
    },
    path: `/${request.stageName}${request.path}`,
    protocol: 'HTTP/1.1',
    requestId: routed.requestId,
    requestTime: commonLogTime(time),
    requestTimeEpoch: time.getTime(),
    resourceId,
    resourcePath,
    stage: request.stageName,
  };
}

/** What the API takes for binary goes as base64. */
function bodyFields({ request, binaryMediaTypes }: RoutedRequest): { body: string | null; isBase64Encoded: boolean } {
  const { body, bodyBytes } = request;
  if (body === undefined || body === '') { return { body: null, isBase64Encoded: false }; }
  const isBase64Encoded = isBinary(binaryMediaTypes, headerOf(request, 'content-type'));
  return { body: isBase64Encoded ? (bodyBytes ?? Buffer.from(body)).toString('base64') : body, isBase64Encoded };
}

function multiValueQuery(query: URLSearchParams = new URLSearchParams()): Record<string, readonly string[]> {
  return Object.fromEntries([...new Set(query.keys())].map((name) => [name, query.getAll(name)]));
}

/** Of several values the last one counts (recorded on AWS). */
function lastValues(values: Record<string, readonly string[]>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, all]) => [name, all[all.length - 1]]));
}

function orNull(value: object): object | null {
  return Object.keys(value).length > 0 ? value : null;
}
