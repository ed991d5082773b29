import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { Experiment } from '../../integ/ask-aws/experiment';
import { overTheNetwork, PlainAnswer } from '../../integ/ask-aws/kit/plain-http';
import { runExperiments, RunOptions, RunResult } from '../../integ/ask-aws/run';
import { Clock } from '../../rehearsal/cloudformation/clock';
import { Hypotheses, LIKELY_HYPOTHESES } from '../../rehearsal/hypotheses';
import { FunctionRuntime } from '../../rehearsal/lambda/function-runtime';
import { LocalAws } from '../../rehearsal/local-aws';

/** Befalls a call on its way: it may throw instead of sending, or after. @param over what sends it: an SDK client, or nothing but HTTP */
export type Disturbance = (operation: string, send: () => Promise<unknown>, over: 'sdk' | 'http') => Promise<unknown>;

export interface Asked extends RunResult {
  readonly aws: LocalAws;
  readonly said: readonly string[];
}

/**
 * An engine that is asked in its own time, or in that of the machine: then something can be cancelled while it runs.
 *
 * @param runtime @default - functions run in processes, as they are
 */
export async function givenEngine(hypotheses: Partial<Hypotheses> = {}, clock?: Clock, runtime?: FunctionRuntime): Promise<LocalAws> {
  const aws = new LocalAws({ hypotheses: { ...LIKELY_HYPOTHESES, ...hypotheses }, clock, runtime });
  await aws.listen();
  return aws;
}

/** Runs experiments against an engine, by the unmodified SDK clients. */
export async function ask(
  aws: LocalAws, experiments: readonly Experiment[], options: Partial<RunOptions> = {}, disturb: Disturbance = (_, send) => send(),
): Promise<Asked> {
  const { endpointUrl } = await aws.listen();
  const client = {
    region: aws.region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' }, requestHandler: aws.requestHandler, maxAttempts: 1,
  };
  const disturbed = <T extends { send: any }>(undisturbed: T): T => {
    const send = undisturbed.send.bind(undisturbed);
    undisturbed.send = (command: { constructor: { name: string } }) => disturb(
      command.constructor.name.replace(/Command$/, ''), () => send(command), 'sdk',
    );
    return undisturbed;
  };
  const said: string[] = [];
  const result = await runExperiments({
    run: 'test',
    experiments,
    region: aws.region,
    keep: false,
    say: (line) => said.push(line),
    gateway: disturbed(new APIGatewayClient(client)),
    cloudFormation: disturbed(new CloudFormationClient(client)),
    now: () => aws.clock.now(),
    sleep: (milliseconds) => aws.clock.passUntil(aws.clock.sleep(milliseconds)),
    pollMilliseconds: 100,
    patienceMilliseconds: 3_600_000,
    slowSeconds: 0.05,
    stopped: () => false,
    endpointUrl,
    ...options,
    http: async (request) => await disturb(request.operation, () => (options.http ?? overTheNetwork)(request), 'http') as PlainAnswer,
  });
  return { ...result, aws, said };
}

/** Stacks that are there. */
export function stacksOf(aws: LocalAws): string[] {
  return aws.cloudFormation.stacks.filter(({ status }) => status !== 'DELETE_COMPLETE').map(({ identity }) => identity.stackName);
}
