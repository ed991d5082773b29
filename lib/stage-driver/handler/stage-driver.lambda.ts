import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { runDriver } from './run-driver';
import { tellingTime } from '../../aws/answer-time';
import { writeLine } from '../../aws/event-log';
import { describingFunctions } from '../../aws/functions';
import { timeOfThisProcess } from '../../aws/time';
import { namingHosts } from '../../aws/unreachable';

/**
 * `Custom::CanaryStage`: moves the live stage before CloudFormation's own Stage resource agrees.
 *
 * Traps: CloudFormation invokes asynchronously, so Lambda repeats an invocation that crashed. An event may be delivered twice.
 * An Update is also how a rollback looks, a Delete is also how the cleanup of a superseded physical id looks.
 * Without an answer the stack waits for ServiceTimeout, so there is an answer whatever happens.
 */
const CLIENT = { maxAttempts: 1, requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000 } };
const world = {
  // No retries inside an attempt: each one must be fenced, and end in time.
  apiGateway: namingHosts(tellingTime(new APIGatewayClient(CLIENT))),
  cloudFormation: namingHosts(tellingTime(new CloudFormationClient(CLIENT))),
  describeFunction: describingFunctions(CLIENT),
  time: timeOfThisProcess(),
  random: Math.random,
  write: writeLine,
  ownStackId: process.env.STACK_ID,
};

export async function handler(event: CloudFormationCustomResourceEvent, context: Context): Promise<void> {
  await runDriver(event, world, { remainingMilliseconds: context.getRemainingTimeInMillis(), logStream: context.logStreamName });
}
