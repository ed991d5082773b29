import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { runDriver } from './run-driver';
import { timeOfThisProcess } from '../../aws/time';

/**
 * `Custom::CanaryStage`: moves the live stage before CloudFormation's own Stage resource agrees.
 *
 * Traps: CloudFormation invokes asynchronously, so Lambda repeats an invocation that crashed; an event may be delivered twice.
 * An Update is also how a rollback looks, a Delete is also how the cleanup of a superseded physical id looks.
 * Without an answer the stack waits for ServiceTimeout, so there is an answer whatever happens.
 */
const world = {
  apiGateway: new APIGatewayClient({ maxAttempts: 8, retryMode: 'adaptive' }),
  cloudFormation: new CloudFormationClient({ maxAttempts: 8, retryMode: 'adaptive' }),
  time: timeOfThisProcess(),
  random: Math.random,
  write: (line: object) => console.log(JSON.stringify(line)),
};

export async function handler(event: CloudFormationCustomResourceEvent, context: Context): Promise<void> {
  await runDriver(event, world, { remainingMilliseconds: context.getRemainingTimeInMillis(), logStream: context.logStreamName });
}
