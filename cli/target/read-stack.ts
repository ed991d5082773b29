import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { describeStack, ReadStack, readWithNested } from '../../lib/aws/stack-in-force';
import type { Account } from '../account/account';
import { commandError } from '../messages/command-ids';

/** @throws CommandError UnknownStack */
export async function readStack(account: Account, nameOrId: string): Promise<ReadStack> {
  const stack = await describeStack(account, nameOrId);
  if (stack === undefined) { throw await unknownStack(account, nameOrId); }
  return readWithNested(account, stack);
}

/** The status of a stack alone. undefined when it is gone */
export async function readStackStatus(account: Account, stackId: string): Promise<string | undefined> {
  return (await describeStack(account, stackId))?.StackStatus;
}

/** Other stacks are named only if the caller may list them. */
async function unknownStack(account: Account, name: string): Promise<Error> {
  const [region, { account: owner }] = [await account.region(), await account.identity()];
  const others = await account.read('cloudformation:DescribeStacks', (options) => account.cloudFormation.send(new DescribeStacksCommand({}), options))
    .then(({ Stacks: stacks = [] }) => stacks.map(({ StackName: other = '' }) => other).sort().slice(0, 10), () => []);
  return commandError('UnknownStack', name, region, owner, others);
}
