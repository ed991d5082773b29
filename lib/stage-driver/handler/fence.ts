import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import type { Calls } from '../../aws/calls';
import type { OwnStack } from '../../aws/own-stack';
import { StaleEvent } from '../../aws/stale-event';
import type { HistoryEvent, StackReading } from '../contract/stack-history';
import { Awaited, AwaitedReading, Direction, EventIdentity, isAwaited } from '../decision/awaited';

/** CloudFormation's readings may lag behind the event that it sent. */
export const LAG_MILLISECONDS = 6_000;
export const LAG_PAUSE_MILLISECONDS = 1_500;

/** CloudFormation waits for the event. */
export interface Passed {
  readonly direction: Direction;
  /** When the reading began that says so, in milliseconds. */
  readonly at: number;
  readonly stack: StackReading;
}

/** What stands before every write: CloudFormation must be waiting for this very event. */
export class Fence {
  constructor(
    private readonly event: CloudFormationCustomResourceEvent, private readonly ownStack: OwnStack, private readonly calls: Calls,
  ) {}

  /**
   * @throws StaleEvent, when CloudFormation does not wait for it
   */
  async pass(): Promise<Passed> {
    const { time } = this.calls.patience;
    const giveUp = this.calls.now + LAG_MILLISECONDS;
    for (;;) {
      const at = this.calls.now;
      const { stack, ...awaited } = await this.read();
      if (awaited.awaited) { return { direction: awaited.direction, at, stack }; }
      if (this.calls.now + LAG_PAUSE_MILLISECONDS > giveUp) { throw new StaleEvent(awaited.why); }
      await time.sleep(LAG_PAUSE_MILLISECONDS);
    }
  }

  private async read(): Promise<Awaited & { readonly stack: StackReading }> {
    const { StackId: stackId, LogicalResourceId: logicalId } = this.event;
    const [stack, resource, events] = await Promise.all([
      this.ownStack.describe(stackId), this.ownStack.resource(stackId, logicalId), this.ownEvents(stackId, logicalId),
    ]);
    return { ...isAwaited(identityOf(this.event), { stack, resource, ...events }), stack };
  }

  /**
   * Back to the newest begin of an operation or of a retry: what lies before it says nothing about this event. But if the retry is rolled back and
   * had not touched the resource, the attempt before it is the way forward.
   */
  private async ownEvents(stackId: string, logicalId: string): Promise<Pick<AwaitedReading, 'ownEvents' | 'forwardEvents'>> {
    const ownEvents: HistoryEvent[] = [];
    let forwardEvents: HistoryEvent[] = [];
    let [hasBegun, isRolledBack] = [false, false];
    for await (const event of this.ownStack.events(stackId)) {
      if (event.logicalId === logicalId) {
        if (!hasBegun) { ownEvents.push(event); }
        forwardEvents.push(event);
      }
      if (event.physicalId !== stackId) { continue; }
      if (!hasBegun && /ROLLBACK_IN_PROGRESS$/.test(event.status)) { [isRolledBack, forwardEvents] = [true, []]; }
      const begins = /^(CREATE|UPDATE|DELETE|IMPORT)_IN_PROGRESS$/.test(event.status);
      hasBegun ||= begins;
      if (begins && (!isRolledBack || forwardEvents.length > 0)) { break; }
      if (hasBegun && /_COMPLETE$/.test(event.status)) { break; }
    }
    return { ownEvents, forwardEvents };
  }
}

function identityOf(event: CloudFormationCustomResourceEvent): EventIdentity {
  return {
    requestType: event.RequestType,
    physicalId: 'PhysicalResourceId' in event ? event.PhysicalResourceId : undefined,
    properties: event.ResourceProperties,
    previousProperties: 'OldResourceProperties' in event ? event.OldResourceProperties : undefined,
  };
}
