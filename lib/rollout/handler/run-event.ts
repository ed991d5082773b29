import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { RolloutScope } from './rollout-scope';
import type { RolloutWorld } from './world';
import type { Result } from '../../aws/respond';
import { StaleEvent } from '../../aws/stale-event';
import { conditionError } from '../../messages/condition-error';
import { IdentifiedError } from '../../messages/identified-error';
import {
  ExecutionInput, executionNameOf, executionPrefixOf, ParsedPart, parsePromotionProperties, parseStepProperties, PROMOTION_TYPE, RolloutProperties,
  StepAttributes,
} from '../contract';
import { rolloutResourceId } from '../decision/attributes';
import { toldOf } from '../decision/told';

/** The function has 60 s. The answer needs some of them. */
const EVENT_MILLISECONDS = 45_000;

/**
 * Handles an event of `Custom::CanaryStep` or `Custom::CanaryPromotion`.
 *
 * Forward it starts an execution, which answers. On the way back and on a Delete it stops what runs, answers, and leaves the stage alone: the
 * driver puts it back, and after the step it may have another canary already.
 */
export async function runEvent(event: CloudFormationCustomResourceEvent, world: RolloutWorld): Promise<void> {
  const scope = new RolloutScope(event, world, EVENT_MILLISECONDS);
  scope.log({ message: `${event.RequestType} event of ${event.ResourceType}` });
  try {
    if (world.ownStackId !== undefined && event.StackId !== world.ownStackId) { throw conditionError('ForeignStack', event.StackId); }
    const { direction } = await scope.fence.pass();
    if (direction === 'forward') { return await start(scope); }
    await scope.answer(await stop(scope, direction));
  } catch (error) {
    // A stale one is logged, and not answered.
    const isKnown = error instanceof StaleEvent || error instanceof IdentifiedError;
    await scope.answer(isKnown ? error : conditionError('RolloutNotStarted', String((error as Error).message ?? error)));
  }
}

async function start(scope: RolloutScope): Promise<void> {
  const { event } = scope;
  const name = executionNameOf(event);
  const executions = scope.executions(partOf(event).stateMachineArn);
  await stopped(scope, 'A later event came', name);
  const input: ExecutionInput = { event, step: { progress: null } };
  const isNew = await executions.start(name, input);
  scope.log({ message: isNew ? 'Started the execution' : 'The event was delivered again; its execution is there', execution: name });
}

async function stop(scope: RolloutScope, direction: 'back' | 'removal'): Promise<Result> {
  const { event } = scope;
  const part = partOf(event);
  const wasRunning = await stopped(scope, `The operation goes ${direction}`);
  if (wasRunning || (direction === 'back' && await hadPromoted(scope))) { await tellAborted(scope, direction); }
  const physicalId = 'PhysicalResourceId' in event ? event.PhysicalResourceId : rolloutResourceId(event);
  return { physicalId, data: direction === 'back' ? takenBack(event, part) : {} };
}

/**
 * Stops what runs for the resource, and says whether anything did.
 *
 * What cannot be stopped does not fail the way back: it writes nothing any more (the fence), and what it has sent the driver waits for.
 */
async function stopped(scope: RolloutScope, cause: string, except?: string): Promise<boolean> {
  try {
    const names = await scope.executions(partOf(scope.event).stateMachineArn).stop(executionPrefixOf(scope.event), cause, except);
    if (names.length > 0) { scope.log({ message: 'Stopped what ran', executions: names, cause }); }
    return names.length > 0;
  } catch (error) {
    scope.log({ level: 'WARN', message: `Executions could not be stopped: ${String(error)}` });
    return false;
  }
}

/** Whether a promotion is taken back that had succeeded: its last event says that production has moved. */
async function hadPromoted({ event, ownStack, log }: RolloutScope): Promise<boolean> {
  const { OldResourceProperties: forward } = event as { OldResourceProperties?: Partial<RolloutProperties> };
  if (event.ResourceType !== PROMOTION_TYPE || forward?.RolloutSteps !== 'RUN') { return false; }
  try {
    for await (const { logicalId, physicalId, status } of ownStack.events(event.StackId)) {
      if (logicalId === event.LogicalResourceId && status === 'UPDATE_COMPLETE') { return true; }
      if (physicalId === event.StackId && status === 'UPDATE_IN_PROGRESS') { return false; }
    }
  } catch (error) {
    log({ level: 'WARN', message: `The history of the stack could not be read: ${String(error)}` });
  }
  return false;
}

/** A step that was cancelled did not tell its end itself. Its properties are those of before, on the way back. */
async function tellAborted(scope: RolloutScope, direction: 'back' | 'removal'): Promise<void> {
  const { event } = scope;
  const properties = direction === 'back' && 'OldResourceProperties' in event ? event.OldResourceProperties : event.ResourceProperties;
  const forward = { ...event, ResourceProperties: properties } as CloudFormationCustomResourceEvent;
  const part = partOf(forward);
  const at = scope.world.time.now().toISOString();
  const reason = 'The operation was cancelled, or something else in it failed. The driver puts the stage back.';
  const step = event.ResourceType === PROMOTION_TYPE ? undefined : parseStepProperties(properties as never);
  await scope.tell(part, at, { state: 'ABORTED', reason, ...step && { step: { index: step.index, percentTraffic: step.percentTraffic } } });
  const told = toldOf(part, at, step ?? { index: 0, percentTraffic: 0 });
  await scope.tellHook(part.hooks.OnAbort, { ...told, hook: 'onAbort', reason });
}

/** All attributes: CloudFormation cannot get one that an answer on the way back left out, ever after. */
function takenBack(event: CloudFormationCustomResourceEvent, { rolloutId, deploymentId }: ParsedPart): Record<string, string> {
  if (event.ResourceType === PROMOTION_TYPE) { return { RolloutId: rolloutId, DeploymentId: deploymentId }; }
  const { percentTraffic, rolloutStarted } = parseStepProperties(event.ResourceProperties as never);
  const attributes: StepAttributes = {
    RolloutId: rolloutId,
    RolloutStarted: rolloutStarted === undefined ? '' : new Date(rolloutStarted).toISOString(),
    Verdict: 'TAKEN_BACK',
    PercentTraffic: String(percentTraffic),
    Evidence: '',
    ExcludedRatio: '',
  };
  return { ...attributes };
}

function partOf({ ResourceType, ResourceProperties }: CloudFormationCustomResourceEvent): ParsedPart {
  return ResourceType === PROMOTION_TYPE ? parsePromotionProperties(ResourceProperties as never) : parseStepProperties(ResourceProperties as never);
}
