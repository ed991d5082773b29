import { credentialScope } from './credential-scope';
import { jsonError } from './json-protocol';
import { queryError } from './query-protocol';
import { ServiceRequest, ServiceResponse } from './service-frontend';
import { xmlElement } from './xml';

/** An error answer in the protocol of the request: without it, clients report that they could not read the answer. */
export function protocolError(request: ServiceRequest, status: number, code: string, message: string): ServiceResponse {
  if (credentialScope(request)?.service === 's3') { return s3Error(status, code, message); }
  const form = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  return form ? queryError(status, 'http://rehearsal.local/', code, message) : jsonError(status, code, message);
}

/** An error answer of Amazon S3. */
export function s3Error(status: number, code: string, message: string): ServiceResponse {
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error>${xmlElement('Code', code)}${xmlElement('Message', message)}</Error>`;
  return { status, headers: { 'content-type': 'application/xml' }, body };
}
