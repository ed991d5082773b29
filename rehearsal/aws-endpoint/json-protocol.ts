import { ServiceRequest, ServiceResponse } from './service-frontend';

/** A call of the AWS JSON protocol, in which the header `X-Amz-Target: AmazonSSM.GetParameter` names the action. */
export interface JsonCall {
  /** For instance `GetParameter`. '' when the header is missing. */
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Reads a call. @throws SyntaxError when the body is no JSON */
export function jsonCall(request: ServiceRequest): JsonCall {
  const text = request.body.toString();
  return {
    action: /\.(\w+)$/.exec(request.headers['x-amz-target'] ?? '')?.[1] ?? '',
    input: text === '' ? {} : JSON.parse(text) as Record<string, unknown>,
  };
}

/** The answer to a call. */
export function jsonResponse(output: unknown, status = 200): ServiceResponse {
  return { status, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(output) };
}

/** An error answer. It names its code where each of the JSON protocols looks for it. */
export function jsonError(status: number, code: string, message: string): ServiceResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
    body: JSON.stringify({ __type: code, message }),
  };
}
