import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { CanaryFunctionsOptions } from '../../lib';

/** Every option that can be given together with the others. */
export function everyOption(stack: Stack): CanaryFunctionsOptions {
  const key = new kms.Key(stack, 'Key');
  return {
    memorySize: 512,
    runtime: lambda.Runtime.NODEJS_24_X,
    architecture: lambda.Architecture.ARM_64,
    vpc: new ec2.Vpc(stack, 'Vpc'),
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
    managedPolicies: true,
    logRetention: logs.RetentionDays.ONE_YEAR,
    logRemovalPolicy: RemovalPolicy.RETAIN,
    logEncryptionKey: key,
    reservedConcurrentExecutions: 5,
    deadLetterQueue: new sqs.Queue(stack, 'Dead', { encryptionMasterKey: key }),
    tracing: lambda.Tracing.ACTIVE,
    environmentEncryption: key,
    codeSigningConfig: lambda.CodeSigningConfig.fromCodeSigningConfigArn(
      stack, 'Signing', 'arn:aws:lambda:us-east-1:111111111111:code-signing-config:csc-0123456789abcdef0',
    ),
  };
}
