import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** The stack that is deployed as a whole with a construct: that of a nested stack is the one around all of them. */
export function outermostStack(construct: IConstruct): Stack {
  const stack = Stack.of(construct);
  return stack.nestedStackParent ? outermostStack(stack.nestedStackParent) : stack;
}
