import { commonLogTime } from './common-log-time';
import { GatewayFailure, RoutedRequest, StageResponse } from './messages';
import { Hypotheses } from '../../hypotheses';
import { RoutedMethod } from '../routed-method';

/** A request that was answered. */
export interface AnsweredRequest {
  readonly routed: RoutedRequest;
  /** @default - no endpoint of the release */
  readonly found?: RoutedMethod;
  readonly response: StageResponse;
  /** From the request to its answer. */
  readonly milliseconds: number;
}

/** How AWS prints what has no value. */
const NOTHING = '-';

const RESPONSE_TYPES: { readonly [F in Exclude<GatewayFailure, 'refused'>]: string } = {
  'no-stage': NOTHING,
  'no-endpoint': 'MISSING_AUTHENTICATION_TOKEN',
  'configuration-error': 'API_CONFIGURATION_ERROR',
  'bad-response': 'DEFAULT_5XX',
  'unreachable': 'INTEGRATION_FAILURE',
  'not-played': NOTHING,
};

/** The line of a request: the format with values in the place of `$context.<name>`. What clients send stands there as it came, quotes included. */
export function accessLogLine(format: string, answered: AnsweredRequest, hypotheses: Hypotheses): string {
  const values = contextOf(answered, hypotheses);
  return format.trim().replace(/\$context\.(\w+(?:\.\w+)*)/g, (_, name: string) => values[name] ?? NOTHING);
}

function contextOf(answered: AnsweredRequest, { isCanaryRequestWithoutCanary }: Hypotheses): Record<string, string | undefined> {
  const { routed, found, response, milliseconds } = answered;
  const { request, release, requestId, time } = routed;
  const agent = Object.entries(request.headers ?? {}).find(([name]) => name.toLowerCase() === 'user-agent')?.[1];
  const isIntegrated = response.failure === undefined && response.fromCache === undefined;
  return {
    'accountId': routed.account,
    'apiId': request.restApiId,
    'deploymentId': routed.deploymentId,
    'domainPrefix': request.restApiId,
    'error.message': response.cause,
    'error.responseType': errorType(response),
    'extendedRequestId': requestId,
    'httpMethod': request.method,
    'identity.sourceIp': '127.0.0.1',
    'identity.userAgent': typeof agent === 'string' ? agent : agent?.[agent.length - 1],
    'integration.status': isIntegrated ? String(response.status) : undefined,
    'integrationStatus': isIntegrated ? String(response.status) : undefined,
    'isCanaryRequest': routed.stageHasCanary ? String(release === 'canary') : isCanaryRequestWithoutCanary,
    'path': `/${request.stageName}${request.path}`,
    'protocol': 'HTTP/1.1',
    'requestId': requestId,
    'requestTime': commonLogTime(time),
    'requestTimeEpoch': String(time.getTime()),
    'resourceId': found?.resource.id,
    'resourcePath': found?.resource.path,
    'responseLatency': String(milliseconds),
    'responseLength': String(Buffer.byteLength(response.body)),
    'stage': request.stageName,
    'status': String(response.status),
  };
}

function errorType({ failure, status }: StageResponse): string | undefined {
  if (failure !== 'refused') { return failure && RESPONSE_TYPES[failure]; }
  return { 400: 'BAD_REQUEST_PARAMETERS', 401: 'UNAUTHORIZED' }[status] ?? 'ACCESS_DENIED';
}
