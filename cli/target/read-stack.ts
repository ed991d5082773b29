import { DescribeStacksCommand, GetTemplateCommand, ListStackResourcesCommand, Stack } from '@aws-sdk/client-cloudformation';
import { hasLeftStack } from '../../lib/stage-driver/contract/left-the-stack';
import type { Account } from '../account/account';
import { commandError } from '../messages/command-ids';

/** A resource as its stack lists it. */
export interface ListedResource {
  readonly logicalId: string;
  readonly physicalId?: string;
  readonly type: string;
  readonly status: string;
  /** Why it failed. @default - it did not, or nobody says */
  readonly reason?: string;
  /** When its status changed last. */
  readonly updatedAt?: Date;
}

/** A stack, with those that are nested in it. */
export interface ReadStack {
  readonly name: string;
  readonly id: string;
  readonly status: string;
  /** When the last operation began. */
  readonly begunAt?: Date;
  readonly region: string;
  readonly account: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly outputs: readonly string[];
  readonly resources: readonly ListedResource[];
  readonly nested: readonly ReadStack[];
}

/** What CloudFormation says of a stack that is not there. */
const isMissing = (error: Error): boolean => /does not exist/.test(error.message);

/** @throws CommandError UnknownStack */
export async function readStack(account: Account, nameOrId: string): Promise<ReadStack> {
  const stack = await describe(account, nameOrId);
  if (stack === undefined) { throw await unknownStack(account, nameOrId); }
  return readWithNested(account, stack);
}

/** The status of a stack alone. undefined when it is gone */
export async function readStackStatus(account: Account, stackId: string): Promise<string | undefined> {
  return (await describe(account, stackId))?.StackStatus;
}

/** The template in force. undefined when it is no JSON, so that this library did not write it */
export async function templateInForce(account: Account, stackId: string): Promise<Record<string, any> | undefined> {
  const { TemplateBody: body } = await account.read('cloudformation:GetTemplate', (options) =>
    account.cloudFormation.send(new GetTemplateCommand({ StackName: stackId }), options));
  try {
    return JSON.parse(body ?? '');
  } catch {
    return undefined;
  }
}

async function describe(account: Account, nameOrId: string): Promise<Stack | undefined> {
  try {
    const { Stacks: [stack] = [] } = await account.read('cloudformation:DescribeStacks', (options) =>
      account.cloudFormation.send(new DescribeStacksCommand({ StackName: nameOrId }), options), isMissing);
    return stack;
  } catch (error) {
    if (isMissing(error as Error)) { return undefined; }
    throw error;
  }
}

async function readWithNested(account: Account, stack: Stack): Promise<ReadStack> {
  const id = stack.StackId ?? '';
  const [, , , region, owner] = id.split(':');
  const resources = await listResources(account, id);
  const nested: ReadStack[] = [];
  for (const { physicalId } of resources.filter(({ type, physicalId: has }) => type === 'AWS::CloudFormation::Stack' && has !== undefined)) {
    const inner = await describe(account, physicalId!);
    if (inner !== undefined) { nested.push(await readWithNested(account, inner)); }
  }
  return {
    name: stack.StackName ?? '',
    id,
    status: stack.StackStatus ?? '',
    begunAt: stack.LastUpdatedTime ?? stack.CreationTime,
    region,
    account: owner,
    parameters: Object.fromEntries(
      (stack.Parameters ?? []).map(({ ParameterKey: name = '', ParameterValue: value = '', ResolvedValue: resolved }) => [name, resolved ?? value]),
    ),
    outputs: (stack.Outputs ?? []).map(({ OutputValue: value = '' }) => value),
    resources,
    nested,
  };
}

async function listResources(account: Account, stackId: string): Promise<ListedResource[]> {
  const found: ListedResource[] = [];
  let NextToken: string | undefined;
  do {
    const page = await account.read('cloudformation:ListStackResources', (options) =>
      account.cloudFormation.send(new ListStackResourcesCommand({ StackName: stackId, NextToken }), options));
    const inStack = (page.StackResourceSummaries ?? []).filter(({ ResourceStatus: status }) => !hasLeftStack(status));
    found.push(...inStack.map((resource) => ({
      logicalId: resource.LogicalResourceId ?? '',
      physicalId: resource.PhysicalResourceId,
      type: resource.ResourceType ?? '',
      status: resource.ResourceStatus ?? '',
      ...resource.ResourceStatusReason ? { reason: resource.ResourceStatusReason } : {},
      updatedAt: resource.LastUpdatedTimestamp,
    })));
    ({ NextToken } = page);
  } while (NextToken);
  return found;
}

/** Other stacks are named only if the caller may list them. */
async function unknownStack(account: Account, name: string): Promise<Error> {
  const [region, { account: owner }] = [await account.region(), await account.identity()];
  const others = await account.read('cloudformation:DescribeStacks', (options) => account.cloudFormation.send(new DescribeStacksCommand({}), options))
    .then(({ Stacks: stacks = [] }) => stacks.map(({ StackName: other = '' }) => other).sort().slice(0, 10), () => []);
  return commandError('UnknownStack', name, region, owner, others);
}
