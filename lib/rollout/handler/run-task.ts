import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { PromotionTask } from './promotion-task';
import { RolloutScope } from './rollout-scope';
import { StepTask } from './step-task';
import type { RolloutWorld } from './world';
import { StaleEvent } from '../../aws/stale-event';
import { conditionError } from '../../messages/condition-error';
import { NO_PROGRESS, parsePromotionProperties, parseStepProperties, PROMOTION_TYPE, StepProgress, TaskPayload, StateResult } from '../contract';

/** An attempt ends before the state machine repeats it (20 s), and nothing is written after it. */
const ATTEMPT_MILLISECONDS = 15_000;

type Payload = TaskPayload<CloudFormationCustomResourceEvent>;

/**
 * The work of a state.
 *
 * What throws is repeated by the state machine, and at last put back. Nobody waits for a stale one: it ends without an answer.
 */
export async function runTask(payload: Payload, world: RolloutWorld): Promise<StateResult> {
  const { ownStackId } = world;
  if (ownStackId !== undefined && payload.event.StackId !== ownStackId) { throw conditionError('ForeignStack', payload.event.StackId); }
  const scope = new RolloutScope(payload.event, world, ATTEMPT_MILLISECONDS);
  scope.log({ message: `${payload.task} of ${payload.event.ResourceType}`, enteredTime: payload.enteredTime, execution: payload.execution });
  try {
    return await taskOf(scope, payload) ?? done(payload.progress);
  } catch (error) {
    if (!(error instanceof StaleEvent)) { throw error; }
    scope.log({ level: 'WARN', message: error.message });
    return done(payload.progress);
  }
}

async function taskOf(scope: RolloutScope, { task, event, enteredTime, progress, error }: Payload): Promise<StateResult | undefined> {
  const now = Date.parse(enteredTime);
  if (event.ResourceType === PROMOTION_TYPE) {
    const promotion = new PromotionTask(scope, parsePromotionProperties(event.ResourceProperties as never), now);
    return task === 'PUT_BACK' ? promotion.putBackAfter(error) : promotion.run(task === 'LOOK');
  }
  const step = new StepTask(scope, parseStepProperties(event.ResourceProperties as never), now);
  switch (task) {
    case 'BEGIN': return step.begin();
    case 'LOOK': return step.look(progress!);
    case 'PUT_BACK': return step.putBackAfter(error, progress ?? undefined);
  }
}

function done(progress: StepProgress | null | undefined): StateResult {
  return { next: 'DONE', seconds: 0, progress: progress ?? NO_PROGRESS };
}
