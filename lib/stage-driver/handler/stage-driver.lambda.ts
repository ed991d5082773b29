import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { EventHandler } from './event-handler';
import { Gateway } from '../../aws/gateway';
import { OwnStack } from '../../aws/own-stack';
import { answer } from '../../aws/respond';

/**
 * `Custom::CanaryStage`: moves the live stage before CloudFormation's own Stage resource agrees.
 *
 * Traps: CloudFormation invokes asynchronously, so Lambda repeats an invocation that crashed; an event may be delivered twice.
 * An Update is also how a rollback looks, a Delete is also how the cleanup of a superseded physical id looks.
 * Without an answer the stack waits for ServiceTimeout, so there is an answer whatever happens.
 */
const apiGateway = new APIGatewayClient({ maxAttempts: 8, retryMode: 'adaptive' });
const cloudFormation = new CloudFormationClient({ maxAttempts: 8, retryMode: 'adaptive' });
const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

const log = (entry: Record<string, unknown>) => console.log(JSON.stringify(entry));

const events = new EventHandler({
  gateway: new Gateway(apiGateway, sleep),
  ownStack: new OwnStack(cloudFormation, sleep),
  log,
});

export async function handler(event: CloudFormationCustomResourceEvent, context: Context): Promise<void> {
  await answer(event, events, { remainingMilliseconds: context.getRemainingTimeInMillis(), logStream: context.logStreamName, log });
}
