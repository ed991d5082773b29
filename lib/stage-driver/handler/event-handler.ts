import type { CloudFormationCustomResourceDeleteEvent, CloudFormationCustomResourceEvent, CloudFormationCustomResourceUpdateEvent } from 'aws-lambda';
import { MissingReadings } from './missing-readings';
import type { Log } from '../../aws/event-log';
import type { Gateway, StageReading } from '../../aws/gateway';
import type { OwnStack, StackReading } from '../../aws/own-stack';
import type { Result } from '../../aws/respond';
import { conditionError } from '../../messages/condition-error';
import { IdentifiedError } from '../../messages/identified-error';
import { describedOperations, describedStage } from '../../stage/described-stage';
import { differences } from '../../stage/live-stage';
import { patchOperations } from '../../stage/patch-operations';
import { DesiredStage, DriverProperties, parseDriverProperties } from '../contract/driver-properties';
import { Memory, parsePhysicalId, physicalIdOf } from '../contract/physical-id';
import { Move, plan } from '../decision/plan';
import type { Refusal } from '../decision/refusal';
import type { Situation } from '../decision/situation';

/** What the driver reaches the world through. */
export interface Dependencies {
  readonly gateway: Gateway;
  readonly ownStack: OwnStack;
  readonly log: Log;
}

/** Handles one event: reads, lets `plan` decide, and writes. */
export class EventHandler {
  constructor(private readonly dependencies: Dependencies) {}

  /** @throws whatever must fail the stack operation */
  public async handle(event: CloudFormationCustomResourceEvent): Promise<Result> {
    switch (event.RequestType) {
      case 'Create': return this.move(event, undefined, { rollingBack: false });
      case 'Update': return this.update(event);
      case 'Delete': return this.leave(event);
    }
  }

  private async update(event: CloudFormationCustomResourceUpdateEvent): Promise<Result> {
    const stack = await this.dependencies.ownStack.read(event.StackId, event.LogicalResourceId);
    return this.move(event, propertiesOf(event.OldResourceProperties), stack);
  }

  private async move(event: CloudFormationCustomResourceEvent, previous: DesiredStage | undefined, stack: StackReading): Promise<Result> {
    const { gateway, ownStack, log } = this.dependencies;
    const desired = propertiesOf(event.ResourceProperties);
    const delivered = event.RequestType === 'Create' ? undefined : event.PhysicalResourceId;
    const reading = await gateway.readStage(desired.restApiId, desired.stageName);
    const movedInThisOperation = isMovedSince(stack.operationStarted, reading);
    const situation = await new MissingReadings(gateway, ownStack, log).complete({
      live: reading?.stage,
      desired,
      previous,
      rollback: stack.rollingBack,
      movedInThisOperation,
      memory: memoryAbout(stack.answeredPhysicalId ?? delivered, desired),
      memoryIsOfThisOperation: stack.answeredPhysicalId !== undefined,
    }, event.StackId);
    const decision = plan(situation);
    if (decision.outcome === 'refuse') {
      this.logDecision(situation, decision, false);
      throw new IdentifiedError(decision.id, decision.message);
    }
    try {
      await this.apply(desired, decision);
      this.logDecision(situation, decision, decision.operations.length > 0);
    } catch (error) {
      this.logDecision(situation, decision, true);
      // CloudFormation rolls a failed update back with another event; of a failed create it only deletes what is left.
      if (event.RequestType === 'Create') { await this.undo(desired, reading); }
      throw error;
    }
    const keepsId = stack.rollingBack && delivered !== undefined && memoryAbout(delivered, desired) !== undefined;
    return { physicalId: keepsId ? delivered : physicalIdOf(decision.memory), data: decision.attributes };
  }

  /** @param stageMoved - whether an UpdateStage was sent: after an error it may have taken effect */
  private logDecision({ desired: { action }, rollback, live }: Situation, decision: Move | Refusal, stageMoved: boolean): void {
    const isRefusal = decision.outcome === 'refuse';
    this.dependencies.log({
      message: isRefusal ? 'Refused' : stageMoved ? 'Moved the stage' : 'Left the stage as it is',
      reason: isRefusal ? `${decision.message} [${decision.id}]` : `${action}${rollback ? ', on the way back' : ''}`,
      stageMoved,
      live: live && describedStage(live),
      operations: isRefusal ? [] : describedOperations(decision.operations),
    });
  }

  private async apply(desired: DesiredStage, move: Move): Promise<void> {
    if (move.operations.length === 0 || move.expected === undefined) { return; }
    const { gateway } = this.dependencies;
    await gateway.updateStage(desired.restApiId, desired.stageName, move.operations);
    const after = await gateway.readStage(desired.restApiId, desired.stageName);
    const wrong = after === undefined ? ['the stage is gone'] : differences(move.expected, after.stage);
    if (wrong.length > 0) {
      throw conditionError('StageNotAsSet', desired.stageName, wrong);
    }
  }

  private async undo(desired: DesiredStage, before: StageReading | undefined): Promise<void> {
    const { gateway, log } = this.dependencies;
    try {
      const now = await gateway.readStage(desired.restApiId, desired.stageName);
      const operations = before && now ? patchOperations(now.stage, before.stage) : [];
      if (operations.length > 0) { await gateway.updateStage(desired.restApiId, desired.stageName, operations); }
    } catch (error) {
      log({ level: 'ERROR', message: 'The stage could not be set back after a failed create', error: String(error) });
    }
  }

  /** The canary leaves with the release; production stays where it is. */
  private async leave(event: CloudFormationCustomResourceDeleteEvent): Promise<Result> {
    const { gateway, ownStack, log } = this.dependencies;
    const memory = parsePhysicalId(event.PhysicalResourceId);
    if (memory && await ownStack.isLeft(event.StackId, memory)) {
      const reading = await gateway.readStage(memory.restApiId, memory.stageName);
      if (reading?.stage.canary) {
        await gateway.updateStage(memory.restApiId, memory.stageName, [{ op: 'remove', path: '/canarySettings' }]);
        log({ message: 'Moved the stage', reason: 'The release leaves the stack, and its canary with it', stageMoved: true, live: describedStage(reading.stage) });
      }
    }
    return { physicalId: event.PhysicalResourceId, data: {} };
  }
}

function propertiesOf(properties: object): DesiredStage {
  return parseDriverProperties(properties as DriverProperties);
}

/** The memory in a physical id, if it is about the stage that is asked for. */
function memoryAbout(physicalId: string | undefined, desired: DesiredStage): Memory | undefined {
  const memory = parsePhysicalId(physicalId);
  return memory?.restApiId === desired.restApiId && memory.stageName === desired.stageName ? memory : undefined;
}

/** Whether the stage was changed after the running operation began: by this very operation, or nobody could tell. */
function isMovedSince(operationStarted: Date | undefined, reading: StageReading | undefined): boolean {
  return operationStarted !== undefined && reading?.lastUpdated !== undefined && seconds(reading.lastUpdated) >= seconds(operationStarted);
}

/** API Gateway gives whole seconds. */
function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
