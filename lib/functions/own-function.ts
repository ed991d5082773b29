import * as path from 'node:path';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct, IConstruct } from 'constructs';
import { acknowledgeFunctionRules, acknowledgeLogGroupRules, AcknowledgedRule } from './acknowledged-rules';
import { checkOwnFunction } from './check-own-function';
import { GivenOptions } from './checked-functions-options';
import { functionOptionsOf } from './configured-functions';
import { functionPermissions, isTraced, WHY_FUNCTION_WILDCARDS } from './function-permissions';
import { ownRoleOf } from './own-role';
import { invalidInput } from '../messages/invalid-input';

export interface OwnFunctionProps {
  readonly description: string;
  /** Where the handler is below `lib`, for instance `stage-driver/handler/stage-driver.lambda`. */
  readonly handler: string;
  /** Above what the handler itself takes. */
  readonly timeout: Duration;
  /** What cdk-nag would have against it. @default - that of a function which CloudFormation sends events to */
  readonly rules?: readonly AcknowledgedRule[];
}

/** The bundled handlers. The same place seen from the sources and from the compiled package. */
const ASSETS = path.join(__dirname, '..', '..', 'assets', 'lib');
/** Lambda would keep an event for six hours. CloudFormation does not wait so long. */
const EVENT_AGE = Duration.minutes(5);
const RETRIES = 1;
/**
 * What `CustomResourceConfig` of aws-cdk-lib looks for. It keeps these names from its users.
 *
 * @see https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/custom-resources/lib/custom-resource-config/custom-resource-config.ts
 */
const CUSTOM_RESOURCE_LOG_GROUP = 'aws:cdk:is-custom-resource-handler-logGroup';
const CUSTOM_RESOURCE_RUNTIME = 'aws:cdk:is-custom-resource-handler-runtime-family';

/**
 * A function of this library that CloudFormation sends events to: with a role that may write its own log, and events that expire.
 *
 * @throws if the stack cannot have assets
 */
export function newOwnFunction(scope: Construct, id: string, props: OwnFunctionProps): lambda.Function {
  try {
    return newFunction(scope, id, props);
  } catch (error) {
    const reason = (error as Error).message;
    // CDK's own error does not say whose asset it is.
    throw /Cannot add assets/.test(reason) ? invalidInput(scope, 'DriverNeedsAssets', reason) : error;
  }
}

/** Until it is there, Lambda may deliver an event hours after CloudFormation has given it up. */
export function eventAgeOf(handler: lambda.Function): IConstruct {
  return handler.node.findChild('EventInvokeConfig');
}

/** What is known of a function of ours, beside what CDK knows. */
export interface OwnFunction {
  readonly managedPolicies: boolean;
  /** That it serves. */
  releases: number;
}

/** By a mark that all copies of this package know: an app may have two. */
const OWN = Symbol.for('cdk-canary-rest-api.OwnFunction');

export function ofOwnFunction(handler: lambda.Function): OwnFunction {
  return (handler as unknown as { readonly [OWN]: OwnFunction })[OWN];
}

function newFunction(scope: Construct, id: string, { description, handler: asset, timeout, rules }: OwnFunctionProps): lambda.Function {
  const options = functionOptionsOf(Stack.of(scope));
  const logGroup = options.logGroup ?? newLogGroup(scope, `${id}Logs`, options);
  const { role, awaited } = ownRoleOf(scope, `${id}Role`, {
    service: 'lambda.amazonaws.com',
    permissions: functionPermissions(logGroup, options),
    whyWildcards: WHY_FUNCTION_WILDCARDS,
    given: options.role,
    managedPolicies: options.managedPolicies,
  });
  const handler = new lambda.Function(scope, id, {
    description,
    code: lambda.Code.fromAsset(path.join(ASSETS, asset)),
    handler: 'index.handler',
    runtime: options.runtime ?? lambda.Runtime.NODEJS_22_X,
    timeout,
    memorySize: options.memorySize ?? 256,
    environment: { STACK_ID: Stack.of(scope).stackId },
    logGroup,
    role,
    architecture: options.architecture,
    reservedConcurrentExecutions: options.reservedConcurrentExecutions,
    codeSigningConfig: options.codeSigningConfig,
    ...networkOf(scope, id, options),
  });
  const resource = handler.node.defaultChild as lambda.CfnFunction;
  resource.node.addDependency(...awaited);
  declareBelowConstruct(resource, options);
  handler.configureAsyncInvoke({ maxEventAge: EVENT_AGE, retryAttempts: RETRIES });
  if (options.runtime === undefined) { handler.node.addMetadata(CUSTOM_RESOURCE_RUNTIME, lambda.RuntimeFamily.NODEJS); }
  acknowledgeFunctionRules(handler, rules);
  Object.defineProperty(handler, OWN, { value: { managedPolicies: options.managedPolicies ?? false, releases: 0 } satisfies OwnFunction });
  checkOwnFunction(handler, {
    timeoutSeconds: timeout.toSeconds(), eventAgeSeconds: EVENT_AGE.toSeconds(), retries: RETRIES, releases: () => ofOwnFunction(handler).releases,
  });
  return handler;
}

/** `lambda.Function` would allow these in an inline policy of its own, whatever policies the role shall have. */
function declareBelowConstruct(resource: lambda.CfnFunction, options: GivenOptions): void {
  const { deadLetterQueue, environmentEncryption, tracing } = options;
  if (deadLetterQueue) { resource.deadLetterConfig = { targetArn: deadLetterQueue.queueArn }; }
  if (environmentEncryption) { resource.kmsKeyArn = environmentEncryption.keyArn; }
  if (isTraced(options)) { resource.tracingConfig = { mode: tracing }; }
}

function newLogGroup(scope: Construct, id: string, { logRetention, logRemovalPolicy, logEncryptionKey }: GivenOptions): logs.LogGroup {
  const logGroup = new logs.LogGroup(scope, id, {
    retention: logRetention ?? logs.RetentionDays.ONE_MONTH,
    removalPolicy: logRemovalPolicy ?? RemovalPolicy.DESTROY,
    encryptionKey: logEncryptionKey,
  });
  // What an option says is nearer than what `CustomResourceConfig` says.
  if (logRetention === undefined && logRemovalPolicy === undefined) { logGroup.node.addMetadata(CUSTOM_RESOURCE_LOG_GROUP, true); }
  acknowledgeLogGroupRules(logGroup);
  return logGroup;
}

/** A security group that lets out what the SDK sends. Names are resolved by the VPC's own resolver, which no security group filters. */
function networkOf(scope: Construct, id: string, { vpc, vpcSubnets, securityGroups }: GivenOptions): Partial<lambda.FunctionProps> {
  if (vpc === undefined) { return {}; }
  if (securityGroups) { return { vpc, vpcSubnets, securityGroups }; }
  const own = new ec2.SecurityGroup(scope, `${id}SecurityGroup`, {
    vpc, allowAllOutbound: false, description: 'Reaches AWS from functions of cdk-canary-rest-api',
  });
  own.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), 'APIs of AWS, and the answer to CloudFormation');
  return { vpc, vpcSubnets, securityGroups: [own] };
}
