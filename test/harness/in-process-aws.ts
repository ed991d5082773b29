import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { InstantTime } from './instant-time';
import { runDriver } from '../../lib/stage-driver/handler/run-driver';
import { Hypotheses } from '../../rehearsal/hypotheses';
import { FunctionCode } from '../../rehearsal/lambda/function-runtime';
import { InProcessRuntime } from '../../rehearsal/lambda/in-process-runtime';
import { LocalAws } from '../../rehearsal/local-aws';

/**
 * The local engine with the driver's handler and the released code in this process: thousands of lifecycles in seconds.
 *
 * The handler, the SDK clients and their protocols are the real ones; only sockets and child processes are left out.
 */
export function inProcessAws(seed: number, hypotheses: Hypotheses, siblingsAtFailure: 'none' | 'some' = 'none'): LocalAws {
  // Known only after the engine exists, while the engine wants its runtime first.
  const late: { aws?: LocalAws } = {};
  const runtime = new InProcessRuntime((code) => isDriver(code)
    ? (event) => drive(late.aws!, event)
    : () => ({ statusCode: 200, body: code.environment.CODE }));
  const aws = new LocalAws({ seed, hypotheses, runtime, siblingsAtFailure });
  late.aws = aws;
  return aws;
}

function isDriver(code: FunctionCode): boolean {
  return code.environment.CODE === undefined;
}

async function drive(aws: LocalAws, event: any): Promise<void> {
  const client = {
    requestHandler: aws.requestHandler as never, region: aws.region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' }, maxAttempts: 1,
  };
  await runDriver(event, {
    apiGateway: new APIGatewayClient(client),
    cloudFormation: new CloudFormationClient(client),
    time: new InstantTime(),
    random: () => 0.5,
    write: () => undefined,
    put: async (url, body) => aws.cloudFormation.responses.deliver(url, body),
  }, { remainingMilliseconds: 100_000, logStream: 'local' });
}
