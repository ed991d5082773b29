import { CommandError, commandError } from '../messages/command-ids';

/** What stood around a call that failed. */
export interface FailedCall {
  /** As IAM names it: `apigateway:GET`. */
  readonly action: string;
  /** Of the command line, for advice: `status --stack Shop`. */
  readonly command: string;
  readonly profile?: string;
  /** In the AWS configuration files. */
  readonly profiles: readonly string[];
  readonly proxy?: string;
  readonly attempts: number;
  readonly seconds: number;
}

interface SdkError {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly hostname?: string;
  readonly address?: string;
  readonly port?: number;
  readonly cause?: SdkError;
  readonly errors?: readonly SdkError[];
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

const THROTTLED = /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown/;
const EXPIRED = /ExpiredToken|UnrecognizedClient|InvalidClientTokenId|SSOTokenProviderFailure|InvalidSignature|AuthFailure/;
const UNREACHABLE = /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EPROTO)/;

/** Whether the same call may succeed a moment later. */
export function isTransient(error: unknown): boolean {
  const { name = '', $metadata } = error as SdkError;
  const isLost = networkErrorOf(error) !== undefined || name === 'NoAnswerInTime' || name === 'TimeoutError';
  return isThrottled(error) || isLost || ($metadata?.httpStatusCode ?? 0) >= 500;
}

export function isThrottled(error: unknown): boolean {
  const { name = '', $metadata } = error as SdkError;
  return THROTTLED.test(name) || $metadata?.httpStatusCode === 429;
}

/** Whether AWS answered that it has not done it. */
export function isRefused(error: unknown): boolean {
  const status = (error as SdkError).$metadata?.httpStatusCode ?? 0;
  return isThrottled(error) || status >= 400 && status < 500;
}

/** One wording for each kind of error, whichever command met it. */
export function awsError(error: unknown, call: FailedCall): CommandError {
  if (error instanceof CommandError) { return error; }
  const { name = '', message = '', $metadata } = error as SdkError;
  const network = networkErrorOf(error);
  if (isThrottled(error)) { return commandError('Throttled', call.action, call.attempts, call.seconds); }
  if (EXPIRED.test(name) || /(SSO|session|token).*(expired|invalid)/i.test(message)) { return commandError('ExpiredCredentials', call.profile); }
  if (/Region is missing/.test(message)) { return commandError('NoRegion'); }
  if (/MultiFactorAuthentication failed/i.test(message)) { return commandError('WrongMfaCode', call.profile, sentence(message)); }
  if (/multi factor|MFA code/i.test(message)) { return commandError('MfaNeeded', call.profile); }
  const hasNone = /CredentialsProviderError/.test(name) || /Could not load credentials|could not be found or parsed/.test(message);
  if (hasNone) { return withoutCredentials(call); }
  if (/AccessDenied|UnauthorizedOperation|Forbidden/.test(name) || $metadata?.httpStatusCode === 403) {
    return commandError('AccessDenied', call.action, sentence(message), call.command);
  }
  if (network !== undefined) { return commandError('Unreachable', whereOf(network), network.code!, call.proxy); }
  return commandError('AwsError', call.action, sentence(message || name), $metadata?.requestId);
}

function withoutCredentials({ profile, profiles }: FailedCall): CommandError {
  return profile !== undefined && !profiles.includes(profile) ? commandError('UnknownProfile', profile, profiles) : commandError('NoCredentials');
}

/** The error of the socket, which stands behind others when a name has several addresses. */
function networkErrorOf(error: unknown): SdkError | undefined {
  const { code, cause, errors, message = '' } = error as SdkError;
  if (code !== undefined && UNREACHABLE.test(code)) { return error as SdkError; }
  const wrapped = wrappedIn(message);
  if (wrapped !== undefined) { return wrapped; }
  const behind = cause ?? errors?.[0];
  return behind && networkErrorOf(behind);
}

/** The SDK may have wrapped it, and then only the text tells. */
function wrappedIn(message: string): SdkError | undefined {
  if (!message.startsWith('AWS SDK error wrapper')) { return undefined; }
  if (/socket hang up/.test(message)) { return { code: 'ECONNRESET' }; }
  const [, code, address] = /: connect (\w+) (\S+)/.exec(message) ?? [];
  return code !== undefined && UNREACHABLE.test(code) ? { code, address } : undefined;
}

function whereOf({ hostname, address, port }: SdkError): string {
  const host = hostname ?? address ?? 'AWS';
  return port === undefined ? host : `${host}:${port}`;
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
