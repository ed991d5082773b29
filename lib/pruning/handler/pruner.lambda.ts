import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { LambdaClient } from '@aws-sdk/client-lambda';
import type { Context } from 'aws-lambda';
import { runPruner } from './run-pruner';
import { writeLine } from '../../aws/event-log';
import { timeOfThisProcess } from '../../aws/time';
import { namingHosts } from '../../aws/unreachable';
import type { PrunerEvent } from '../contract/pruner-event';

/**
 * `CanaryPruner`: deletes what no release needs any more, when a deploy has succeeded and every night.
 *
 * No operation waits for it. Traps: an event may come twice, and two runs may be under way at a time (what is gone already does no harm), and a
 * deploy may begin at any moment (stack and stages are read again before each deletion). Whatever an event says, the role of the function reaches
 * no other stack.
 */
const CLIENT = { maxAttempts: 1, requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000 } };
const world = {
  // No retries inside an attempt: a deletion is never repeated when it may have had its effect.
  apiGateway: namingHosts(new APIGatewayClient(CLIENT)),
  cloudFormation: namingHosts(new CloudFormationClient(CLIENT)),
  cloudWatch: namingHosts(new CloudWatchClient(CLIENT)),
  lambda: namingHosts(new LambdaClient(CLIENT)),
  time: timeOfThisProcess(),
  random: Math.random,
  write: writeLine,
  ownStackId: process.env.STACK_ID,
};

export async function handler(event: PrunerEvent, context: Context): Promise<void> {
  await runPruner(event, world, { remainingMilliseconds: context.getRemainingTimeInMillis() });
}
