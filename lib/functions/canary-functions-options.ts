import type { RemovalPolicy } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as sqs from 'aws-cdk-lib/aws-sqs';

/**
 * How the functions of this library are made: the stage driver, the function and state machine of rollouts, and the function of `retain`.
 *
 * Names and types are those of `lambda.FunctionOptions`. None of them replaces a function, so they may be added, changed and taken away while a
 * canary is held. There is no `functionName`: CloudFormation cannot change the function behind a custom resource.
 */
export interface CanaryFunctionsOptions {
  /**
   * Memory of each function in MB, a whole number from 256 to 10,240.
   *
   * Less than the default was never tried, and a driver that runs out of memory cannot answer CloudFormation.
   *
   * @default 256
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
   */
  readonly memorySize?: number;

  /**
   * The runtime: Node.js 22 or newer.
   *
   * @default - `lambda.Runtime.NODEJS_22_X`, or what `CustomResourceConfig.of(scope).addLambdaRuntime()` says
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
   */
  readonly runtime?: lambda.Runtime;

  /**
   * The processor. The code runs on both.
   *
   * @default - `lambda.Architecture.X86_64`, which Lambda takes for a function that names none
   * @see https://docs.aws.amazon.com/lambda/latest/dg/foundation-arch.html
   */
  readonly architecture?: lambda.Architecture;

  /**
   * The VPC that the functions are in. They must reach AWS from there, by a NAT gateway or by endpoints (docs/organisation.md lists them).
   *
   * The roles of this library get the right to manage network interfaces. A `role` of yours gets it, too, if it takes policies.
   *
   * @default - none: Lambda's own network
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
   */
  readonly vpc?: ec2.IVpc;

  /**
   * The subnets of the VPC. Only with `vpc`.
   *
   * @default - the private ones
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * The security groups of the functions, at least one. Only with `vpc`.
   *
   * @default - a new one for each function, which lets out TCP 443 and nothing else, and lets in nothing
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * The role of the functions, which `lambda.amazonaws.com` may assume.
   *
   * What the functions need is attached to it if it takes policies. Otherwise (`mutable: false`, `iam.Role.customizeRoles`) nothing is in the
   * template, and the role must have it already: SECURITY.md lists it, and so does the report of `customizeRoles`.
   *
   * @default - a new one for each function
   */
  readonly role?: iam.IRole;

  /**
   * The role of the state machine of rollouts, which `states.amazonaws.com` may assume. It needs `lambda:InvokeFunction` on the function of rollouts.
   *
   * @default - a new one
   */
  readonly stateMachineRole?: iam.IRole;

  /**
   * Whether roles get their permissions by managed policies and none inline: one for what each function needs anyway, and one for each release.
   *
   * IAM takes 10 managed policies on a role, so a stack may then have 9 releases. An imported `role` gets inline policies all the same.
   *
   * @default false
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
   */
  readonly managedPolicies?: boolean;

  /**
   * The log group of the functions. Not together with `logRetention`, `logRemovalPolicy`, `logEncryptionKey`, which are for a new one.
   *
   * @default - a new one for each function
   */
  readonly logGroup?: logs.ILogGroup;

  /**
   * How long a new log group keeps its lines.
   *
   * @default - `logs.RetentionDays.ONE_MONTH`, or what `CustomResourceConfig.of(scope).addLogRetentionLifetime()` says
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * What becomes of a new log group when it leaves the stack: not `SNAPSHOT`, which log groups do not have.
   *
   * @default - `RemovalPolicy.DESTROY`, or what `CustomResourceConfig.of(scope).addRemovalPolicy()` says
   */
  readonly logRemovalPolicy?: RemovalPolicy;

  /**
   * Encrypts a new log group. The policy of the key must let `logs.<region>.amazonaws.com` use it. Nothing is granted for you.
   *
   * @default - encrypted by CloudWatch Logs
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
   */
  readonly logEncryptionKey?: kms.IKey;

  /**
   * How many events each function may handle at a time, a whole number from 1, and not lower than the number of releases that it serves: an event
   * that is throttled is lost after five minutes, and its deploy fails.
   *
   * @default - none reserved: those of the account
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
   */
  readonly reservedConcurrentExecutions?: number;

  /**
   * Gets the events that no function could handle. No FIFO queue: Lambda does not send to one.
   *
   * An event has the signed URL for its answer, and the values of stage variables.
   *
   * @default - none: such an event ends in the service timeout of its custom resource, and a rollback
   * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
   */
  readonly deadLetterQueue?: sqs.IQueue;

  /**
   * Whether X-Ray traces the functions, and the state machine of rollouts (only if `ACTIVE`).
   *
   * @default - not traced
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
   */
  readonly tracing?: lambda.Tracing;

  /**
   * Encrypts the environment variables of the functions: the id of their stack. The key must let the roles decrypt with it.
   *
   * @default - encrypted by Lambda
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html
   */
  readonly environmentEncryption?: kms.IKey;

  /**
   * Which signatures of code Lambda takes. The assets of this library carry none, so whatever uploads them has to sign them.
   *
   * @default - code needs no signature
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-codesigning.html
   */
  readonly codeSigningConfig?: lambda.ICodeSigningConfig;
}

/** The type asks for every option, so that a new one cannot be taken for one that is not there. */
const OPTIONS: { readonly [name in keyof Required<CanaryFunctionsOptions>]: true } = {
  memorySize: true,
  runtime: true,
  architecture: true,
  vpc: true,
  vpcSubnets: true,
  securityGroups: true,
  role: true,
  stateMachineRole: true,
  managedPolicies: true,
  logGroup: true,
  logRetention: true,
  logRemovalPolicy: true,
  logEncryptionKey: true,
  reservedConcurrentExecutions: true,
  deadLetterQueue: true,
  tracing: true,
  environmentEncryption: true,
  codeSigningConfig: true,
};

/** The names of all options. */
export const FUNCTION_OPTION_NAMES = Object.keys(OPTIONS) as ReadonlyArray<keyof CanaryFunctionsOptions>;
