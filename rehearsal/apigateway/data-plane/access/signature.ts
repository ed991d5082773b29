import { StageRequest } from '../messages';
import { headerOf } from '../request-values';

/** Whether a request looks signed (Signature Version 4, in its header or its query); the signature itself is not checked. */
export function isSigned(request: StageRequest): boolean {
  return headerOf(request, 'authorization')?.startsWith('AWS4-') === true || request.query?.has('X-Amz-Signature') === true;
}
