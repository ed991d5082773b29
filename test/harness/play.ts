import { inProcessAws } from './in-process-aws';
import { Lifecycle, Step, story } from './lifecycle';
import { BrokenInvariant, Oracle, Tally } from './oracle';
import { ReleasedApp, templateOf } from './released-app';
import { EngineEvent } from '../../rehearsal/cloudformation/resource-operation';
import { OperationResult } from '../../rehearsal/cloudformation/stack-requests';
import { NothingToUpdateError } from '../../rehearsal/cloudformation/update-validation';
import { LocalAws } from '../../rehearsal/local-aws';

const STACK = 'App';
/** So many different codes: after the last one comes the first again, as when somebody takes a change back. */
const CODES = 3;

/** What many lifecycles add up to. */
export interface LifecycleTally extends Tally {
  lifecycles: number;
  operations: number;
  failedOperations: number;
  faults: number;
  /** Rollbacks that a person had to continue without the Stage resource. */
  skippedStages: number;
}

export function newTally(): LifecycleTally {
  return { lifecycles: 0, operations: 0, failedOperations: 0, faults: 0, skippedStages: 0, instants: 0, requests: 0 };
}

/** Plays a lifecycle on the engine and asks the oracle at every instant. @throws BrokenInvariant, with the story */
export async function play(lifecycle: Lifecycle, tally: LifecycleTally = newTally()): Promise<void> {
  const player = new Player(lifecycle, tally);
  tally.lifecycles++;
  try {
    await player.play();
  } catch (error) {
    (error as Error).message = `${(error as Error).message}\n\n${story(lifecycle)}\n\nOperations:\n${player.log.join('\n')}`;
    throw error;
  } finally {
    await player.close();
  }
}

class Player {
  readonly log: string[] = [];
  private readonly aws: LocalAws;
  private readonly oracle: Oracle;
  private app: ReleasedApp;
  /** Somebody has changed the stage outside of the stack, and no deploy has taken notice yet. */
  private foreign = false;
  /** The running deploy. */
  private during?: { readonly before?: string; readonly mayMove: boolean };

  constructor(private readonly lifecycle: Lifecycle, private readonly tally: LifecycleTally) {
    this.aws = inProcessAws(lifecycle.seed, lifecycle.hypotheses, lifecycle.siblingsAtFailure);
    this.oracle = new Oracle(this.aws, tally);
    this.app = { kind: lifecycle.kind, code: 0, routes: [], mode: { action: 'none' } };
    this.aws.cloudFormation.onResourceOperation((event) => this.watch(event));
  }

  async play(): Promise<void> {
    if (this.lifecycle.adopted && this.lifecycle.kind === 'attached') {
      await this.deploy({ ...this.app, kind: 'plain' });
    }
    for (const step of this.lifecycle.steps) {
      if (step.step === 'console') { this.useConsole(step.does); } else { await this.deployStep(step); }
    }
    await this.aws.destroy(STACK);
    this.oracle.assertClean();
  }

  async close(): Promise<void> {
    await this.aws.close();
  }

  private async watch(event: EngineEvent): Promise<void> {
    this.log.push(event.action === 'status' ? `  ${event.status}${event.reason ? ` (${event.reason})` : ''}`
      : `    ${event.phase}: ${event.action} ${event.logicalId} ${event.outcome}${event.reason ? ` (${event.reason})` : ''}`);
    // Plain CDK code, deployed before the release came, falls into the traps that the release is for.
    if (this.app.kind === 'plain') { return this.oracle.rememberDeployments(this.app); }
    await this.oracle.atInstant(event, this.app);
    const production = this.oracle.production();
    if (this.during && !this.during.mayMove && production !== undefined && production !== this.during.before) {
      throw new BrokenInvariant(`1: production moved from ${this.during.before} to ${production} in a deploy that must keep it`);
    }
  }

  private async deployStep({ newCode, app, fault }: Extract<Step, { step: 'deploy' }>): Promise<void> {
    const next = { ...app, kind: this.lifecycle.kind, code: (this.app.code + (newCode ? 1 : 0)) % CODES };
    this.aws.cloudFormation.inject(fault && ((operation) => operation.index === fault.index ? this.injected(fault.fault) : undefined));
    await this.deploy(next);
  }

  private injected<F>(fault: F): F {
    this.tally.faults++;
    return fault;
  }

  private async deploy(next: ReleasedApp): Promise<void> {
    const before = this.oracle.production();
    const previous = this.app;
    this.app = next;
    const moves = next.mode.action === 'none' || (next.mode.action === 'promote' && next.mode.choices.updateDeployment !== false);
    this.during = { before, mayMove: moves || before === undefined || this.foreignMayBeReverted };
    this.log.push(`deploy ${JSON.stringify(next)}`);
    const result = await this.operate(next);
    this.during = undefined;
    this.aws.cloudFormation.inject(undefined);
    if (result === undefined) { return; }
    this.tally.operations++;
    if (result.succeeded) {
      this.foreign = false;
    } else {
      this.tally.failedOperations++;
      // What the user wrote stays written, but the code that is deployed is the previous one.
      this.app = { ...next, kind: previous.kind };
      // On a stage that it does not have yet, the release can't take back a variable that CloudFormation leaves behind (aws/aws-cdk#23438).
      if (previous.kind === 'plain') { this.oracle.tolerateForeignVariables(); }
      this.assertProductionStays(before, result);
    }
    const stack = this.aws.cloudFormation.find(STACK);
    if (stack && !this.foreign && !result.status.endsWith('_FAILED') && this.app.kind !== 'plain') { this.oracle.assertAsDeclared(stack); }
  }

  /**
   * CloudFormation's own Stage resource, rolled back before the driver, goes back to what the stack last knew:
   * a promotion in the console that no deploy has taken notice of is then lost. No template can prevent that.
   */
  private get foreignMayBeReverted(): boolean {
    return this.foreign && this.lifecycle.hypotheses.rollbackOrder === 'reverse';
  }

  private assertProductionStays(before: string | undefined, result: OperationResult): void {
    const after = this.oracle.production();
    if (before !== undefined && after !== before && !result.status.endsWith('_FAILED') && !this.foreignMayBeReverted) {
      throw new BrokenInvariant(`1: a deploy that ended in ${result.status} took production from ${before} to ${after}`);
    }
  }

  private async operate(app: ReleasedApp): Promise<OperationResult | undefined> {
    const { cloudFormation } = this.aws;
    const request = { stackName: STACK, template: templateOf(app) as never };
    let existing = cloudFormation.find(STACK);
    if (existing?.status === 'ROLLBACK_COMPLETE' || existing?.status === 'ROLLBACK_FAILED') {
      await cloudFormation.deleteStack(STACK);
      existing = undefined;
    }
    try {
      const result = existing ? await cloudFormation.updateStack(request) : await cloudFormation.createStack(request);
      return result.status === 'UPDATE_ROLLBACK_FAILED' ? await this.continueRollback() : result;
    } catch (error) {
      if (error instanceof NothingToUpdateError) { return undefined; }
      throw error;
    }
  }

  /** As a person would: the fault is over, the rollback is continued. */
  private async continueRollback(): Promise<OperationResult> {
    this.aws.cloudFormation.inject(undefined);
    const result = await this.aws.cloudFormation.continueUpdateRollback(STACK);
    return { ...result.status === 'UPDATE_ROLLBACK_FAILED' ? await this.skipStage() : result, succeeded: false };
  }

  /**
   * Where CloudFormation rolls back in reverse order and API Gateway refuses `replace /deploymentId` beside a canary, its own Stage resource
   * cannot go back before the driver has. Requests are answered all the same; a person skips that resource, and the driver sets the stage right.
   */
  private async skipStage(): Promise<OperationResult> {
    const { rollbackOrder, deploymentIdOnCanaryStage } = this.lifecycle.hypotheses;
    if (rollbackOrder !== 'reverse' || deploymentIdOnCanaryStage !== 'refused') { throw new BrokenInvariant('the rollback cannot be continued'); }
    this.tally.skippedStages++;
    // CloudFormation takes a skipped resource for rolled back without looking: its record is right again after the next deploy.
    this.foreign = true;
    const stack = this.aws.cloudFormation.find(STACK)!;
    const stages = [...stack.resources.values()].filter(({ definition }) => definition.type === 'AWS::ApiGateway::Stage');
    return this.aws.cloudFormation.continueUpdateRollback(STACK, stages.map(({ definition }) => definition.logicalId));
  }

  private useConsole(does: Extract<Step, { step: 'console' }>['does']): void {
    const [api] = this.aws.apiGateway.listRestApis();
    const [stage] = api ? this.aws.apiGateway.listStages(api.id) : [];
    if (!stage?.canarySettings) { return; }
    this.log.push(`console: ${does}`);
    this.foreign = true;
    this.oracle.tolerateForeignVariables();
    const overrides = Object.keys(stage.canarySettings.stageVariableOverrides ?? {}).length > 0;
    this.aws.apiGateway.updateStage(api.id, stage.stageName, {
      'promote': [
        { op: 'replace', path: '/canarySettings/percentTraffic', value: '0.0' },
        { op: 'copy', from: '/canarySettings/deploymentId', path: '/deploymentId' },
        ...(overrides ? [{ op: 'copy', from: '/canarySettings/stageVariableOverrides', path: '/variables' }] : []),
      ],
      'remove the canary': [{ op: 'remove', path: '/canarySettings' }],
      'set 77 %': [{ op: 'replace', path: '/canarySettings/percentTraffic', value: '77' }],
    }[does]);
  }
}
