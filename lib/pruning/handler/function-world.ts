import type { PrunerWorld } from './pruner-world';
import type { CallOptions, Calls } from '../../aws/calls';
import { readPruningScope } from '../../aws/pruning-scope';
import { isAccessDenied, mayHaveActed, takesNoCalls } from '../../aws/retry';
import { deletionOf, isThere } from '../../aws/superseded-deletions';
import { PruningCalls, SupersededReadings } from '../../aws/superseded-readings';
import type { PrunedApi } from '../contract/pruner-event';
import type { Superseded } from '../contract/pruning-state';
import type { DeletionOutcome, PruningWorld } from '../run/pruning-world';

const DELETION_MILLISECONDS = 10_000;
/** Of the ARN of a function, the part that is its name. */
const NAME_IN_ARN = 6;

/** AWS as the function reaches it. */
export function functionWorld(api: PrunedApi, stackId: string, world: PrunerWorld, calls: Calls): PruningWorld {
  const { restApiId } = api;
  const { time } = world;
  const patient: PruningCalls = { read: (action, call, isAnswer) => read(calls, action, call, isAnswer), isDenied: isAccessDenied };
  const readings = new SupersededReadings(world, patient);
  const readable = api.functions.map((arn) => arn.split(':')[NAME_IN_ARN]);
  return {
    moment: () => readings.moment(stackId),
    stages: () => readings.stages(restApiId),
    read: async () => {
      const scope = await readPruningScope({ cloudFormation: world.cloudFormation, read: patient.read }, stackId, restApiId);
      return readings.read({ ...scope, readable }, time.now());
    },
    look: (functionName, version) => readings.look(functionName, version, { now: time.now(), idleForMilliseconds: api.idleForSeconds * 1000 }),
    routes: (deploymentId) => readings.routes(restApiId, deploymentId),
    delete: (item) => deleted(item, restApiId, world, calls),
    isThere: (item) => isThere(item, restApiId, readings),
    pause: (milliseconds) => time.sleep(milliseconds),
  };
}

/** Repeats what may pass. A right that is missing does not: what cannot be read is kept, and the next night is another try. */
async function read<T>(
  calls: Calls, action: string, call: (options: CallOptions) => Promise<T>, isAnswer: (error: Error) => boolean = () => false,
): Promise<T> {
  const answer = await calls.read(async (options): Promise<{ readonly value: T } | { readonly error: Error }> => {
    try {
      return { value: await call(options) };
    } catch (error) {
      if (isAccessDenied(error) || isAnswer(error as Error)) { return { error: error as Error }; }
      throw error;
    }
  });
  if ('value' in answer) { return answer.value; }
  throw isAccessDenied(answer.error) ? naming(action, answer.error) : answer.error;
}

/** AWS does not always say which right it was. */
function naming(action: string, error: Error): Error {
  return Object.assign(error, { message: `${action}: ${error.message}` });
}

async function deleted(item: Superseded, restApiId: string, world: PrunerWorld, calls: Calls): Promise<DeletionOutcome> {
  const { action, send } = deletionOf(item, restApiId, world);
  try {
    return { outcome: await calls.once(send, DELETION_MILLISECONDS) };
  } catch (thrown) {
    const error = thrown as Error & { readonly $metadata?: { readonly httpStatusCode?: number } };
    if (mayHaveActed(error)) { return { outcome: 'unknown', error }; }
    const isAnswered = (error.$metadata?.httpStatusCode ?? 0) >= 400;
    // Any other refusal is one of this thing alone: it is in use.
    const isOfThis = isAnswered && !isAccessDenied(error) && !takesNoCalls(error);
    return isOfThis ? { outcome: 'refused', said: error.message } : { outcome: 'failed', error: naming(action, error) };
  }
}
