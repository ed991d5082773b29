import { CredentialScope, credentialScope } from './credential-scope';
import { protocolError } from './protocol-error';
import { ServiceFrontend, ServiceRequest, ServiceResponse } from './service-frontend';

/** What the endpoint serves. */
export interface AwsEndpointOptions {
  readonly frontends: Iterable<ServiceFrontend>;
  /** Takes the responses that custom resources send to their `ResponseURL`, which is below `path`. @default - nobody expects one */
  readonly responses?: { readonly path: string; readonly onResponse: (path: string, body: string) => void };
  /** Answers requests that are not signed for a service, or signed for a stage (`execute-api`): those of a stage's clients. @default - 403 */
  readonly onUnsigned?: (request: ServiceRequest) => Promise<ServiceResponse>;
  /** The region that is played. Requests signed for another one are refused. @default - any is taken */
  readonly region?: string;
}

/** One endpoint for every AWS service: finds the frontend by what the request is signed for. */
export class AwsEndpoint {
  private readonly frontends: ReadonlyMap<string, ServiceFrontend>;

  constructor(private readonly options: AwsEndpointOptions) {
    this.frontends = new Map([...options.frontends].map((frontend) => [frontend.signingName, frontend]));
  }

  async handle(request: ServiceRequest): Promise<ServiceResponse> {
    const { responses } = this.options;
    if (responses !== undefined && request.path.startsWith(responses.path)) {
      responses.onResponse(request.path, request.body.toString());
      return { status: 200, headers: {}, body: '' };
    }
    const scope = credentialScope(request);
    if (scope === undefined || scope.service === 'execute-api') {
      return await this.options.onUnsigned?.(request)
        ?? protocolError(request, 403, 'MissingAuthenticationToken', 'Request is missing Authentication Token');
    }
    return this.handleSigned(request, scope);
  }

  private async handleSigned(request: ServiceRequest, { service, region }: CredentialScope): Promise<ServiceResponse> {
    const frontend = this.frontends.get(service);
    if (frontend === undefined) {
      const known = [...this.frontends.keys()].join(', ');
      return protocolError(request, 501, 'NotImplemented', `The rehearsal engine has no service ${service}; it has ${known}.`);
    }
    if (this.options.region !== undefined && region !== this.options.region) {
      return protocolError(request, 400, 'WrongRegion', `The rehearsal engine plays region ${this.options.region}, got a request for ${region}. `
        + `Set AWS_REGION=${this.options.region}, and give the app's stacks no other region.`);
    }
    return frontend.handle(request);
  }
}
