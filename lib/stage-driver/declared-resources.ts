import { createHash } from 'node:crypto';
import { CfnCondition, CfnDeletionPolicy, CfnParameter, CfnResource, IResolvable, IResolveContext, Stack, Token } from 'aws-cdk-lib';
import { BACKEND_KINDS } from './contract/needed-types';
import { conditionOf } from '../construct-tree/condition';
import { isCondition, isOfType, isParameter } from '../construct-tree/resource-type';
import { writtenFor } from '../construct-tree/written-properties';
import { isObject } from '../templates/is-object';
import { REPLACED_FOR } from '../templates/replaced-for';
import { mentionsIn } from '../templates/template-references';
import { refOf } from '../templates/template-values';

/** Types of resources that the base release may need beyond its deployment, each with the property that has the name by which it is needed. */
export type NamedTypes = Readonly<Record<string, string | undefined>>;

export const FUNCTIONS: NamedTypes = { 'AWS::Lambda::Function': 'FunctionName' };
export const ROLES: NamedTypes = { 'AWS::IAM::Role': 'RoleName' };
export const BACKENDS: NamedTypes = {
  ...Object.fromEntries(Object.keys(BACKEND_KINDS).map((type) => [type, undefined])),
  'AWS::DynamoDB::GlobalTable': 'TableName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::Events::EventBus': 'Name',
  'AWS::Kinesis::Stream': 'Name',
  'AWS::KinesisFirehose::DeliveryStream': 'DeliveryStreamName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::StepFunctions::StateMachine': 'StateMachineName',
};

/** Properties of `REPLACED_FOR` that are lists of texts, which CloudFormation can join. */
const LISTS: readonly string[] = ['SecurityGroupIds', 'SubnetIds', 'TargetArns'];

/** How a resource is written besides its properties, which aws-cdk-lib keeps from its users. Every resource has it. */
interface WrittenAttributes {
  readonly rawOverrides: { readonly DeletionPolicy?: unknown; readonly UpdateReplacePolicy?: unknown };
}

/** Integrations of these types call functions, or nothing. */
const CALLS_FUNCTIONS: ReadonlyArray<unknown> = ['AWS_PROXY', 'MOCK'];

/**
 * Whether an API of the app may need more than functions: an integration of another service, or one through a VPC link, an authorizer with user
 * pools, a document that nobody reads here.
 */
function mayNeedBackends(resource: CfnResource): boolean {
  switch (resource.cfnResourceType) {
    case 'AWS::ApiGateway::Method':
      return writtenFor(resource, 'Integration').some((integration) => {
        const { Type: inRaw, type = inRaw } = isObject(integration) ? integration as { readonly Type?: unknown; readonly type?: unknown } : {};
        return type === undefined ? !isObject(integration) || Token.isUnresolved(integration) : !CALLS_FUNCTIONS.includes(type);
      });
    case 'AWS::ApiGateway::Authorizer': return writtenFor(resource, 'ProviderARNs').length > 0 || writtenFor(resource, 'ProviderArns').length > 0;
    case 'AWS::ApiGateway::RestApi': return [...writtenFor(resource, 'Body'), ...writtenFor(resource, 'BodyS3Location')].length > 0;
    default: return false;
  }
}

/**
 * The resources of some types in a stack and in the stacks nested in it, as decision/base-functions.ts reads them.
 *
 * As text and not by reference: a function may well depend on the stage, which depends on the driver. Parameters and conditions of the stack stand
 * in the text as such, so that CloudFormation tells what they come to in this operation. Those of a nested stack have no meaning outside of it: what
 * the stack around it passes stands in the place of a parameter.
 */
export class DeclaredResources implements IResolvable {
  readonly creationStack: string[] = [];

  /** @param retained those that CloudFormation keeps when they leave the template, instead of those that it deletes then */
  constructor(private readonly stack: Stack, private readonly types: NamedTypes, private readonly retained: boolean) {}

  resolve({ preparing }: IResolveContext): unknown {
    // No reference to another stack stands in there.
    if (preparing) { return undefined; }
    const identities = this.stack.node.findAll()
      .filter((node): node is CfnResource => CfnResource.isCfnResource(node) && node.cfnResourceType in this.types)
      .filter((resource) => isRetained(resource) === this.retained)
      .flatMap((resource) => this.identityOf(resource));
    return identities.length > 0 ? identities.sort((a, b) => (a.logicalId < b.logicalId ? -1 : 1)).map(({ identity }) => identity) : undefined;
  }

  /** None for a resource of a stack that is below the root among the constructs, but not nested in it. */
  private identityOf(resource: CfnResource): Array<{ readonly logicalId: string; readonly identity: unknown }> {
    const stack = Stack.of(resource);
    const nesting = nestedStacks(stack, this.stack);
    if (nesting === undefined) { return []; }
    const logicalId = [...nesting, stack.resolve(resource.logicalId)].join('/');
    const { cfnResourceType: type } = resource;
    const replacing = Object.entries(REPLACED_FOR[type] ?? {}).filter(([property]) => property !== this.types[type]);
    const parts = [
      logicalId,
      this.nameOf(resource),
      ...type in BACKEND_KINDS ? [BACKEND_KINDS[type]] : [],
      ...replacing.map(([property, usual]) => this.textOf(resource, property, usual)),
      this.conditionsWithin(resource),
    ];
    while (parts[parts.length - 1] === '') { parts.pop(); }
    const identity = parts.every((part) => typeof part === 'string') ? parts.join('|') : { 'Fn::Join': ['|', parts] };
    return [{ logicalId, identity: this.underCondition(resource, identity) }];
  }

  private textOf(resource: CfnResource, property: string, usual: unknown): unknown {
    const value = resolved(resource, property);
    if (value === undefined || value === usual) { return ''; }
    if (typeof value === 'string') { return value; }
    const isToldByCloudFormation = LISTS.includes(property) && Stack.of(resource) === this.stack
      && containsIntrinsics(value) && isKnownWithoutResources(value, this.stack);
    return isToldByCloudFormation ? { 'Fn::Join': [',', value] } : JSON.stringify(value, spelledOut);
  }

  private nameOf(resource: CfnResource): unknown {
    const [stack, property] = [Stack.of(resource), this.types[resource.cfnResourceType]];
    const name = property === undefined ? '' : resolved(resource, property) ?? '';
    const known = passedBy(stack, name, this.stack);
    const isTold = typeof known === 'string' || (known !== undefined && isKnownWithoutResources(known, this.stack));
    return isTold ? emptyForNone(known) : JSON.stringify(name);
  }

  /**
   * What conditions of nested stacks depend on. They have no meaning outside of those, so nothing tells here what they come to: with another value
   * the resource counts as another one.
   */
  private conditionsWithin(resource: CfnResource): unknown {
    const values = conditionsBelow(resource, this.stack)
      .filter((value) => typeof value === 'string' || (value !== undefined && isKnownWithoutResources(value, this.stack)));
    return values.every((value) => typeof value === 'string') ? values.join(',') : { 'Fn::Join': [',', values] };
  }

  /** The conditions of the stack itself: one of its resource, or of the nested stack that the resource is in. */
  private underCondition(resource: CfnResource, identity: unknown): unknown {
    const condition = conditionOf(inStack(resource, this.stack));
    return condition === undefined ? identity : { 'Fn::If': [this.stack.resolve(condition), identity, { Ref: 'AWS::NoValue' }] };
  }
}

/**
 * The backends of a stack, where an API of the app may need any: otherwise queues and tables come and go without the driver being called.
 *
 * The deploy that takes the last such integration out of the app says nothing of what stays. Then what the base release needs counts as leaving.
 */
export class DeclaredBackends extends DeclaredResources {
  constructor(stack: Stack, retained: boolean) {
    super(stack, BACKENDS, retained);
  }

  resolve(context: IResolveContext): unknown {
    if (context.preparing) { return undefined; }
    const isNeeded = context.scope.node.root.node.findAll().some((node) => CfnResource.isCfnResource(node) && mayNeedBackends(node));
    return isNeeded ? super.resolve(context) : undefined;
  }
}

/** The roles that functions of a stack may run with, and which do, as decision/refusals/base-role-removed.ts reads them: `Role>Fn,Other`. */
export class FunctionRoles implements IResolvable {
  readonly creationStack: string[] = [];

  constructor(private readonly stack: Stack) {}

  resolve({ preparing }: IResolveContext): unknown {
    if (preparing) { return undefined; }
    const users = new Map<string, string[]>();
    const resources = this.stack.node.findAll().filter((node): node is CfnResource => CfnResource.isCfnResource(node));
    for (const role of resources.filter(isOfType('AWS::IAM::Role')).filter(isForFunctions)) { users.set(this.idOf(role), []); }
    for (const fn of resources.filter(isOfType('AWS::Lambda::Function'))) {
      const { 'Fn::GetAtt': [role] = [], Ref } = Stack.of(fn).resolve(writtenFor(fn, 'Role').pop()) ?? {};
      const nesting = nestedStacks(Stack.of(fn), this.stack);
      users.get([...nesting ?? [], role ?? Ref].join('/'))?.push(this.idOf(fn));
    }
    const entries = [...users].map(([role, functions]) => [role, ...functions.length > 0 ? [functions.sort().join(',')] : []].join('>'));
    return entries.length > 0 ? entries.sort() : undefined;
  }

  private idOf(resource: CfnResource): string {
    const stack = Stack.of(resource);
    return [...nestedStacks(stack, this.stack) ?? [], stack.resolve(resource.logicalId)].join('/');
  }
}

function isForFunctions(role: CfnResource): boolean {
  return JSON.stringify(Stack.of(role).resolve(writtenFor(role, 'AssumeRolePolicyDocument').pop()) ?? '').includes('lambda.amazonaws.com');
}

function isRetained(resource: CfnResource): boolean {
  const { rawOverrides } = resource as unknown as WrittenAttributes;
  const { deletionPolicy, updateReplacePolicy } = resource.cfnOptions;
  return [rawOverrides.DeletionPolicy ?? deletionPolicy, rawOverrides.UpdateReplacePolicy ?? updateReplacePolicy]
    .every((policy) => policy !== undefined && policy !== CfnDeletionPolicy.DELETE);
}

/** Most properties are not written, and resolving costs more than looking. */
function resolved(resource: CfnResource, property: string): unknown {
  const written = writtenFor(resource, property).pop();
  return written === undefined ? undefined : Stack.of(resource).resolve(written);
}

/** As CloudFormation spells it: classes of CDK begin their properties with a small letter, and overrides do not. */
function spelledOut(_: string, value: unknown): unknown {
  if (!isObject(value)) { return value; }
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [`${name.charAt(0).toUpperCase()}${name.slice(1)}`, item]));
}

/** Whether CloudFormation tells a list, or items of it. */
function containsIntrinsics(list: unknown): boolean {
  return !Array.isArray(list) || list.some((item) => typeof item !== 'string');
}

/** Whether CloudFormation can tell a value without creating anything: the driver must not wait for what waits for the driver. */
function isKnownWithoutResources(value: unknown, stack: Stack): boolean {
  const parameters = stack.node.findAll().filter((node): node is CfnParameter => isParameter(node) && Stack.of(node) === stack);
  const names = parameters.map(({ logicalId }) => stack.resolve(logicalId));
  return mentionsIn(value).every(({ name }) => name.startsWith('AWS::') || names.includes(name));
}

/** What means something else in the stack around, or nothing: conditions, mappings, the stack itself. */
const OF_ONE_STACK = ['Fn::FindInMap', 'Fn::If', 'Fn::Sub', 'Fn::Transform', 'AWS::StackId', 'AWS::StackName'].map((name) => `"${name}"`);

/** A value of a nested stack in the terms of a stack around it. Undefined unless it only names parameters that are passed. */
function passedBy(stack: Stack, value: unknown, root: Stack): unknown {
  const { nestedStackParent: parent, nestedStackResource: resource } = stack;
  if (typeof value === 'string' || stack === root || parent === undefined) { return value; }
  const parameters = parent.resolve(writtenFor(resource as CfnResource, 'Parameters').pop()) ?? {};
  const isPassed = mentionsIn(value).every(({ name }) => name.startsWith('AWS::') || name in parameters);
  if (!isPassed || OF_ONE_STACK.some((name) => JSON.stringify(value).includes(name))) { return undefined; }
  return passedBy(parent, withPassed(value, parameters), root);
}

function withPassed(value: unknown, parameters: Readonly<Record<string, unknown>>): unknown {
  if (Array.isArray(value)) { return value.map((item) => withPassed(item, parameters)); }
  if (!isObject(value)) { return value; }
  const { Ref: name } = value;
  if (typeof name === 'string' && name in parameters) { return parameters[name]; }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withPassed(item, parameters)]));
}

/** Without a value an item would leave the list that it is joined in, and everything behind it would move up. */
function emptyForNone(value: unknown): unknown {
  if (refOf(value) === 'AWS::NoValue') { return ''; }
  const branches = isObject(value) ? (value as { readonly 'Fn::If'?: unknown })['Fn::If'] : undefined;
  return Array.isArray(branches) ? { 'Fn::If': [branches[0], ...branches.slice(1).map(emptyForNone)] } : value;
}

/** For each condition on the way from a resource to `root`: a digest of what it says, and the parameters in it as `root` passes them. */
function conditionsBelow(resource: CfnResource, root: Stack): unknown[] {
  const stack = Stack.of(resource);
  if (stack === root) { return []; }
  const outer = conditionsBelow(stack.nestedStackResource as CfnResource, root);
  const condition = stack.resolve(conditionOf(resource));
  if (condition === undefined) { return outer; }
  const expression = expressionOf(condition, stack);
  const names = mentionsIn(expression).map(({ name }) => name).filter((name) => !name.startsWith('AWS::'));
  const digest = createHash('sha256').update(JSON.stringify(expression) ?? '').digest('hex').slice(0, 8);
  return [digest, ...names.map((name) => passedBy(stack, { Ref: name }, root)), ...outer];
}

/** With the conditions that it names in their places. */
function expressionOf(condition: string, stack: Stack): unknown {
  const elements = stack.node.findAll().filter((node): node is CfnCondition => isCondition(node) && Stack.of(node) === stack);
  const found = elements.find((element) => stack.resolve(element.logicalId) === condition);
  return withConditions(stack.resolve(found?.expression), stack);
}

function withConditions(value: unknown, stack: Stack): unknown {
  if (Array.isArray(value)) { return value.map((item) => withConditions(item, stack)); }
  if (!isObject(value)) { return value; }
  const { Condition: name } = value;
  if (typeof name === 'string') { return expressionOf(name, stack); }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withConditions(item, stack)]));
}

/** A resource itself, or the nested stack of `root` that it is in. */
function inStack(resource: CfnResource, root: Stack): CfnResource {
  const stack = Stack.of(resource);
  return stack === root ? resource : inStack(stack.nestedStackResource as CfnResource, root);
}

/** Logical ids of the nested stacks on the way from the root to a stack. Undefined when there is no such way. */
export function nestedStacks(stack: Stack, root: Stack): string[] | undefined {
  if (stack === root) { return []; }
  const { nestedStackParent: parent, nestedStackResource: resource } = stack;
  const outer = parent && nestedStacks(parent, root);
  return outer && [...outer, parent!.resolve(resource!.logicalId)];
}
