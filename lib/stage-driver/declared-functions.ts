import { CfnDeletionPolicy, CfnResource, IResolvable, IResolveContext, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { isA } from '../construct-tree/resource-type';

/**
 * The functions of a stack and of the stacks nested in it, as base-functions.ts reads them.
 *
 * As text and not by reference: a function may well depend on the stage, which depends on the driver.
 */
export class DeclaredFunctions implements IResolvable {
  public readonly creationStack: string[] = [];

  /** @param retained - those that CloudFormation keeps when they leave the template, instead of those that it deletes then */
  constructor(private readonly stack: Stack, private readonly retained: boolean) {}

  public resolve(_context: IResolveContext): unknown {
    const identities = this.stack.node.findAll()
      .filter((node): node is lambda.CfnFunction => isA(node, lambda.CfnFunction))
      .filter((resource) => isRetained(resource) === this.retained)
      .flatMap((resource) => identityOf(resource, this.stack));
    return identities.length > 0 ? identities.sort() : undefined;
  }
}

function isRetained({ cfnOptions: { deletionPolicy, updateReplacePolicy } }: CfnResource): boolean {
  return deletionPolicy !== undefined && updateReplacePolicy !== undefined
    && [deletionPolicy, updateReplacePolicy].every((policy) => policy !== CfnDeletionPolicy.DELETE);
}

/** None for a function of a stack that is below the root among the constructs, but not nested in it. */
function identityOf(resource: lambda.CfnFunction, root: Stack): string[] {
  const stack = Stack.of(resource);
  const nesting = nestedStacks(stack, root);
  if (nesting === undefined) { return []; }
  const logicalId = [...nesting, stack.resolve(resource.logicalId)].join('/');
  // A raw CfnResource of this type has none of these properties.
  const { functionName, packageType }: Partial<lambda.CfnFunction> = resource;
  const name = stack.resolve(functionName) ?? '';
  return [[logicalId, typeof name === 'string' ? name : JSON.stringify(name), packageType === 'Image' ? packageType : ''].join('|').replace(/\|+$/, '')];
}

/** Logical ids of the nested stacks on the way from the root to a stack; undefined when there is no such way. */
function nestedStacks(stack: Stack, root: Stack): string[] | undefined {
  if (stack === root) { return []; }
  const { nestedStackParent: parent, nestedStackResource: resource } = stack;
  const outer = parent && nestedStacks(parent, root);
  return outer && [...outer, parent!.resolve(resource!.logicalId)];
}
