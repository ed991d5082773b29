import { choiceOf } from './custom-resources';
import { Environment } from './stacks-to-deploy';
import { EventClock } from '../../rehearsal/cloudformation/event-clock';
import { RealTimeClock } from '../../rehearsal/cloudformation/real-time-clock';
import { NodeProcessRuntime } from '../../rehearsal/lambda/node-process-runtime';
import { LocalAws } from '../../rehearsal/local-aws';
import { RolloutJournal } from '../../rehearsal/observation/rollout-journal';
import { SkipInvocations } from '../../rehearsal/observation/skip-invocations';
import { serveAws, ServedAws } from '../../rehearsal/serve-aws';
import { ClientTraffic } from '../../rehearsal/traffic/client-traffic';
import { TrafficProfile } from '../../rehearsal/traffic/traffic-profile';
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
  /** @default - there are no clients */
  readonly traffic?: TrafficProfile;
}

/** The engine with its AWS APIs on loopback. */
export interface LocalEngine {
  readonly aws: LocalAws;
  readonly served: ServedAws;
  /** What rollouts tell. */
  readonly journal: RolloutJournal;
  /** @default - there are no clients */
  readonly traffic?: ClientTraffic;
}

/** Each runs a version of a function. More than an API usually has, and little enough for a laptop. */
const MAX_PROCESSES = 24;

/** Starts the engine. Functions find the AWS SDK that this command brings along. */
export async function startLocalEngine({ environment, seed, invoke, run, port, traffic }: LocalEngineOptions): Promise<LocalEngine> {
  // Filled below, before any function runs: the endpoint needs the engine, and the engine its runtime.
  const functionEnvironment: Record<string, string> = {};
  // The CDK CLI shows only events that are younger than itself.
  const clock = port === undefined ? new EventClock() : new RealTimeClock();
  const journal = new RolloutJournal();
  const processes = new NodeProcessRuntime({
    environment: functionEnvironment, moduleFolders: [FUNCTION_MODULES], maxProcesses: MAX_PROCESSES, clock, log: (line) => journal.take(line),
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
  return { aws, served, journal, traffic: traffic && new ClientTraffic(aws, traffic, seed) };
}
