import { Token } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct, IConstruct } from 'constructs';
import { CanaryFunctionsOptions, FUNCTION_OPTION_NAMES } from './canary-functions-options';
import { LEAST_MEMORY } from './overwritten-properties';
import { invalidInput } from '../messages/invalid-input';
import { checkNames } from '../release/checked-names';
import { constructWith, KEY, LOG_REMOVAL_POLICY, LOG_RETENTION, refusedValue, ValueRule } from '../release/value-rules';

type Name = keyof CanaryFunctionsOptions;

/** Options that are given, without those that are undefined, or null in JavaScript. */
export type GivenOptions = { readonly [name in Name]?: NonNullable<CanaryFunctionsOptions[name]> };

const MOST_MEMORY = 10_240;
/** What the handlers are compiled for. */
const OLDEST_NODE = 22;

const role: ValueRule = {
  allowed: 'an iam.IRole, such as an iam.Role', takes: constructWith('roleArn', 'addToPrincipalPolicy', 'attachInlinePolicy'),
};
const wholeFrom = (least: number, most: number) => (value: number) => Number.isInteger(value) && value >= least && value <= most;

/** Modules of aws-cdk-lib are loaded when something of theirs is named: not before anybody configures anything. */
const RULES: { readonly [name in Name]: ValueRule } = {
  memorySize: { allowed: `a whole number of MB from ${LEAST_MEMORY} to ${MOST_MEMORY}`, takes: wholeFrom(LEAST_MEMORY, MOST_MEMORY) },
  runtime: { allowed: `a lambda.Runtime of Node.js ${OLDEST_NODE} or newer, such as lambda.Runtime.NODEJS_24_X`, takes: isRecentNode },
  architecture: {
    allowed: 'lambda.Architecture.X86_64 or lambda.Architecture.ARM_64',
    takes: (value) => typeof value === 'object' && [lambda.Architecture.X86_64.name, lambda.Architecture.ARM_64.name].includes(value.name),
  },
  vpc: { allowed: 'an ec2.IVpc, such as an ec2.Vpc', takes: constructWith('vpcId', 'selectSubnets') },
  vpcSubnets: {
    allowed: 'an ec2.SubnetSelection, such as { subnetGroupName: \'Control\' }',
    takes: (value) => typeof value === 'object' && !Array.isArray(value) && !Construct.isConstruct(value),
  },
  securityGroups: {
    allowed: 'a list of at least one ec2.ISecurityGroup',
    takes: (value) => Array.isArray(value) && value.length > 0 && value.every(constructWith('securityGroupId')),
  },
  role,
  stateMachineRole: role,
  managedPolicies: { allowed: 'true or false', takes: (value) => typeof value === 'boolean' },
  logGroup: { allowed: 'a logs.ILogGroup, such as a logs.LogGroup', takes: constructWith('logGroupArn', 'logGroupName') },
  logRetention: LOG_RETENTION,
  logRemovalPolicy: LOG_REMOVAL_POLICY,
  logEncryptionKey: KEY,
  reservedConcurrentExecutions: { allowed: 'a whole number from 1', takes: wholeFrom(1, Infinity) },
  deadLetterQueue: {
    allowed: 'an sqs.IQueue that is no FIFO queue',
    takes: (value) => constructWith('queueArn')(value) && value.fifo !== true,
  },
  tracing: { allowed: 'lambda.Tracing.ACTIVE, PASS_THROUGH or DISABLED', takes: (value) => Object.values(lambda.Tracing).includes(value) },
  environmentEncryption: KEY,
  codeSigningConfig: { allowed: 'a lambda.ICodeSigningConfig, such as a lambda.CodeSigningConfig', takes: constructWith('codeSigningConfigArn') },
};

/** Those that are for a new log group. */
const NEW_LOG: readonly Name[] = ['logRetention', 'logRemovalPolicy', 'logEncryptionKey'];

/**
 * Checks what a user wrote, as far as one call of `configure` tells it. Tokens pass.
 *
 * @throws if an option is unknown, has a value that it does not take, or contradicts another
 */
export function checkedFunctionsOptions(scope: IConstruct, options: CanaryFunctionsOptions): GivenOptions {
  if (typeof options !== 'object' || options === null || Array.isArray(options) || Construct.isConstruct(options)) {
    throw invalidInput(scope, 'InvalidOption', 'The argument of configure', shownOf(options), 'an object such as { memorySize: 512 }');
  }
  checkNames(scope, options, FUNCTION_OPTION_NAMES);
  // Nobody shares these options with another construct: an unknown one is meant for the function, and would be dropped.
  const unknown = Object.keys(options).find((name) => !FUNCTION_OPTION_NAMES.includes(name as Name));
  if (unknown !== undefined) { throw invalidInput(scope, 'NoFunctionOption', unknown, FUNCTION_OPTION_NAMES); }
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined && value !== null)) as GivenOptions;
  const refused = refusedValue(given, RULES);
  if (refused) { throw invalidInput(scope, 'InvalidOption', refused.name, shownOf(refused.value), refused.allowed); }
  checkLogOptions(scope, given, given);
  return given;
}

/**
 * A log group that is given has its own retention, removal policy and key.
 *
 * @param of what is said at the same place or nearer
 * @throws if something is said that would be dropped
 */
export function checkLogOptions(scope: IConstruct, { logGroup }: GivenOptions, of: GivenOptions): void {
  const dropped = NEW_LOG.filter((name) => of[name] !== undefined);
  if (logGroup !== undefined && dropped.length > 0) { throw invalidInput(scope, 'LogGroupAndOptions', dropped); }
}

function isRecentNode(value: unknown): boolean {
  const { name } = value as Partial<lambda.Runtime>;
  if (Token.isUnresolved(name)) { return true; }
  return Number(/^nodejs(\d+)\.x$/.exec(name ?? '')?.[1] ?? 0) >= OLDEST_NODE;
}

/** Whether a value is a construct that has what we ask of it. By its members: an app may have two copies of aws-cdk-lib. */
/** A construct cannot be written as JSON. */
function shownOf(value: unknown): unknown {
  if (Construct.isConstruct(value)) { return `the construct ${value.node.path}`; }
  return Array.isArray(value) ? value.map(shownOf) : value;
}
