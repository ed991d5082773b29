import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { GivenOptions } from './checked-functions-options';
import { Permissions } from './own-role';

/** What Lambda does with the role of a function in a VPC, before the function exists and after it is gone. */
const NETWORK_ACTIONS = [
  'CreateNetworkInterface', 'DescribeNetworkInterfaces', 'DescribeSubnets', 'DeleteNetworkInterface', 'AssignPrivateIpAddresses',
  'UnassignPrivateIpAddresses',
].map((action) => `ec2:${action}`);

export const WHY_FUNCTION_WILDCARDS =
  'Lambda manages network interfaces that have no name before they exist, X-Ray knows no resources for what it records, and the streams of a log '
    + 'group are named when they are made: AWS knows no narrower resource.';

/** Whether Lambda records anything. */
export function isTraced({ tracing }: GivenOptions): boolean {
  return tracing !== undefined && tracing !== lambda.Tracing.DISABLED;
}

/**
 * What the role of a function of ours is allowed apart from releases.
 *
 * AWS's managed policies may write to every log group of the account.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
 */
export function functionPermissions(logGroup: logs.ILogGroup, options: GivenOptions): Permissions {
  const { vpc, deadLetterQueue: queue, environmentEncryption: key } = options;
  const allow = (actions: string[], resource: string) => new iam.PolicyStatement({ actions, resources: [resource] });
  const queueKey = queue?.encryptionMasterKey;
  return {
    Logs: [allow(['logs:CreateLogStream', 'logs:PutLogEvents'], logGroup.logGroupArn)],
    ...vpc && { Network: [allow(NETWORK_ACTIONS, '*')] },
    ...isTraced(options) && { Tracing: [allow(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], '*')] },
    ...queue && {
      DeadLetters: [
        allow(['sqs:SendMessage'], queue.queueArn), ...queueKey ? [allow(['kms:Decrypt', 'kms:GenerateDataKey'], queueKey.keyArn)] : [],
      ],
    },
    ...key && { Environment: [allow(['kms:Decrypt'], key.keyArn)] },
  };
}
