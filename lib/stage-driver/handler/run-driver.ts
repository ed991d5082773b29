import type { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { EventHandler } from './event-handler';
import { eventLog } from '../../aws/event-log';
import { Gateway } from '../../aws/gateway';
import { OwnStack } from '../../aws/own-stack';
import { Invocation, Put, answer } from '../../aws/respond';
import type { Time } from '../../aws/time';

/** What the driver reaches the world through. */
export interface World {
  readonly apiGateway: APIGatewayClient;
  readonly cloudFormation: CloudFormationClient;
  readonly time: Time;
  /** From 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number;
  /** Receives every line of the log. */
  readonly write: (line: object) => void;
  /** Sends the answer. @default - over HTTP */
  readonly put?: Put;
}

/** Handles one event of `Custom::CanaryStage`, and answers it. */
export async function runDriver(
  event: CloudFormationCustomResourceEvent, world: World, invocation: Pick<Invocation, 'remainingMilliseconds' | 'logStream'>,
): Promise<void> {
  const { time, write, put } = world;
  const log = eventLog(write, event);
  log({ message: `${event.RequestType} event`, physicalId: 'PhysicalResourceId' in event ? event.PhysicalResourceId : undefined });
  const events = new EventHandler({
    gateway: new Gateway(world.apiGateway, time.sleep), ownStack: new OwnStack(world.cloudFormation, time.sleep), log,
  });
  await answer(event, () => events.handle(event), { ...invocation, time, log }, put);
}
