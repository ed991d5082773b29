import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { runEvent } from '../../../lib/rollout/handler/run-event';
import { runTask } from '../../../lib/rollout/handler/run-task';
import { LocalAws } from '../../../rehearsal/local-aws';
import { HeldTime } from '../held-time';
import { SETTLED_CLIENT } from '../settled-client';

/** Decides how an AWS call of the function ends. `undefined`: as the engine answers it. */
export type RolloutCallFault = (name: string) => 'error' | 'acts, then error' | undefined;

/** The function of rollouts in this process: the real handler and the real clients, on the engine's time. */
export class RolloutFunction {
  /** @default - every call is answered */
  callFault?: RolloutCallFault;
  /** What it logged, line by line. */
  readonly lines: object[] = [];
  private readonly settings: object;

  constructor(private readonly aws: () => LocalAws) {
    this.settings = {
      ...SETTLED_CLIENT,
      requestHandler: { handle: (request: any) => this.call(request), httpHandlerConfigs: () => ({}), destroy() {}, updateHttpClientConfig() {} },
    };
  }

  async handle(input: any): Promise<unknown> {
    const aws = this.aws();
    const work = new HeldTime(aws.clock);
    const client = { ...this.settings, region: aws.region } as never;
    const world = {
      apiGateway: new APIGatewayClient(client),
      cloudFormation: new CloudFormationClient(client),
      cloudWatch: new CloudWatchClient(client),
      eventBridge: new EventBridgeClient(client),
      lambda: new LambdaClient(client),
      sns: new SNSClient(client),
      stepFunctions: new SFNClient(client),
      time: work,
      random: () => 0.5,
      write: (line: object) => { this.lines.push(line); },
      logGroup: 'log',
      logStream: 'local',
      put: async (url: string, body: string) => aws.cloudFormation.responses.deliver(url, body),
    };
    try {
      return await ('task' in input ? runTask(input, world) : runEvent(input, world));
    } finally {
      work.end();
    }
  }

  private async call(request: any): Promise<unknown> {
    const name = String(request.headers['x-amz-target'] ?? `${request.method} ${request.path}`);
    const fault = this.callFault?.(name);
    if (fault === 'error') { throw Object.assign(new Error('connection reset'), { code: 'ECONNRESET' }); }
    const answer = await this.aws().requestHandler.handle(request);
    if (fault === 'acts, then error') { throw Object.assign(new Error('connection reset'), { code: 'ECONNRESET' }); }
    return answer;
  }
}
