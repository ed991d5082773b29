import { ApiSnapshot, GatewayResponse } from '../model';
import { HttpResponse } from './messages';

/** An answer that the gateway gives on its own. */
export interface GatewayAnswer {
  readonly status: number;
  /** `null` is what clients of a failed authorizer get. */
  readonly message: string | null;
  /** Name of the message's field. @default 'message' */
  readonly field?: string;
  readonly errorType: string;
  /** Gateway response types that may change it, the most specific first. */
  readonly responseTypes: readonly string[];
}

/** The answers by what happened. How sure each is, is told in BEHAVIOUR.md. */
export const GATEWAY_ANSWERS = {
  missingAuthenticationToken: {
    status: 403,
    message: 'Missing Authentication Token',
    errorType: 'MissingAuthenticationTokenException',
    responseTypes: ['MISSING_AUTHENTICATION_TOKEN', 'DEFAULT_4XX'],
  },
  noSuchStage: { status: 403, message: 'Forbidden', errorType: 'ForbiddenException', responseTypes: [] },
  configurationError: {
    status: 500,
    message: 'Internal server error',
    errorType: 'InternalServerErrorException',
    responseTypes: ['API_CONFIGURATION_ERROR', 'DEFAULT_5XX'],
  },
  unauthorized: { status: 401, message: 'Unauthorized', errorType: 'UnauthorizedException', responseTypes: ['UNAUTHORIZED', 'DEFAULT_4XX'] },
  accessDenied: {
    status: 403,
    message: 'User is not authorized to access this resource',
    field: 'Message',
    errorType: 'AccessDeniedException',
    responseTypes: ['ACCESS_DENIED', 'DEFAULT_4XX'],
  },
  authorizerConfiguration: {
    status: 500,
    message: null,
    errorType: 'AuthorizerConfigurationException',
    responseTypes: ['AUTHORIZER_CONFIGURATION_ERROR', 'DEFAULT_5XX'],
  },
  authorizerFailure: { status: 500, message: null, errorType: 'AuthorizerFailureException', responseTypes: ['AUTHORIZER_FAILURE', 'DEFAULT_5XX'] },
  invalidApiKey: { status: 403, message: 'Forbidden', errorType: 'ForbiddenException', responseTypes: ['INVALID_API_KEY', 'DEFAULT_4XX'] },
  badParameters: {
    status: 400,
    message: 'Missing required request parameters',
    errorType: 'BadRequestException',
    responseTypes: ['BAD_REQUEST_PARAMETERS', 'DEFAULT_4XX'],
  },
  badBody: {
    status: 400, message: 'Invalid request body', errorType: 'BadRequestException', responseTypes: ['BAD_REQUEST_BODY', 'DEFAULT_4XX'],
  },
  unsupportedMediaType: {
    status: 415,
    message: 'Unsupported Media Type',
    errorType: 'UnsupportedMediaTypeException',
    responseTypes: ['UNSUPPORTED_MEDIA_TYPE', 'DEFAULT_4XX'],
  },
  badIntegrationResponse: {
    status: 502, message: 'Internal server error', errorType: 'InternalServerErrorException', responseTypes: ['DEFAULT_5XX'],
  },
  integrationFailure: {
    status: 504,
    message: 'Network error communicating with endpoint',
    errorType: 'InternalServerErrorException',
    responseTypes: ['INTEGRATION_FAILURE', 'DEFAULT_5XX'],
  },
} satisfies Record<string, GatewayAnswer>;

/** The answer as the client gets it, with the status, headers and body that the release's own gateway responses give it. */
export function gatewayAnswer(answer: GatewayAnswer, requestId: string, snapshot?: Pick<ApiSnapshot, 'gatewayResponses'>): HttpResponse {
  const custom = customised(answer, snapshot?.gatewayResponses ?? []);
  const template = custom?.responseTemplates?.['application/json'];
  return {
    status: Number(custom?.statusCode ?? answer.status),
    headers: {
      'content-type': ['application/json'],
      'x-amzn-requestid': [requestId],
      'x-amz-apigw-id': [requestId],
      'x-amzn-errortype': [answer.errorType],
      ...staticHeaders(custom?.responseParameters ?? {}),
    },
    body: template === undefined ? JSON.stringify({ [answer.field ?? 'message']: answer.message }) : rendered(template, answer),
  };
}

function customised({ responseTypes }: GatewayAnswer, responses: readonly GatewayResponse[]): GatewayResponse | undefined {
  return responseTypes.map((type) => responses.find(({ responseType }) => responseType === type)).find((response) => response !== undefined);
}

function rendered(template: string, { message, responseTypes }: GatewayAnswer): string {
  return replaceReferences(template, 'context\\.error', {
    messageString: JSON.stringify(message),
    message: message ?? 'null',
    responseType: responseTypes[0] ?? '',
  });
}

function staticHeaders(parameters: Readonly<Record<string, string>>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(parameters).flatMap(([parameter, value]) => {
    const name = /^gatewayresponse\.header\.(.+)$/.exec(parameter)?.[1];
    const literal = /^'(.*)'$/.exec(value)?.[1];
    return name === undefined || literal === undefined ? [] : [[name.toLowerCase(), [literal]]];
  }));
}

/**
 * Puts values in place of the Velocity references `$<object>.<name>` and `${<object>.<name>}`. An unknown name leaves nothing.
 *
 * @param object regular expression of the object's name, for instance `context`
 */
function replaceReferences(template: string, object: string, values: Readonly<Record<string, string>>): string {
  const name = '\\w+(?:\\.\\w+)*';
  return template.replace(
    new RegExp(`\\$(?:\\{${object}\\.(${name})\\}|${object}\\.(${name}))`, 'g'),
    (_, inBraces: string | undefined, bare: string | undefined) => values[inBraces ?? bare ?? ''] ?? '',
  );
}
