import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { HeldTime } from './held-time';
import { runPruner } from '../../lib/pruning/handler/run-pruner';
import { FunctionCode } from '../../rehearsal/lambda/function-runtime';
import { LocalAws } from '../../rehearsal/local-aws';

/** The function that prunes in this process: the real handler on the engine's time, and the real clients at the endpoint of the environment. */
export class PrunerFunction {
  /** What it logged, line by line. */
  readonly lines: any[] = [];
  /** How much time Lambda leaves it. @default - that of the function */
  remainingMilliseconds?: number;

  constructor(private readonly aws: () => LocalAws) {}

  async handle(event: any, { environment, timeoutSeconds = 600 }: Pick<FunctionCode, 'environment' | 'timeoutSeconds'>): Promise<void> {
    const aws = this.aws();
    const work = new HeldTime(aws.clock);
    const client = { region: aws.region, maxAttempts: 1 };
    const clients = {
      apiGateway: new APIGatewayClient(client),
      cloudFormation: new CloudFormationClient(client),
      cloudWatch: new CloudWatchClient(client),
      lambda: new LambdaClient(client),
    };
    try {
      await runPruner(event, {
        ...clients, time: work, random: () => 0.5, write: (line) => { this.lines.push(line); }, ownStackId: environment.STACK_ID,
      }, { remainingMilliseconds: this.remainingMilliseconds ?? timeoutSeconds * 1000 });
    } finally {
      work.end();
      Object.values(clients).forEach((one) => one.destroy());
    }
  }
}
