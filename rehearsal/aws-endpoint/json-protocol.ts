import { ServiceRequest, ServiceResponse } from './service-frontend';
import { AwsServiceError } from '../aws-service-error';

/** A call of the AWS JSON protocol, in which the header `X-Amz-Target: AmazonSSM.GetParameter` names the action. */
export interface JsonCall {
  /** For instance `GetParameter`. '' when the header is missing. */
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What a service does, by the name of the action. An answer is its output. What it throws as an AwsServiceError, the caller gets as an error. */
export type JsonActions = Readonly<Record<string, (input: JsonCall['input']) => unknown>>;

/** Answers a call of the actions that the engine has. @throws SyntaxError when the body is no JSON */
export function answerJson(request: ServiceRequest, actions: JsonActions): ServiceResponse {
  const { action, input } = jsonCall(request);
  if (!Object.hasOwn(actions, action)) {
    const known = Object.keys(actions).join(', ');
    return jsonError(400, 'UnknownOperationException', `The rehearsal engine has no action ${action}; it has ${known}.`);
  }
  try {
    return jsonResponse(actions[action](input));
  } catch (error) {
    if (error instanceof AwsServiceError) { return jsonError(error.status, error.code, error.message); }
    throw error;
  }
}

/** Reads a call. */
function jsonCall(request: ServiceRequest): JsonCall {
  const text = request.body.toString();
  return {
    action: /\.(\w+)$/.exec(request.headers['x-amz-target'] ?? '')?.[1] ?? '',
    input: text === '' ? {} : JSON.parse(text) as Record<string, unknown>,
  };
}

/** The answer to a call. */
function jsonResponse(output: unknown): ServiceResponse {
  return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(output) };
}

/** An error answer. It names its code where each of the JSON protocols looks for it. */
export function jsonError(status: number, code: string, message: string): ServiceResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
    body: JSON.stringify({ __type: code, message }),
  };
}
