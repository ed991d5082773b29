import { choiceOf } from './custom-resources';
import { Environment } from './stacks-to-deploy';
import { EventClock } from '../../rehearsal/cloudformation/event-clock';
import { LateClock } from '../../rehearsal/cloudformation/late-clock';
import { NodeProcessRuntime } from '../../rehearsal/lambda/node-process-runtime';
import { LocalAws } from '../../rehearsal/local-aws';
import { RolloutJournal } from '../../rehearsal/observation/rollout-journal';
import { SkipInvocations } from '../../rehearsal/observation/skip-invocations';
import { serveAws, ServedAws } from '../../rehearsal/serve-aws';
import { ClientTraffic } from '../../rehearsal/traffic/client-traffic';
import { SendingClients } from '../../rehearsal/traffic/sending-clients';
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
  /** Requests that clients really send to each stage in a minute. @default - nobody does */
  readonly sentPerMinute?: number;
  /** With `port`: how far behind the real time the engine begins, in minutes. @default 0 */
  readonly minutesBehind?: number;
}

/** The engine with its AWS APIs on loopback. */
export interface LocalEngine {
  readonly aws: LocalAws;
  readonly served: ServedAws;
  /** What rollouts tell. */
  readonly journal: RolloutJournal;
  /** @default - there are no clients */
  readonly traffic?: ClientTraffic;
  /** @default - there are no clients */
  readonly clients?: SendingClients;
  /** @default - the engine's time is its own */
  readonly lateClock?: LateClock;
}

/** Each runs a version of a function. More than an API usually has, and little enough for a laptop. */
const MAX_PROCESSES = 24;

/** Starts the engine. Functions find the AWS SDK that this command brings along. */
export async function startLocalEngine(options: LocalEngineOptions): Promise<LocalEngine> {
  const { environment, seed, invoke, run, port, traffic, sentPerMinute, minutesBehind = 0 } = options;
  // Filled below, before any function runs: the endpoint needs the engine, and the engine its runtime.
  const functionEnvironment: Record<string, string> = {};
  // The CDK CLI shows only events that are younger than itself.
  const lateClock = port === undefined ? undefined : LateClock.behind(minutesBehind * 60_000);
  const clock = lateClock ?? new EventClock();
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
  return {
    aws,
    served,
    journal,
    lateClock,
    traffic: traffic && new ClientTraffic(aws, traffic, seed),
    clients: sentPerMinute === undefined ? undefined : new SendingClients(aws, sentPerMinute, seed),
  };
}
