import { Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

/**
 * Tells cdk-nag why a policy has wildcards in its resources, one by one: acknowledging the rule as a whole would hide later ones.
 *
 * cdk-nag names a finding by the resource as the template has it, which is known once references between stacks are resolved: hence at validation.
 * Not by `Validations.acknowledge`, which takes the `::` of an ARN for its own delimiter.
 */
export function acknowledgeWildcards(policy: Construct, document: iam.PolicyDocument, reason: string): void {
  policy.node.addValidation({
    validate: () => {
      const wildcards = resourcesOf(policy, document).filter((resource) => resource.includes('*'));
      const acknowledged = Object.fromEntries(wildcards.map((resource) => [`AwsSolutions-IAM5[Resource::${resource}]`, reason]));
      policy.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, acknowledged);
      return [];
    },
  });
}

function resourcesOf(policy: Construct, document: iam.PolicyDocument): string[] {
  // A policy that its role does not take is empty.
  const { Statement = [] } = Stack.of(policy).resolve(document) ?? {};
  return Statement.flatMap(({ Resource }: any) => Resource).map(asText);
}

/** An ARN in the notation of cdk-nag: `arn:<AWS::Partition>:...`. */
function asText(value: any): string {
  if (typeof value === 'string') { return value; }
  const { 'Ref': ref, 'Fn::Join': join, 'Fn::ImportValue': imported, 'Fn::GetAtt': attribute } = value;
  if (join) { return join[1].map(asText).join(join[0]); }
  if (attribute) { return `<${attribute.join('.')}>`; }
  if (imported) { return asText(imported); }
  return ref ? `<${ref}>` : JSON.stringify(value);
}
