import { CreateRequest, Provisioned, ResourceFailure } from '../resource-type';

/** Longest response that CloudFormation reads. */
export const RESPONSE_LIMIT_BYTES = 4096;

/** Fields by which a response must name its request. */
export interface RequestIdentity {
  readonly RequestId: string;
  readonly StackId: string;
  readonly LogicalResourceId: string;
}

/**
 * Reads the response of a custom resource.
 *
 * @param fallbackPhysicalId what a rollback deletes when a failed create named nothing
 * @throws ResourceFailure for status FAILED, and for a response that CloudFormation does not accept
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 */
export function readResponse(body: string, identity: RequestIdentity, request: CreateRequest, fallbackPhysicalId: string): Provisioned {
  if (Buffer.byteLength(body) > RESPONSE_LIMIT_BYTES) { throw new ResourceFailure('Response object is too long.', fallbackPhysicalId); }
  const response = parse(body, fallbackPhysicalId);
  const physicalId = typeof response.PhysicalResourceId === 'string' && response.PhysicalResourceId !== '' ? response.PhysicalResourceId : undefined;
  for (const field of ['StackId', 'RequestId', 'LogicalResourceId'] as const) {
    if (response[field] !== identity[field]) { throw new ResourceFailure(incomplete(field, identity), physicalId ?? fallbackPhysicalId); }
  }
  if (physicalId === undefined) { throw new ResourceFailure(incomplete('PhysicalResourceId', identity), fallbackPhysicalId); }
  if (response.Status === 'FAILED') {
    const reason = typeof response.Reason === 'string' && response.Reason !== '' ? response.Reason : 'See the details in CloudWatch Log Stream';
    throw new ResourceFailure(
      `Received response status [FAILED] from custom resource. Message returned: ${reason} (RequestId: ${identity.RequestId})`, physicalId);
  }
  if (response.Status !== 'SUCCESS') { throw new ResourceFailure(incomplete('Status', identity), physicalId); }
  return { physicalId, attributes: dataOf(response.Data, request) };
}

function parse(body: string, fallbackPhysicalId: string): Record<string, unknown> {
  try {
    const response: unknown = JSON.parse(body);
    if (typeof response === 'object' && response !== null) { return response as Record<string, unknown>; }
  } catch {
    // Falls through to the same failure: whatever isn't a JSON object is no response.
  }
  throw new ResourceFailure('Invalid Response object: it must be a JSON object.', fallbackPhysicalId);
}

function dataOf(data: unknown, request: CreateRequest): Record<string, unknown> {
  if (data === undefined || data === null) { return {}; }
  if (typeof data !== 'object' || Array.isArray(data)) {
    throw new ResourceFailure(`Invalid Response object: Data of ${request.logicalId} must be a JSON object.`);
  }
  return data as Record<string, unknown>;
}

function incomplete(field: string, identity: RequestIdentity): string {
  return `Vendor response doesn't contain ${field} key in object ${identity.StackId}|${identity.LogicalResourceId}|${identity.RequestId} `
    + 'in S3 bucket cloudformation-custom-resource-storage';
}
