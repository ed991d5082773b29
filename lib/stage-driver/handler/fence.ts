import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { OwnHistory } from './own-history';
import type { Calls } from '../../aws/calls';
import type { OwnStack } from '../../aws/own-stack';
import { StaleEvent } from '../../aws/stale-event';
import type { StackReading } from '../contract/stack-history';
import { Awaited, Direction, EventIdentity, isAwaited } from '../decision/awaited';

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
  private readonly history: OwnHistory;

  constructor(
    private readonly event: CloudFormationCustomResourceEvent, private readonly ownStack: OwnStack, private readonly calls: Calls,
  ) {
    this.history = new OwnHistory(ownStack, event.StackId, event.LogicalResourceId);
  }

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
      // A long history takes longer to read than it lags: what counts is when the reading began.
      if (at + LAG_PAUSE_MILLISECONDS > giveUp) { throw new StaleEvent(awaited.why); }
      await time.sleep(LAG_PAUSE_MILLISECONDS);
    }
  }

  private async read(): Promise<Awaited & { readonly stack: StackReading }> {
    const { StackId: stackId, LogicalResourceId: logicalId } = this.event;
    const [stack, resource, events] = await Promise.all([
      this.ownStack.describe(stackId), this.ownStack.resource(stackId, logicalId), this.history.read(),
    ]);
    return { ...isAwaited(identityOf(this.event), { stack, resource, ...events }), stack };
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
