import type { CloudFormationCustomResourceDeleteEvent, CloudFormationCustomResourceEvent } from 'aws-lambda';
import type { EventScope } from './event-scope';
import type { Result } from '../../aws/respond';
import { StaleEvent } from '../../aws/stale-event';
import { describedStage } from '../../stage/described-stage';
import { AnchorMemory, AnchorProperties, anchorIdOf, parseAnchorId } from '../contract/anchor';
import { DriverProperties, propagationOf } from '../contract/driver-properties';
import { releaseUnguarded } from '../decision/failures';
import { guardOperations, isTakenBack, productionBefore } from '../decision/guard';

/**
 * `Custom::CanaryAnchor`: what an operation created guards itself.
 *
 * It remembers production when its deployment was new. CloudFormation deletes it when that creation is taken back, before anything that the
 * deployment calls goes: then the stage must not be on it, also when the driver was skipped. A superseded anchor is kept, and never called.
 */
export class Anchor {
  constructor(private readonly scope: EventScope, private readonly event: CloudFormationCustomResourceEvent) {}

  async run(): Promise<Result> {
    switch (this.event.RequestType) {
      case 'Create': return this.remember();
      case 'Update': return { physicalId: this.event.PhysicalResourceId, data: {} };
      case 'Delete': return this.guard(this.event);
    }
  }

  private async remember(): Promise<Result> {
    const { scope } = this;
    const { RestApiId: restApiId, StageName: stageName, DeploymentId: deploymentId } = this.event.ResourceProperties as unknown as AnchorProperties;
    await scope.fence.pass();
    const reading = await scope.gateway.readStage(restApiId, stageName);
    const { anchored } = await scope.operation();
    const production = reading && productionBefore(reading.stage.deploymentId, anchored);
    return { physicalId: anchorIdOf({ restApiId, stageName, deploymentId, production }), data: {} };
  }

  private async guard(event: CloudFormationCustomResourceDeleteEvent): Promise<Result> {
    const result: Result = { physicalId: event.PhysicalResourceId, data: {} };
    const memory = parseAnchorId(event.PhysicalResourceId);
    if (memory === undefined) { return result; }
    try {
      const { status } = await this.scope.ownStack.describe(event.StackId);
      if (isTakenBack(status) && await this.isOfThisOperation(memory)) { await this.leave(memory); }
      return result;
    } catch (error) {
      if (error instanceof StaleEvent) { throw error; }
      throw releaseUnguarded(memory, error as Error);
    }
  }

  /**
   * An anchor may have come to a deployment that was there before, when the release was added to its stage.
   *
   * The history is read behind the fence: then it does not lag behind this event.
   */
  private async isOfThisOperation({ deploymentId }: AnchorMemory): Promise<boolean> {
    await this.scope.fence.pass();
    return this.scope.hasCreated(deploymentId);
  }

  private async leave(memory: AnchorMemory): Promise<void> {
    const { scope } = this;
    const writer = scope.writer(memory, true);
    const found = await scope.gateway.readStage(memory.restApiId, memory.stageName);
    await writer.lead(found, (reading) => reading === undefined ? [] : guardOperations(memory, reading.stage), 'removal', scope.attempts);
    scope.log({
      message: writer.hasWritten ? 'Moved the stage' : 'Left the stage as it is',
      reason: `Deployment ${memory.deploymentId} is taken back, with what it calls`,
      stageMoved: writer.hasWritten,
      live: found && describedStage(found.stage),
    });
    if (writer.hasWritten) { await scope.propagate(propagationOf(this.event.ResourceProperties as unknown as DriverProperties)); }
  }
}
