import { DescribeStackEventsCommand } from '@aws-sdk/client-cloudformation';
import { historyEvent } from '../../lib/aws/history-event';
import type { HistoryEvent } from '../../lib/stage-driver/contract/stack-history';
import type { Account } from '../account/account';

/** The events of a stack, newest first, a page at a time: a history may be long, and its beginning usually tells enough. */
export async function* readHistory(account: Account, stackId: string): AsyncGenerator<HistoryEvent[]> {
  let NextToken: string | undefined;
  do {
    const page = await account.read('cloudformation:DescribeStackEvents', (options) =>
      account.cloudFormation.send(new DescribeStackEventsCommand({ StackName: stackId, NextToken }), options));
    yield (page.StackEvents ?? []).map(historyEvent);
    ({ NextToken } = page);
  } while (NextToken);
}
