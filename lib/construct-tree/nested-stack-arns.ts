import { NestedStack, Stack } from 'aws-cdk-lib';

/** The stacks that are nested in a stack, if there are any: CloudFormation names one after its parent. */
export function nestedStackArns(stack: Stack): string[] {
  if (!stack.node.findAll().some((node) => node !== stack && NestedStack.isNestedStack(node))) { return []; }
  return [stack.formatArn({ service: 'cloudformation', resource: 'stack', resourceName: `${stack.stackName}-*/*` })];
}
