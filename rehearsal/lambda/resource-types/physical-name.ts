import { createHash } from 'node:crypto';
import { CreateRequest } from '../../cloudformation/resource-type';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/**
 * A name as CloudFormation makes one: `<stack>-<logical id>-<12 characters>`.
 *
 * The tail comes from the request and an ordinal, so that a rehearsal played again gives the same names.
 *
 * @param ordinal different for every name made for the same logical id
 */
export function physicalName({ stack, logicalId }: CreateRequest, ordinal: number, maxLength: number): string {
  const digest = createHash('sha256').update(`${stack.stackId}/${logicalId}/${ordinal}`).digest();
  const tail = [...digest.subarray(0, 12)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
  const head = `${stack.stackName}-${logicalId}`.slice(0, maxLength - tail.length - 1);
  return `${head}-${tail}`;
}
