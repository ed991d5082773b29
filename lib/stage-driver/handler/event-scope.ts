import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { Fence, LAG_MILLISECONDS, LAG_PAUSE_MILLISECONDS } from './fence';
import { ReadyFunctions } from './ready-functions';
import { SETTLE_MILLISECONDS, StageWriter, WrittenStage } from './stage-writer';
import type { World } from './world';
import { Calls } from '../../aws/calls';
import type { Log } from '../../aws/event-log';
import { Functions } from '../../aws/functions';
import { Gateway } from '../../aws/gateway';
import { OwnStack } from '../../aws/own-stack';
import type { HistoryEvent } from '../contract/stack-history';
import { Operation, beginOf, endsEarlierOperation, operationOf } from '../decision/operation';

/** For what comes after the last attempt to write: settling, reading, putting back. */
const RESERVE_MILLISECONDS = 30_000;

/** What handling one event needs: its calls end in time, and none begins after the deadline. */
export class EventScope {
  static begin(event: CloudFormationCustomResourceEvent, world: World, log: Log, milliseconds: number): EventScope {
    const { time, random } = world;
    const began = time.now().getTime();
    return new EventScope(event, world, log, new Calls({ time, random, log, deadline: new Date(began + milliseconds) }), began);
  }

  readonly gateway: Gateway;
  readonly ownStack: OwnStack;
  readonly fence: Fence;

  private constructor(
    readonly event: CloudFormationCustomResourceEvent, private readonly world: World, readonly log: Log, readonly calls: Calls,
    private readonly began: number,
  ) {
    this.gateway = new Gateway(world.apiGateway, calls);
    this.ownStack = new OwnStack(world.cloudFormation, calls);
    this.fence = new Fence(event, this.ownStack, calls);
  }

  /** The same event with less time, counted from its begin. */
  within(milliseconds: number): EventScope {
    return new EventScope(this.event, this.world, this.log, this.calls.until(new Date(this.began + milliseconds)), this.began);
  }

  /** The same event with time counted from now. */
  next(milliseconds: number): EventScope {
    return new EventScope(this.event, this.world, this.log, this.calls.until(new Date(this.calls.now + milliseconds)), this.began);
  }

  get functions(): Functions {
    return new Functions(this.world.describeFunction, this.calls);
  }

  get readyFunctions(): ReadyFunctions {
    return new ReadyFunctions(this.world.describeFunction, this.calls);
  }

  /** The calls that may begin an attempt to write. */
  get attempts(): Calls {
    return this.calls.until(new Date(this.calls.patience.deadline.getTime() - RESERVE_MILLISECONDS));
  }

  /** @param settles whether an earlier handler may still write: then the last reading comes when it no longer can */
  writer(stage: WrittenStage, settles: boolean): StageWriter {
    return new StageWriter(stage, this.gateway, this.fence, settles ? this.began + SETTLE_MILLISECONDS : this.began);
  }

  /** The data plane of API Gateway follows a move after some seconds. What comes next may delete what the old release calls. */
  async propagate(milliseconds: number): Promise<void> {
    await this.calls.patience.time.sleep(milliseconds);
  }

  /**
   * What the running operation has done so far. Where it began is told by the root stack, whose parts nested stacks are.
   *
   * The history may lag behind the status. Of a rollback it is read again until it shows that one: what came before is in it then, too.
   */
  async operation(): Promise<Operation> {
    const giveUp = this.calls.now + LAG_MILLISECONDS;
    for (;;) {
      const at = this.calls.now;
      const { status, operation } = await this.readOperation();
      const isLagging = /ROLLBACK/.test(status) && !operation.isRolledBack;
      if (!isLagging || at + LAG_PAUSE_MILLISECONDS > giveUp) { return operation; }
      await this.calls.patience.time.sleep(LAG_PAUSE_MILLISECONDS);
    }
  }

  private async readOperation(): Promise<{ readonly status: string; readonly operation: Operation }> {
    const { StackId: stackId, LogicalResourceId: logicalId } = this.event;
    const { status, rootId, clock } = await this.ownStack.describe(stackId);
    const ofRoot = await this.ofRunningOperation(rootId);
    const began = beginOf(ofRoot, rootId);
    const own = rootId === stackId ? ofRoot : await this.ownStack.eventsSince(stackId, began);
    return { status, operation: { ...operationOf(own, stackId, logicalId, began), clock } };
  }

  /**
   * Whether the running operation has created a deployment. What it has not created stays, with whatever is on it.
   *
   * Of a deployment in another stack the history of this one does not tell: then it counts as created, because it may be deleted.
   */
  async hasCreated(deploymentId: string): Promise<boolean> {
    const { created } = await this.operation();
    if (created.has(deploymentId)) { return true; }
    for await (const { PhysicalResourceId: physicalId } of this.ownStack.resources(this.event.StackId)) {
      if (physicalId === deploymentId) { return false; }
    }
    return true;
  }

  private async ofRunningOperation(rootId: string): Promise<HistoryEvent[]> {
    const events: HistoryEvent[] = [];
    for await (const event of this.ownStack.events(rootId)) {
      if (endsEarlierOperation(event, rootId)) { break; }
      events.push(event);
    }
    return events;
  }
}
