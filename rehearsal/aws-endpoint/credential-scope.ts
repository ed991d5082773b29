import { ServiceRequest } from './service-frontend';

/** Who a request is signed for. */
export interface CredentialScope {
  readonly region: string;
  /** The signing name of the service, for instance `cloudformation`. */
  readonly service: string;
}

/**
 * Reads the SigV4 credential scope from the Authorization header or from a presigned URL. Undefined for an unsigned request.
 *
 * The signature itself is not checked: every credential is good enough for a rehearsal.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function credentialScope(request: Pick<ServiceRequest, 'headers' | 'query'>): CredentialScope | undefined {
  const credential = /Credential=([^,\s]+)/.exec(request.headers.authorization ?? '')?.[1] ?? request.query.get('X-Amz-Credential');
  const [, , region, service] = credential?.split('/') ?? [];
  return service === undefined ? undefined : { region, service };
}
