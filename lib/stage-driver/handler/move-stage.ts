import { isDeepStrictEqual } from 'node:util';
import type { CloudFormationCustomResourceCreateEvent, CloudFormationCustomResourceUpdateEvent } from 'aws-lambda';
import type { EventScope } from './event-scope';
import { MissingReadings } from './missing-readings';
import { NextOperations, StageWriter } from './stage-writer';
import type { StageReading } from '../../aws/gateway';
import { Result, attributeBytes } from '../../aws/respond';
import { StaleEvent } from '../../aws/stale-event';
import { conditionError } from '../../messages/condition-error';
import { IdentifiedError } from '../../messages/identified-error';
import { describedOperations, describedStage } from '../../stage/described-stage';
import { LiveStage, differences } from '../../stage/live-stage';
import { DesiredStage, DriverProperties, parseDriverProperties } from '../contract/driver-properties';
import { physicalIdOf } from '../contract/physical-id';
import { stageNotMoved, stageNotRestored } from '../decision/failures';
import { isChangedLately, leavesBehind } from '../decision/left-behind';
import { OperationReading, isMovedSinceBegin, memoryAbout, memoryOf } from '../decision/memory';
import { Operation, isOfWayForward } from '../decision/operation';
import { Move, plan } from '../decision/plan';
import { putBackOperations } from '../decision/put-back';
import { callsToBeReady } from '../decision/readiness';
import type { Refusal } from '../decision/refusal';
import { sentAt } from '../decision/sent-at';
import type { Situation } from '../decision/situation';

type MovingEvent = CloudFormationCustomResourceCreateEvent | CloudFormationCustomResourceUpdateEvent;

/** For reading and moving. */
const FORWARD_MILLISECONDS = 2 * 60_000;
/** From the begin of the event until the two minutes of the move begin: for functions that are not active yet. */
const READY_MILLISECONDS = 7 * 60_000;
/** What was read is still true after so long. */
const AT_ONCE_MILLISECONDS = 10_000;

/** On the way forward: reads, asks `plan`, waits for what is called, writes, reads back. What it wrote is taken back before it fails. */
export class MoveForward {
  /** @param whole with the time of the function */
  static begin(whole: EventScope, event: MovingEvent): MoveForward {
    return new MoveForward(whole, event, whole.within(FORWARD_MILLISECONDS), []);
  }

  private readonly desired: DesiredStage;
  private readonly writer: StageWriter;

  /** @param active ARNs of functions that are known to be active */
  private constructor(
    private readonly whole: EventScope,
    private readonly event: MovingEvent,
    private readonly scope: EventScope,
    private readonly active: readonly string[],
  ) {
    this.desired = propertiesOf(event.ResourceProperties);
    this.writer = scope.writer(this.desired, false);
  }

  async run(): Promise<Result> {
    const { situation, found } = await this.read();
    const decision = plan(situation);
    if (decision.outcome === 'refuse') {
      logDecision(this.scope, situation, decision, false);
      throw new IdentifiedError(decision.id, decision.message);
    }
    const called = callsToBeReady(situation, decision.expected, this.event.StackId).filter((functionArn) => !this.active.includes(functionArn));
    // It may have taken minutes: then everything is read and decided anew.
    if (await this.waitFor(called) > AT_ONCE_MILLISECONDS) { return this.again(called).run(); }
    await this.move(situation, decision, found);
    logDecision(this.scope, situation, decision, this.writer.hasWritten);
    return { physicalId: physicalIdOf(decision.memory), data: decision.attributes };
  }

  private again(called: readonly string[]): MoveForward {
    return new MoveForward(this.whole, this.event, this.whole.next(FORWARD_MILLISECONDS), [...this.active, ...called]);
  }

  /** @returns how long it took, in milliseconds */
  private async waitFor(called: readonly string[]): Promise<number> {
    if (called.length === 0) { return 0; }
    try {
      return await this.whole.within(READY_MILLISECONDS).readyFunctions.wait(called);
    } catch (error) {
      const fence = this.whole.next(FORWARD_MILLISECONDS).fence.pass();
      await fence.catch((reason: unknown) => { if (reason instanceof StaleEvent) { throw reason; } });
      throw error;
    }
  }

  private async read(): Promise<{ readonly situation: Situation; readonly found?: StageReading }> {
    const { gateway, ownStack, functions, log } = this.scope;
    const driver = { stackId: this.event.StackId, logicalId: this.event.LogicalResourceId };
    try {
      const found = await gateway.readStage(this.desired.restApiId, this.desired.stageName);
      const operation = await this.readOperation(found);
      const asked = operation?.isRetried ? operation.asked?.map(propertiesOf) : undefined;
      // The history shows this event, too.
      const earlierAttempts = asked?.filter((attempt) => !isDeepStrictEqual(attempt, this.desired));
      const read = { ...situationOf(operationReading(this.event, operation, found), found, false), earlierAttempts };
      const readings = new MissingReadings(gateway, ownStack, functions, log);
      return {
        situation: await readings.complete({ ...read, requestId: this.event.RequestId, attributeBytes: attributeBytes(this.event) }, driver),
        found,
      };
    } catch (error) {
      throw stageNotMoved(error as Error, 'The stage was not moved.');
    }
  }

  /** A stage that comes with its driver has no past. */
  private async readOperation(found: StageReading | undefined): Promise<Operation | undefined> {
    return this.event.RequestType === 'Create' && found === undefined ? undefined : this.scope.operation();
  }

  /** The answer is fenced like a write: CloudFormation may take it for that of another event. */
  private async move(situation: Situation, decision: Move, found: StageReading | undefined): Promise<void> {
    try {
      const last = await this.writer.lead(found, this.nextOperations(decision, found), 'forward', this.scope.attempts);
      await this.letRequestsFollow(decision, found, last);
      await this.scope.fence.pass();
    } catch (error) {
      if (error instanceof StaleEvent) { throw error; }
      logDecision(this.scope, situation, decision, this.writer.hasWritten);
      throw stageNotMoved(error as Error, await this.putBack(decision, found));
    }
  }

  /** What the stage of before called may go right after the answer. */
  private async letRequestsFollow({ expected }: Move, found: StageReading | undefined, last: StageReading | undefined): Promise<void> {
    if (expected === undefined || found === undefined || last === undefined) { return; }
    const { propagationMilliseconds: milliseconds } = this.desired;
    const mayMeetBefore = this.writer.hasWritten
      ? leavesBehind(found.stage, expected)
      : isChangedLately(last, new Date(this.scope.calls.now), milliseconds);
    if (mayMeetBefore) { await this.scope.propagate(milliseconds); }
  }

  /** Only from the stage on which it was decided. */
  private nextOperations({ expected, operations }: Move, found: StageReading | undefined): NextOperations {
    return (reading, last) => {
      if (expected === undefined || found === undefined) { return []; }
      const wrong = reading === undefined ? ['the stage is gone'] : differences(expected, reading.stage);
      if (wrong.length === 0) { return []; }
      const isAsFound = reading !== undefined && differences(found.stage, reading.stage).length === 0;
      if (last === 'written' || !isAsFound) { throw conditionError('StageNotAsSet', this.desired.stageName, wrong); }
      return operations;
    };
  }

  /** @returns how the stage is now, for the message */
  private async putBack({ expected }: Move, found: StageReading | undefined): Promise<string> {
    if (!this.writer.hasWritten || expected === undefined || found === undefined) { return 'The stage was not moved.'; }
    const written = { found: found.stage, expected, deploymentId: this.desired.deploymentId };
    try {
      const { gateway, calls } = this.scope;
      const now = await gateway.readStage(this.desired.restApiId, this.desired.stageName);
      await this.writer.lead(now, (reading) => reading === undefined ? [] : putBackOperations(written, reading.stage), 'forward', calls);
      return 'The stage is as it was before.';
    } catch (error) {
      if (error instanceof StaleEvent) { throw error; }
      this.scope.log({ level: 'ERROR', message: `What was written could not be taken back: ${String(error)}` });
      return 'Whether the stage is as it was before could not be read. The rollback sets it right.';
    }
  }
}

/** On the way back: decides anew from every reading, until the stage is where it must be and no earlier handler can move it. Never refuses. */
export class MoveBack {
  constructor(private readonly scope: EventScope, private readonly event: CloudFormationCustomResourceUpdateEvent) {}

  async run(): Promise<Result> {
    const desired = propertiesOf(this.event.ResourceProperties);
    const writer = this.scope.writer(desired, true);
    try {
      return await this.back(desired, writer);
    } catch (error) {
      if (error instanceof StaleEvent) { throw error; }
      throw stageNotRestored(desired.stageName, error as Error);
    }
  }

  private async back(desired: DesiredStage, writer: StageWriter): Promise<Result> {
    const { scope, event } = this;
    const operation = await scope.operation();
    if (isOfWayForward(operation, desired.deploymentId, sentAt(event.ResponseURL))) {
      throw new StaleEvent('it is of the way forward, which is rolled back');
    }
    const readings = new ReadingsOfOthers();
    const undoing = {
      undoesNothing: isDeepStrictEqual(event.OldResourceProperties, event.ResourceProperties),
      earlierAttempts: (operation.asked ?? []).slice(1).map(propertiesOf),
      hidesAttempts: operation.showsProperties === false,
      created: operation.created,
    };
    const situationAt = (reading: StageReading | undefined): Situation =>
      ({ ...situationOf(operationReading(event, operation, readings.latest(reading)), reading, true), ...undoing });
    const planned = (reading: StageReading | undefined): Move => {
      const move = plan(situationAt(reading)) as Move;
      readings.expect(move.expected);
      return move;
    };
    const found = await scope.gateway.readStage(desired.restApiId, desired.stageName);
    const first = planned(found);
    const last = await writer.lead(found, (reading) => planned(reading).operations, 'back', scope.attempts);
    logDecision(scope, situationAt(found), first, writer.hasWritten);
    await scope.propagate(desired.propagationMilliseconds);
    await scope.fence.pass();
    const { attributes, memory } = planned(last);
    // An id that no driver of this stage gave is not kept.
    const isKept = memoryAbout(event.PhysicalResourceId, desired) !== undefined;
    return { physicalId: isKept ? event.PhysicalResourceId : physicalIdOf(memory), data: attributes };
  }
}

/** When others changed the stage last: the time of what this handler set itself says nothing about the operation before it. */
class ReadingsOfOthers {
  private expected?: LiveStage;
  private others?: StageReading;

  expect(stage: LiveStage | undefined): void {
    this.expected = stage;
  }

  latest(reading: StageReading | undefined): StageReading | undefined {
    const isOwn = reading !== undefined && this.expected !== undefined && differences(this.expected, reading.stage).length === 0;
    if (!isOwn) { this.others = reading; }
    return this.others;
  }
}

function propertiesOf(properties: object): DesiredStage {
  return parseDriverProperties(properties as DriverProperties);
}

function previousOf(event: MovingEvent): DesiredStage | undefined {
  return event.RequestType === 'Create' ? undefined : propertiesOf(event.OldResourceProperties);
}

function operationReading(event: MovingEvent, operation: Operation | undefined, reading: StageReading | undefined): OperationReading {
  return {
    desired: propertiesOf(event.ResourceProperties),
    previous: previousOf(event),
    delivered: event.RequestType === 'Create' ? undefined : event.PhysicalResourceId,
    operation,
    lastUpdated: reading?.lastUpdated,
    gatewayClock: reading?.clock,
  };
}

function situationOf(reading: OperationReading, stage: StageReading | undefined, rollback: boolean): Situation {
  const { desired, previous } = reading;
  return {
    live: stage?.stage,
    liveLog: stage?.accessLog,
    desired,
    previous,
    rollback,
    isRetried: reading.operation?.isRetried,
    began: reading.operation?.began,
    givenToStage: reading.operation?.givenToStage.get(desired.stageName),
    movedInThisOperation: previous !== undefined && isMovedSinceBegin(reading),
    ...memoryOf(reading),
  };
}

/** @param stageMoved whether an UpdateStage took effect, or may have */
function logDecision({ log }: EventScope, { desired: { action }, rollback, live }: Situation, decision: Move | Refusal, stageMoved: boolean): void {
  const isRefusal = decision.outcome === 'refuse';
  log.hide?.([live?.variables, live?.canary?.stageVariableOverrides].flatMap((variables) => Object.values(variables ?? {})));
  log({
    message: isRefusal ? 'Refused' : stageMoved ? 'Moved the stage' : 'Left the stage as it is',
    reason: isRefusal ? `${decision.message} [${decision.id}]` : `${action}${rollback ? ', on the way back' : ''}`,
    stageMoved,
    live: live && describedStage(live),
    operations: isRefusal ? [] : describedOperations(decision.operations),
    ...!isRefusal && decision.notes.length > 0 ? { notes: decision.notes } : {},
  });
}
