import { ServiceFrontend } from './aws-endpoint/service-frontend';
import { ResourceType } from './cloudformation/resource-type';
import { StackRecord } from './cloudformation/stack-record';
import { StackResource } from './cloudformation/stack-resource';
import { InertNames } from './cloudformation/types/inert';
import { knownTypes } from './cloudformation/types/known-types';
import { EcrFrontend } from './ecr/ecr-frontend';
import { repositoryType } from './ecr/repository-type';
import { bucketType } from './s3/bucket-type';
import { S3Frontend } from './s3/s3-frontend';
import { S3Service } from './s3/s3-service';
import { parameterType } from './ssm/parameter-type';
import { SsmFrontend } from './ssm/ssm-frontend';
import { StsFrontend } from './sts/sts-frontend';

export interface BootstrapServicesOptions {
  readonly region: string;
  readonly account: string;
  readonly s3: S3Service;
  readonly ssmParameters: ReadonlyMap<string, string>;
  readonly stacks: () => ReadonlyArray<StackRecord>;
  readonly now: () => Date;
}

/** The services around a deployment with the CDK CLI: what `cdk bootstrap` creates, and `cdk deploy` asks for. */
export function bootstrapFrontends({ region, account, s3, ssmParameters, stacks, now }: BootstrapServicesOptions): ServiceFrontend[] {
  const resources = (type: string): StackResource[] => stacks()
    .flatMap((stack) => [...stack.resources.values()])
    .filter(({ definition, status }) => definition.type === type && status !== 'DELETE_COMPLETE');
  return [
    new S3Frontend(s3, region),
    new SsmFrontend(ssmParameters, `arn:aws:ssm:${region}:${account}:`),
    new EcrFrontend({ region, account, repositories: () => resources('AWS::ECR::Repository').map(({ physicalId }) => physicalId!) }),
    new StsFrontend({ account, now, roleExists: (arn) => resources('AWS::IAM::Role').some(({ attributes }) => attributes.Arn === arn) }),
  ];
}

/** CloudFormation types of these services that have an effect, by type name. */
export function bootstrapResourceTypes(names: InertNames, s3: S3Service, ssmParameters: Map<string, string>): Record<string, ResourceType> {
  const inert = knownTypes(names);
  return {
    'AWS::S3::Bucket': bucketType(inert.get('AWS::S3::Bucket')!, s3),
    'AWS::SSM::Parameter': parameterType(inert.get('AWS::SSM::Parameter')!, ssmParameters),
    'AWS::ECR::Repository': repositoryType(names),
  };
}
