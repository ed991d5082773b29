import { RefusalText, refusalText } from '../../../messages/ids';
import { attributesOf } from '../attributes';
import type { Situation } from '../situation';

/** What the longest answer leaves of the 4,096 bytes that CloudFormation accepts: ARN of the stack, request id, physical id. */
const ROOM = 2_500;

/** An abort tells CloudFormation the live value of every declared variable, in an answer that has a limit. */
export function abortTooLarge({ live, desired, attributeBytes = ROOM }: Situation): RefusalText | undefined {
  if (live === undefined || desired.action !== 'ABORT') { return undefined; }
  const bytes = Buffer.byteLength(JSON.stringify(attributesOf(desired, live)));
  if (bytes <= attributeBytes) { return undefined; }
  return refusalText('AbortTooLarge', desired, bytes, attributeBytes);
}
