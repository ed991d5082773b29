import { createHash } from 'node:crypto';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PublishCommand, PublishCommandInput, SNSClient } from '@aws-sdk/client-sns';
import type { Calls } from './calls';

const MILLISECONDS = 2_000;

/** Events on the default bus, and to a topic. What cannot be told is logged: it must not decide a rollout. */
export class Announcements {
  constructor(private readonly eventBridge: EventBridgeClient, private readonly sns: SNSClient, private readonly calls: Calls) {}

  async announce(source: string, detailType: string, detail: object, topicArn: string | undefined): Promise<void> {
    const Detail = JSON.stringify(detail);
    await Promise.all([
      this.attempt('The event', async (options) => {
        const command = new PutEventsCommand({ Entries: [{ Source: source, DetailType: detailType, Detail }] });
        const { FailedEntryCount: failed = 0, Entries: [entry] = [] } = await this.eventBridge.send(command, options);
        if (failed > 0) { throw new Error(entry?.ErrorMessage ?? entry?.ErrorCode ?? 'EventBridge did not take it'); }
      }),
      topicArn !== undefined && this.attempt('The notification', async (options) => {
        const command = new PublishCommand({ TopicArn: topicArn, Subject: detailType, Message: Detail, ...inOrder(topicArn, source, Detail) });
        await this.sns.send(command, options);
      }),
    ]);
  }

  private async attempt(what: string, call: (options: { readonly abortSignal: AbortSignal }) => Promise<void>): Promise<void> {
    try {
      await this.calls.once(call, MILLISECONDS);
    } catch (error) {
      this.calls.patience.log({ level: 'WARN', message: `${what} was not sent: ${String(error)}` });
    }
  }
}

/** A FIFO topic refuses what belongs to no group, and knows by an id what comes again. */
function inOrder(topicArn: string, group: string, message: string): Pick<PublishCommandInput, 'MessageGroupId' | 'MessageDeduplicationId'> {
  if (!topicArn.endsWith('.fifo')) { return {}; }
  return { MessageGroupId: group, MessageDeduplicationId: createHash('sha256').update(message).digest('hex') };
}
