import { createHash } from 'node:crypto';
import { CfnResource, Lazy, Stack } from 'aws-cdk-lib';

const LENGTH = 8;
/** CloudFormation takes 255 characters. */
const LONGEST_PREFIX = 255 - LENGTH;

/**
 * Lets the logical id of a resource follow a value: with another value it is another resource, so CloudFormation creates that one first, and deletes
 * this one, if at all, in the cleanup.
 *
 * What the value refers to counts by its logical id, which may change until the app is complete.
 */
export function followValue(resource: CfnResource, value: unknown): void {
  const stack = Stack.of(resource);
  const prefix = stack.getLogicalId(resource).slice(0, LONGEST_PREFIX);
  let asking = false;
  const hash = (): string => {
    // What the value refers to waits for the resource: a cycle, which is reported as such.
    if (asking) { return ''; }
    asking = true;
    try {
      return createHash('sha256').update(JSON.stringify(stack.resolve(value))).digest('hex').slice(0, LENGTH);
    } finally {
      asking = false;
    }
  };
  resource.overrideLogicalId(Lazy.uncachedString({ produce: ({ preparing }) => preparing ? prefix : `${prefix}${hash()}` }));
}
