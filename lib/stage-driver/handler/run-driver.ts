import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { Anchor } from './anchor';
import { EventScope } from './event-scope';
import { LeaveStage } from './leave-stage';
import { MoveBack, MoveForward } from './move-stage';
import type { World } from './world';
import { Log, eventLog } from '../../aws/event-log';
import { Invocation, Result, answer } from '../../aws/respond';
import { StaleEvent } from '../../aws/stale-event';
import { conditionError } from '../../messages/condition-error';
import { ANCHOR_TYPE } from '../contract/anchor';
import type { Direction } from '../decision/awaited';
import { stackUnreadable } from '../decision/failures';

/** Until the handler knows what to do, and of one that is no move. */
const SHORT_MILLISECONDS = 2 * 60_000;
const BACK_MILLISECONDS = 9 * 60_000;
/** Left for the answer. */
const RESERVE_MILLISECONDS = 45_000;

/** Handles one event of `Custom::CanaryStage` or `Custom::CanaryAnchor`, and answers it. */
export async function runDriver(
  event: CloudFormationCustomResourceEvent, world: World, invocation: Pick<Invocation, 'remainingMilliseconds' | 'logStream'>,
): Promise<void> {
  const { time, random, write, put } = world;
  const log = eventLog(write, event);
  const physicalId = 'PhysicalResourceId' in event ? event.PhysicalResourceId : undefined;
  log({ message: `${event.RequestType} event of ${event.ResourceType}`, physicalId });
  const milliseconds = invocation.remainingMilliseconds - RESERVE_MILLISECONDS;
  await answer(event, () => handle(event, world, log, milliseconds), { ...invocation, time, random, log }, put);
}

async function handle(event: CloudFormationCustomResourceEvent, world: World, log: Log, milliseconds: number): Promise<Result> {
  if (world.ownStackId !== undefined && event.StackId !== world.ownStackId) { throw conditionError('ForeignStack', event.StackId); }
  const whole = EventScope.begin(event, world, log, Math.min(milliseconds, BACK_MILLISECONDS));
  const scope = event.RequestType === 'Create' ? whole.within(SHORT_MILLISECONDS) : whole;
  if (event.ResourceType === ANCHOR_TYPE) { return new Anchor(scope, event).run(); }
  if (event.RequestType === 'Delete') { return new LeaveStage(scope, event).run(); }
  const direction = await directionOf(scope);
  return direction === 'back' && event.RequestType === 'Update'
    ? new MoveBack(whole, event).run()
    : MoveForward.begin(whole, event).run();
}

async function directionOf(scope: EventScope): Promise<Direction> {
  try {
    const { direction, stack } = await scope.fence.pass();
    const { status, mode = 'not told by CloudFormation', rollbackDisabled } = stack;
    scope.log({ message: `The operation goes ${direction}`, status, mode, rollbackDisabled });
    return direction;
  } catch (error) {
    if (error instanceof StaleEvent) { throw error; }
    throw stackUnreadable(error as Error);
  }
}
