import { StackArtifact } from '../assembly/stack-artifact';
import { EngineEvent } from '../cloudformation/resource-operation';
import { OperationResult } from '../cloudformation/stack-requests';
import { StackStatus } from '../cloudformation/stack-status';
import { LocalAws } from '../local-aws';
import { withChangedCode } from './changed-code';
import { ConstructPaths } from './construct-paths';
import { Instant, ObservedOperation, ReleaseState, StageObservation, StageState } from './instant';
import { observeStage, stageStates } from './observe-stages';
import { oneSidedRoutes } from './one-sided-routes';
import { RolloutJournal, RolloutStory } from './rollout-journal';
import { stagesWithWantedCanary } from './wanted-canaries';
import { ClientTraffic } from '../traffic/client-traffic';

/** A stack operation, and what requests met while it ran. */
export interface RehearsedOperation {
  readonly stackName: string;
  /** `nothing`: the stack already was what the template asks for. */
  readonly action: 'create' | 'update' | 'delete' | 'nothing';
  readonly status: StackStatus;
  readonly succeeded: boolean;
  /** Why it did not succeed. */
  readonly reason?: string;
  /** The last one is the end of the operation. */
  readonly instants: readonly Instant[];
  readonly stagesAfter: readonly StageState[];
  /** Routes that only one release of a stage has after the operation, in sentences. */
  readonly oneSidedRoutes: readonly string[];
  /** Rollouts that ran in it. @default - none */
  readonly rollouts?: readonly RolloutStory[];
}

/** What a rehearsal may watch besides. */
export interface RehearsalOptions {
  /** Told of every instant as it was observed. */
  readonly onInstant?: (instant: Instant) => void;
  /** Where rollouts tell what they do. @default - nobody reads it */
  readonly journal?: RolloutJournal;
  /** The requests of clients. @default - there are none, so a rollout has no data */
  readonly traffic?: ClientTraffic;
}

const BREATH_MILLISECONDS = 50;

/** Deploys on the engine, and asks every route of both releases of every stage after every single resource operation. */
export class Rehearsal {
  private readonly paths = new ConstructPaths();
  /** Stages that clients use. */
  private readonly inUse = new Set<string>();
  private nextIndex = 0;
  private breathed = 0;
  /** The stages as the last instant saw them, and as the last one before the running deploy did. */
  private lastSeen: readonly StageObservation[] = [];
  private atStart: readonly StageObservation[] = [];

  constructor(private readonly aws: LocalAws, private readonly options: RehearsalOptions = {}) {}

  /** A deploy begins, which may be one of several stacks: what the base ran until now is what it is to run while there is a canary. */
  beginDeploy(): void {
    this.atStart = this.lastSeen;
    this.options.traffic?.beginDeploy();
  }

  /** Clients go on as they are for a while. */
  async letPass(minutes: number): Promise<void> {
    const { clock } = this.aws;
    await clock.passUntil(clock.sleep(minutes * 60_000));
  }

  /** @param parameters values of the template's parameters @throws TemplateError when CloudFormation refuses the template */
  async deploy(artifact: StackArtifact, parameters: Readonly<Record<string, string>> = {}): Promise<RehearsedOperation> {
    const existing = this.aws.cloudFormation.find(artifact.stackName);
    // What is left of a create that was rolled back can only be created anew.
    const action = existing === undefined || existing.status === 'ROLLBACK_COMPLETE' ? 'create' : 'update';
    return this.observed(action, () => this.aws.deploy(artifact, { parameters }));
  }

  /** Deletes a stack. Nobody asks its stages any more. */
  async destroy(stackName: string): Promise<RehearsedOperation> {
    this.inUse.clear();
    return this.observed('delete', async () => {
      const result = await this.aws.destroy(stackName);
      return result ?? { stackName, stackId: '', status: 'DELETE_COMPLETE', succeeded: true, outputs: {}, events: [] };
    });
  }

  private async observed(action: 'create' | 'update' | 'delete', operate: () => Promise<OperationResult>): Promise<RehearsedOperation> {
    const instants: Instant[] = [];
    const eventsBefore = this.aws.events.all.length;
    const stop = this.aws.cloudFormation.onResourceOperation(async (event) => {
      if (event.action === 'status') { return this.paths.remember(this.aws.cloudFormation.find(event.stack.stackId)); }
      instants.push(await this.instant(this.operationOf(event)));
    });
    const { stackName, status, succeeded, reason: told } = await operate().finally(stop);
    // Of a nested stack the operation only tells that it failed.
    const reason = succeeded ? undefined : instants.map(({ happened }) => failureReason(happened)).find((one) => one !== undefined) ?? told;
    const stagesAfter = stageStates(this.aws);
    if (action !== 'delete') { stagesAfter.forEach((stage) => this.inUse.add(keyOf(stage))); }
    const changed = instants.length > 0;
    instants.push(await this.instant({ kind: 'end', stackName, status }));
    return {
      stackName,
      action: changed ? action : 'nothing',
      status,
      succeeded,
      reason,
      instants,
      stagesAfter,
      oneSidedRoutes: this.oneSided(stagesAfter),
      rollouts: await this.rolloutsSince(eventsBefore),
    };
  }

  private async instant(happened: Instant['happened']): Promise<Instant> {
    const stages: StageObservation[] = [];
    const canaries = stagesWithWantedCanary(this.aws.cloudFormation.stacks);
    for (const stage of stageStates(this.aws).filter((state) => this.inUse.has(keyOf(state)))) {
      const observation = await observeStage(this.aws, stage);
      const before = this.atStart.find((earlier) => keyOf(earlier.stage) === keyOf(stage));
      this.options.traffic?.met(observation);
      stages.push(canaries.has(keyOf(stage)) ? withChangedCode(observation, before) : observation);
    }
    this.lastSeen = stages;
    await this.breathe();
    const instant = { index: this.nextIndex++, happened, stages };
    this.options.onInstant?.(instant);
    return instant;
  }

  private async rolloutsSince(eventsBefore: number): Promise<RolloutStory[]> {
    const { journal, traffic } = this.options;
    const events = this.aws.events.all.slice(eventsBefore);
    if (journal === undefined || events.length === 0) { return []; }
    // What a process printed last is still on its way.
    await new Promise((resolve) => { setTimeout(resolve, BREATH_MILLISECONDS); });
    return journal.stories(events).map((story) => ({ ...story, counts: traffic?.countsOf(story) }));
  }

  /** Lets timers of this process run, such as those that show progress: without functions an operation is done in one go. */
  private async breathe(): Promise<void> {
    if (performance.now() - this.breathed < BREATH_MILLISECONDS) { return; }
    await new Promise((resolve) => setImmediate(resolve));
    this.breathed = performance.now();
  }

  private operationOf(event: Exclude<EngineEvent, { action: 'status' }>): ObservedOperation {
    const { phase, action, type, logicalId, outcome, reason, stack: { stackId, stackName } } = event;
    const constructPath = this.paths.pathOf(this.aws.cloudFormation.find(stackId), logicalId);
    return { kind: 'resource', stackName, phase, action, type, logicalId, constructPath, outcome, reason };
  }

  private oneSided(stages: readonly StageState[]): string[] {
    return stages.flatMap(({ restApiId, base, canary }) => {
      if (canary === undefined || canary.deploymentId === base.deploymentId) { return []; }
      const snapshotOf = (release: ReleaseState) => this.aws.apiGateway.getDeployment(restApiId, release.deploymentId).snapshot;
      return oneSidedRoutes(snapshotOf(base), snapshotOf(canary), canary.percentTraffic);
    });
  }
}

function failureReason(happened: Instant['happened']): string | undefined {
  return happened.kind === 'resource' && happened.outcome === 'failed' ? happened.reason : undefined;
}

function keyOf({ restApiId, stageName }: StageState): string {
  return `${restApiId}/${stageName}`;
}
