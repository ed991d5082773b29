import { credentialScope } from './credential-scope';
import { ServiceFrontend, ServiceRequest, ServiceResponse } from './service-frontend';
import { RESPONSE_PATH } from '../cloudformation/custom-resource/response-channel';

/** What the endpoint serves. */
export interface AwsEndpointOptions {
  readonly frontends: Iterable<ServiceFrontend>;
  /** Takes the response that a custom resource sends to its `ResponseURL`. */
  readonly onCustomResourceResponse: (path: string, body: string) => void;
  /** Answers requests that are not signed for a service, such as those of a stage's clients. @default - 403 */
  readonly onUnsigned?: (request: ServiceRequest) => Promise<ServiceResponse>;
}

/** One endpoint for every AWS service: finds the frontend by what the request is signed for. */
export class AwsEndpoint {
  private readonly frontends: ReadonlyMap<string, ServiceFrontend>;

  constructor(private readonly options: AwsEndpointOptions) {
    this.frontends = new Map([...options.frontends].map((frontend) => [frontend.signingName, frontend]));
  }

  async handle(request: ServiceRequest): Promise<ServiceResponse> {
    if (request.path.startsWith(RESPONSE_PATH)) {
      this.options.onCustomResourceResponse(request.path, request.body.toString());
      return { status: 200, headers: {}, body: '' };
    }
    const scope = credentialScope(request);
    if (scope !== undefined) {
      return await this.frontends.get(scope.service)?.handle(request) ?? unknownService(scope.service, [...this.frontends.keys()]);
    }
    return await this.options.onUnsigned?.(request) ?? unsigned();
  }
}

function unknownService(service: string, known: ReadonlyArray<string>): ServiceResponse {
  return jsonError(501, 'NotImplemented', `The rehearsal engine has no service ${service}; it has ${known.join(', ')}.`);
}

function unsigned(): ServiceResponse {
  return jsonError(403, 'MissingAuthenticationToken', 'Request is missing Authentication Token');
}

function jsonError(status: number, code: string, message: string): ServiceResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
    body: JSON.stringify({ __type: code, message }),
  };
}
