/**
 * Types of a stack with a REST API that cannot be moved: those that AWS lists, and those without an update handler (`IMMUTABLE`).
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stack-refactoring.html#stack-refactoring-resource-limitations
 */
const UNSUPPORTED: ReadonlySet<string> = new Set([
  'AWS::ApiGateway::BasePathMapping',
  'AWS::ApiGateway::Method',
  'AWS::CDK::Metadata',
  'AWS::CertificateManager::Certificate',
  'AWS::CloudFormation::CustomResource',
  'AWS::CloudFormation::Macro',
  'AWS::CloudFormation::WaitCondition',
  'AWS::CloudFormation::WaitConditionHandle',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::Permission',
  'AWS::Route53::RecordSet',
  'AWS::WAFv2::WebACL',
]);

/** Whether a resource of this type may get another logical id or stack. Custom resources by their own name count as custom resources. */
export function isRefactorable(type: string): boolean {
  return !type.startsWith('Custom::') && !UNSUPPORTED.has(type);
}
