import type { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { Put } from '../../aws/respond';
import type { Time } from '../../aws/time';

/** What a rollout's handler reaches the world through. Its clients repeat nothing by themselves. */
export interface RolloutWorld {
  readonly apiGateway: APIGatewayClient;
  readonly cloudFormation: CloudFormationClient;
  readonly cloudWatch: CloudWatchClient;
  readonly eventBridge: EventBridgeClient;
  readonly lambda: LambdaClient;
  readonly sns: SNSClient;
  readonly stepFunctions: SFNClient;
  /** For pauses, and for timers of what is in flight. Minutes, windows and budgets come from the state machine. */
  readonly time: Time;
  /** From 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number;
  /** Receives every line of the log. */
  readonly write: (line: object) => void;
  /** Named in messages. */
  readonly logGroup: string;
  readonly logStream: string;
  /** The stack that the function belongs to. @default - the stack of any event may be served */
  readonly ownStackId?: string;
  /** Sends the answer. @default - over HTTP */
  readonly put?: Put;
}
