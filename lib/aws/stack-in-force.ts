import { CloudFormationClient, DescribeStacksCommand, GetTemplateCommand, ListStackResourcesCommand, Stack } from '@aws-sdk/client-cloudformation';
import type { CallOptions } from './calls';
import { hasLeftStack } from '../stage-driver/contract/left-the-stack';
import type { KnownNames } from '../templates/value-in-force';

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

/** How stacks are read: with whose patience, and in whose words it fails. */
export interface StackReader {
  readonly cloudFormation: CloudFormationClient;
  /** @param action as IAM names it @param isAnswer for errors that say something of what is asked. They are thrown as they are */
  read<T>(action: string, call: (options: CallOptions) => Promise<T>, isAnswer?: (error: Error) => boolean): Promise<T>;
}

/** What CloudFormation says of a stack that is not there. */
const isMissing = (error: Error): boolean => /does not exist/.test(error.message);

/** undefined when it is gone */
export async function describeStack(reader: StackReader, nameOrId: string): Promise<Stack | undefined> {
  try {
    const { Stacks: [stack] = [] } = await reader.read('cloudformation:DescribeStacks', (options) =>
      reader.cloudFormation.send(new DescribeStacksCommand({ StackName: nameOrId }), options), isMissing);
    return stack;
  } catch (error) {
    if (isMissing(error as Error)) { return undefined; }
    throw error;
  }
}

/** With its resources, and the stacks nested in it. */
export async function readWithNested(reader: StackReader, stack: Stack): Promise<ReadStack> {
  const id = stack.StackId ?? '';
  const [, , , region, account] = id.split(':');
  const resources = await listResources(reader, id);
  const nested: ReadStack[] = [];
  for (const { physicalId } of resources.filter(({ type, physicalId: has }) => type === 'AWS::CloudFormation::Stack' && has !== undefined)) {
    const inner = await describeStack(reader, physicalId!);
    if (inner !== undefined) { nested.push(await readWithNested(reader, inner)); }
  }
  return {
    name: stack.StackName ?? '',
    id,
    status: stack.StackStatus ?? '',
    begunAt: stack.LastUpdatedTime ?? stack.CreationTime,
    region,
    account,
    parameters: Object.fromEntries(
      (stack.Parameters ?? []).map(({ ParameterKey: name = '', ParameterValue: value = '', ResolvedValue: resolved }) => [name, resolved ?? value]),
    ),
    outputs: (stack.Outputs ?? []).map(({ OutputValue: value = '' }) => value),
    resources,
    nested,
  };
}

/** The template in force. undefined when it is no JSON, so that this library did not write it */
export async function templateInForce(reader: StackReader, stackId: string): Promise<Record<string, any> | undefined> {
  const { TemplateBody: body } = await reader.read('cloudformation:GetTemplate', (options) =>
    reader.cloudFormation.send(new GetTemplateCommand({ StackName: stackId }), options));
  try {
    return JSON.parse(body ?? '');
  } catch {
    return undefined;
  }
}

/** A stack and all that are nested in it, itself first. */
export function withNested(stack: ReadStack): ReadStack[] {
  return [stack, ...stack.nested.flatMap(withNested)];
}

/** What the names in its template stand for. */
export function namesIn({ id, name, region, account, parameters, resources }: ReadStack): KnownNames {
  return {
    refs: new Map([
      ...Object.entries(
        { 'AWS::StackId': id, 'AWS::StackName': name, 'AWS::Region': region, 'AWS::AccountId': account, 'AWS::Partition': id.split(':')[1] },
      ),
      ...Object.entries(parameters),
      ...resources.flatMap(({ logicalId, physicalId }) => physicalId === undefined ? [] : [[logicalId, physicalId] as const]),
    ]),
  };
}

async function listResources(reader: StackReader, stackId: string): Promise<ListedResource[]> {
  const found: ListedResource[] = [];
  let NextToken: string | undefined;
  do {
    const page = await reader.read('cloudformation:ListStackResources', (options) =>
      reader.cloudFormation.send(new ListStackResourcesCommand({ StackName: stackId, NextToken }), options));
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
