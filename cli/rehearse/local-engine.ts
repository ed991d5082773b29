import { choiceOf } from './custom-resources';
import { Environment } from './stacks-to-deploy';
import { EventClock } from '../../rehearsal/cloudformation/event-clock';
import { RealTimeClock } from '../../rehearsal/cloudformation/real-time-clock';
import { NodeProcessRuntime } from '../../rehearsal/lambda/node-process-runtime';
import { LocalAws } from '../../rehearsal/local-aws';
import { SkipInvocations } from '../../rehearsal/observation/skip-invocations';
import { serveAws, ServedAws } from '../../rehearsal/serve-aws';
import { FUNCTION_MODULES } from '../package/function-modules';

export interface LocalEngineOptions {
  readonly environment: Environment;
  readonly seed: number;
  /** Whether the code of the functions behind the routes runs. */
  readonly invoke: boolean;
  /** Logical ids of custom resources whose code runs, besides those of this library. */
  readonly run: readonly string[];
  /** Port for clients of the user. @default - any free one, and there are none */
  readonly port?: number;
}

/** The engine with its AWS APIs on loopback. */
export interface LocalEngine {
  readonly aws: LocalAws;
  readonly served: ServedAws;
}

/** Each runs a version of a function. More than an API usually has, and little enough for a laptop. */
const MAX_PROCESSES = 24;

/** Starts the engine. Functions find the AWS SDK that this command brings along. */
export async function startLocalEngine({ environment, seed, invoke, run, port }: LocalEngineOptions): Promise<LocalEngine> {
  // Filled below, before any function runs: the endpoint needs the engine, and the engine its runtime.
  const functionEnvironment: Record<string, string> = {};
  // The CDK CLI shows only events that are younger than itself.
  const clock = port === undefined ? new EventClock() : new RealTimeClock();
  const processes = new NodeProcessRuntime({
    environment: functionEnvironment, moduleFolders: [FUNCTION_MODULES], maxProcesses: MAX_PROCESSES, clock,
  });
  const aws = new LocalAws({
    ...environment,
    seed,
    runtime: invoke ? processes : new SkipInvocations(processes),
    runsCustomResource: choiceOf(run),
    quotas: 'fixed',
    clock,
  });
  const served = await serveAws(aws, { port });
  functionEnvironment.AWS_ENDPOINT_URL = served.endpointUrl;
  return { aws, served };
}
