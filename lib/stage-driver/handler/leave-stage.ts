import type { CloudFormationCustomResourceDeleteEvent } from 'aws-lambda';
import type { EventScope } from './event-scope';
import type { Result } from '../../aws/respond';
import { StaleEvent } from '../../aws/stale-event';
import { describedStage } from '../../stage/described-stage';
import { DesiredStage, DriverProperties, parseDriverProperties } from '../contract/driver-properties';
import { parsePhysicalId } from '../contract/physical-id';
import { canaryNotRemoved } from '../decision/failures';
import { CaredStage, caresFor, removalOperations } from '../decision/removal';

/**
 * The release leaves: its canary goes along, production stays where it is.
 *
 * A Delete is also how the cleanup of a superseded physical id looks, or of a release that lives on under another construct id: then another driver
 * of the stack cares for the stage.
 */
export class LeaveStage {
  private readonly desired: DesiredStage;
  private readonly stage: CaredStage;

  constructor(private readonly scope: EventScope, private readonly event: CloudFormationCustomResourceDeleteEvent) {
    this.desired = parseDriverProperties(event.ResourceProperties as unknown as DriverProperties);
    this.stage = parsePhysicalId(event.PhysicalResourceId) ?? this.desired;
  }

  async run(): Promise<Result> {
    const result: Result = { physicalId: this.event.PhysicalResourceId, data: {} };
    try {
      if (!await this.isCaredFor()) { await this.removeCanary(); }
      return result;
    } catch (error) {
      if (error instanceof StaleEvent) { throw error; }
      throw canaryNotRemoved(this.stage.stageName, error as Error);
    }
  }

  private async isCaredFor(): Promise<boolean> {
    for await (const resource of this.scope.ownStack.resources(this.event.StackId)) {
      const { ResourceType: type, PhysicalResourceId: physicalId, ResourceStatus: status } = resource;
      if (caresFor({ type, physicalId, status }, this.stage)) { return true; }
    }
    return false;
  }

  private async removeCanary(): Promise<void> {
    const { scope } = this;
    const stage = await this.stageToLeave();
    const writer = scope.writer(stage, true);
    const found = await scope.gateway.readStage(stage.restApiId, stage.stageName);
    await writer.lead(found, (reading) => reading === undefined ? [] : removalOperations(stage, reading.stage), 'removal', scope.attempts);
    scope.log({
      message: writer.hasWritten ? 'Moved the stage' : 'Left the stage as it is',
      reason: 'The release leaves the stack, and its canary with it',
      stageMoved: writer.hasWritten,
      live: found && describedStage(found.stage),
    });
    if (writer.hasWritten) { await scope.propagate(this.desired.propagationMilliseconds); }
  }

  /** A Create that failed or was cancelled has no id of the driver's. What it may have left is its canary. Another one was there before. */
  private async stageToLeave(): Promise<CaredStage> {
    const { scope, desired, stage: { restApiId, stageName } } = this;
    if (parsePhysicalId(this.event.PhysicalResourceId) !== undefined) { return { restApiId, stageName }; }
    return { restApiId, stageName, only: { request: desired, isCreated: await scope.hasCreated(desired.deploymentId) } };
  }
}
