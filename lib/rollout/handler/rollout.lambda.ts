import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { runEvent } from './run-event';
import { runTask } from './run-task';
import { writeLine } from '../../aws/event-log';
import { timeOfThisProcess } from '../../aws/time';
import { namingHosts } from '../../aws/unreachable';
import type { TaskPayload, StateResult } from '../contract';

/**
 * `Custom::CanaryStep` and `Custom::CanaryPromotion`, and the states of their machine.
 *
 * CloudFormation's event starts an execution and returns. The states do the work, and the last of them answers. Traps: an event may be delivered
 * twice (the execution's name knows it), a task may run twice (its writes may be repeated), and CloudFormation cancels a step without waiting for
 * it: its handler goes on beside those of the rollback (the fence before each write, and writes that are harmless when late).
 */
const CLIENT = { maxAttempts: 1, requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000 } };
const world = {
  // No retries inside an attempt: each one must end in time.
  apiGateway: namingHosts(new APIGatewayClient(CLIENT)),
  cloudFormation: namingHosts(new CloudFormationClient(CLIENT)),
  cloudWatch: namingHosts(new CloudWatchClient(CLIENT)),
  eventBridge: namingHosts(new EventBridgeClient(CLIENT)),
  lambda: namingHosts(new LambdaClient(CLIENT)),
  sns: namingHosts(new SNSClient(CLIENT)),
  stepFunctions: namingHosts(new SFNClient(CLIENT)),
  time: timeOfThisProcess(),
  random: Math.random,
  write: writeLine,
  logGroup: process.env.AWS_LAMBDA_LOG_GROUP_NAME ?? '(not known)',
  ownStackId: process.env.STACK_ID,
};

type CustomResourceEvent = CloudFormationCustomResourceEvent;

export async function handler(input: CustomResourceEvent | TaskPayload<CustomResourceEvent>, context: Context): Promise<StateResult | void> {
  const { logStreamName: logStream } = context;
  return 'task' in input ? runTask(input, { ...world, logStream }) : runEvent(input, { ...world, logStream });
}
