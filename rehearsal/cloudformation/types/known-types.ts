import { CreateRequest, ResourceType } from '../resource-type';
import { InertNames, InertShape, inertType } from './inert';

/** Where the schema does not tell all of the names that AWS gives. */
const SHAPES: Readonly<Record<string, InertShape>> = {
  'AWS::IAM::Role': { attributes: (_, id) => ({ RoleId: `AROA${id}` }) },
  'AWS::IAM::Policy': {},
  'AWS::IAM::ManagedPolicy': {},
  'AWS::Logs::LogGroup': {
    attributes: ({ stack: { partition, region, account } }, id) => ({ Arn: `arn:${partition}:logs:${region}:${account}:log-group:${id}:*` }),
  },
  'AWS::S3::Bucket': {
    physicalId: ({ properties: { BucketName } }, generated) => typeof BucketName === 'string' ? BucketName : generated.toLowerCase(),
    attributes: ({ stack: { region } }, id) => ({
      DomainName: `${id}.s3.amazonaws.com`,
      RegionalDomainName: `${id}.s3.${region}.amazonaws.com`,
    }),
  },
  'AWS::SSM::Parameter': { attributes: ({ properties: { Type, Value } }) => ({ Type, Value }) },
  'AWS::CDK::Metadata': {},
  'AWS::CloudFormation::WaitConditionHandle': {
    physicalId: ({ stack: { region, stackId }, logicalId }: CreateRequest) =>
      `https://cloudformation-waitcondition-${region}.s3.amazonaws.com/${encodeURIComponent(stackId)}/${logicalId}`,
  },
};

/**
 * Types that every CDK app brings along and that no request depends on: inert, but with the names and attributes AWS gives them.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-template-resource-type-ref.html
 */
export function knownTypes(names: InertNames): Map<string, ResourceType> {
  return new Map(Object.entries(SHAPES).map(([type, shape]) => [type, inertType(names, type, shape)]));
}
