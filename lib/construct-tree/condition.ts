import { CfnResource, Lazy, Token } from 'aws-cdk-lib';

/** How a resource is written besides its properties, which aws-cdk-lib keeps from its users. Every resource has it. */
interface WrittenAttributes {
  readonly rawOverrides: { readonly Condition?: unknown };
}

/** The logical id of the condition that a resource is under, in whatever way it was written. Undefined when it is always there. */
export function conditionOf(resource: CfnResource): string | undefined {
  const { rawOverrides: { Condition: written } } = resource as unknown as WrittenAttributes;
  return written as string | undefined ?? resource.cfnOptions.condition?.logicalId;
}

/** Lets a resource be there when another one is, and not otherwise. The app may write the condition later. */
export function followCondition(resource: CfnResource, other: CfnResource): void {
  resource.addOverride('Condition', Lazy.uncachedString({ produce: () => conditionOf(other) ?? resource.cfnOptions.condition?.logicalId }));
}

/** A value where a resource is there, and another one where its condition keeps it away. */
export function whereItIs(resource: CfnResource, value: string, otherwise: string): string {
  const condition = conditionOf(resource);
  return condition === undefined ? value : Token.asString({ 'Fn::If': [condition, value, otherwise] });
}
