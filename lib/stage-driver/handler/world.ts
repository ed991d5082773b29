import type { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { DescribeFunction } from '../../aws/functions';
import type { Put } from '../../aws/respond';
import type { Time } from '../../aws/time';

/** What the driver reaches the world through. Its clients repeat nothing by themselves. */
export interface World {
  readonly apiGateway: APIGatewayClient;
  readonly cloudFormation: CloudFormationClient;
  readonly describeFunction: DescribeFunction;
  readonly time: Time;
  /** From 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number;
  /** Receives every line of the log. */
  readonly write: (line: object) => void;
  /** The stack that the function belongs to. @default - the stack of any event may be served */
  readonly ownStackId?: string;
  /** Sends the answer. @default - over HTTP */
  readonly put?: Put;
}
