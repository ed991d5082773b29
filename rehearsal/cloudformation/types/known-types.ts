import { CreateRequest, ResourceType } from '../resource-type';
import { SeededGenerator } from '../seeded-generator';
import { inertType } from './inert';

/**
 * Types that every CDK app brings along and that no request depends on: inert, but with the names and attributes AWS gives them.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-template-resource-type-ref.html
 */
export function knownTypes(random: SeededGenerator): Map<string, ResourceType> {
  const named = (property: string) => (request: CreateRequest, generated: string): string => {
    const name = request.properties[property];
    return typeof name === 'string' ? name : generated;
  };
  return new Map<string, ResourceType>([
    ['AWS::IAM::Role', inertType(random, {
      physicalId: named('RoleName'),
      attributes: (request, id) => ({ Arn: `arn:${request.stack.partition}:iam::${request.stack.account}:role/${id}`, RoleId: `AROA${id}` }),
      createOnly: ['RoleName', 'Path'],
    })],
    ['AWS::IAM::Policy', inertType(random, {})],
    ['AWS::IAM::ManagedPolicy', inertType(random, {
      physicalId: (request, generated) => `arn:${request.stack.partition}:iam::${request.stack.account}:policy/${named('ManagedPolicyName')(request, generated)}`,
      createOnly: ['ManagedPolicyName', 'Path', 'Description'],
    })],
    ['AWS::Logs::LogGroup', inertType(random, {
      physicalId: named('LogGroupName'),
      attributes: (request, id) => ({ Arn: `arn:${request.stack.partition}:logs:${request.stack.region}:${request.stack.account}:log-group:${id}:*` }),
      createOnly: ['LogGroupName'],
    })],
    ['AWS::S3::Bucket', inertType(random, {
      physicalId: (request, generated) => named('BucketName')(request, generated.toLowerCase()),
      attributes: (request, id) => ({
        Arn: `arn:${request.stack.partition}:s3:::${id}`,
        DomainName: `${id}.s3.amazonaws.com`,
        RegionalDomainName: `${id}.s3.${request.stack.region}.amazonaws.com`,
      }),
      createOnly: ['BucketName'],
    })],
    ['AWS::SSM::Parameter', inertType(random, {
      physicalId: named('Name'),
      attributes: (request) => ({ Type: request.properties.Type, Value: request.properties.Value }),
      createOnly: ['Name'],
    })],
    ['AWS::CDK::Metadata', inertType(random, {})],
    ['AWS::CloudFormation::WaitConditionHandle', inertType(random, {
      physicalId: (request) => `https://cloudformation-waitcondition-${request.stack.region}.s3.amazonaws.com/${encodeURIComponent(request.stack.stackId)}/${request.logicalId}`,
    })],
  ]);
}
