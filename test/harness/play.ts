import { DriverEnvironments } from './driver-environments';
import { disturbedAws } from './in-process-aws';
import { InjectedFault, InTrouble, Lifecycle, Step, story, WrittenApp } from './lifecycle';
import { BrokenInvariant, LiveStages, Oracle, Tally } from './oracle';
import { artifactOf, parametersOf, ReleasedApp, templateOf } from './released-app';
import { EngineEvent, UpcomingOperation } from '../../rehearsal/cloudformation/resource-operation';
import { StackRecord } from '../../rehearsal/cloudformation/stack-record';
import { OperationResult } from '../../rehearsal/cloudformation/stack-requests';
import { StackResource } from '../../rehearsal/cloudformation/stack-resource';
import { StackStatus } from '../../rehearsal/cloudformation/stack-status';
import { NothingToUpdateError } from '../../rehearsal/cloudformation/update-validation';
import { LocalAws } from '../../rehearsal/local-aws';

type DeployStep = Extract<Step, { step: 'deploy' }>;

const STACK = 'App';
/** Longer than the engine prepares a version. */
const UNTIL_ACTIVE_SECONDS = 60;
/** Refusals that come before anything is written. */
const REFUSED_BY_RULE = new Set([
  'AbortedDeployment', 'AbortDropsVariable', 'AbortKeptVariable', 'BaseFunctionRemoved', 'BaseRoleRemoved', 'BaseVariableRemoved',
  'PromotedVariableReverted', 'PromoteUnseenDeployment', 'PromoteUnseenOverrides', 'RemovedEndpoint', 'UnservedEndpoint',
]);
/** What CloudFormation says when it gives up on a resource of a cleanup. */
const ORPHANS = 'One or more resources could not be deleted.';
/** How often a person skips. `cdk rollback --force` does it until nothing fails. */
const SKIPPING_ROUNDS: Record<InTrouble, number> = {
  'skips what failed': 1, 'skips one that failed': 1, 'forces': 5, 'forces while the cause lasts': 5, 'continues too early': 0,
};
/** What the driver knew in the first version of the library. */
const FIRST_ACTIONS = ['none', 'hold', 'promote'];
/** A person who skips one of these deploys an API that is not the template's: the next deployment takes it as it is, with every API. */
const NEVER_SKIPPED = ['AWS::CloudFormation::Stack', 'AWS::ApiGateway::Method', 'AWS::ApiGateway::Resource', 'AWS::ApiGateway::RestApi'];
const DRIVER = 'Custom::CanaryStage';
const BEFORE_IT_ACTS = { kind: 'fail', when: 'before' } as const;
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
  /** Rollbacks that a person continued without what had failed, the driver among it. */
  skippedResources: number;
  skippedDrivers: number;
  /** Events of the driver that came late, twice or never, or whose operation was given up. */
  deliveries: number;
  /** Calls of the driver that failed. */
  brokenCalls: number;
  /** Operations that were paused by --no-rollback. */
  paused: number;
  /** Deploys in express mode. */
  express: number;
  /** Deploys that upgrade the library from its first version, and those of them that failed. */
  upgrades: number;
  failedUpgrades: number;
  /** Attempts that repeated a paused operation. */
  retries: number;
  /** Resources that a clean-up could not delete. */
  undeleted: number;
  /** Changes in the console in the middle of an operation. */
  meanwhile: number;
  /** The most versions with provisioned concurrency that nobody called, after any operation of one life. */
  idleProvisioned: number;
}

export function newTally(): LifecycleTally {
  return {
    lifecycles: 0,
    operations: 0,
    failedOperations: 0,
    faults: 0,
    skippedStages: 0,
    skippedResources: 0,
    skippedDrivers: 0,
    deliveries: 0,
    brokenCalls: 0,
    paused: 0,
    express: 0,
    upgrades: 0,
    failedUpgrades: 0,
    retries: 0,
    undeleted: 0,
    meanwhile: 0,
    idleProvisioned: 0,
    instants: 0,
    requests: 0,
  };
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
  private readonly driver: DriverEnvironments;
  private readonly oracle: Oracle;
  private app: ReleasedApp;
  /** Somebody has changed the stage outside of the stack, and no deploy has taken notice yet. */
  private foreign = false;
  /** The running deploy brings the release to a stage that CloudFormation alone moves, after the driver: nobody waits for the data plane then. */
  private adopts = false;
  /** The running deploy. */
  private during?: { readonly before?: string; readonly mayMove: boolean };
  /** Somebody has changed it in the middle of the running deploy: then only requests are judged. */
  private foreignMeanwhile = false;
  /** What is deployed is of the first version of the library. Its driver waits for nothing, and has no anchors. */
  private isBefore = false;
  /** The running deploy has called the driver. */
  private driverRan = false;
  /** Production when an operation began that is paused, if one is. */
  private paused?: { readonly before?: string; readonly kind: ReleasedApp['kind'] };

  constructor(private readonly lifecycle: Lifecycle, private readonly tally: LifecycleTally) {
    ({ aws: this.aws, driver: this.driver } = disturbedAws(lifecycle.seed, lifecycle.hypotheses, lifecycle));
    this.oracle = new Oracle(this.aws, tally);
    this.app = { kind: lifecycle.kind, inStage: lifecycle.inStage, shape: lifecycle.shape, code: 0, routes: [], mode: { action: 'none' } };
    this.aws.cloudFormation.onResourceOperation((event) => this.watch(event));
  }

  async play(): Promise<void> {
    const { before = [] } = this.lifecycle;
    if (before.length > 0 && this.lifecycle.shape !== 'in a nested stack') {
      for (const app of before) { await this.deployBefore(app); }
      // What that library has broken stays broken.
      await this.oracle.tolerateTraps(this.app);
    } else if (this.lifecycle.adopted && this.lifecycle.kind === 'attached') {
      await this.deploy({ ...this.app, kind: 'plain' });
      // Nobody waits for the versions of an app without a release.
      await this.pass(UNTIL_ACTIVE_SECONDS);
    }
    for (const step of this.lifecycle.steps) {
      switch (step.step) {
        case 'console': this.useConsole(step.does); break;
        case 'wait': await this.pass(step.seconds); break;
        case 'deploy': await this.deployStep(step); break;
      }
    }
    await this.pass(10_000);
    // An alias that the release has retained holds the version of before, which nothing retains, if nobody takes a paused adoption back first.
    if (this.paused?.kind === 'plain' && this.lifecycle.shape === 'one alias') { await this.rollBackPaused('forces'); }
    await this.aws.destroy(STACK);
    this.oracle.assertClean();
  }

  /** With the first version of the library, and without trouble. What the stage is on then is judged by nobody. */
  private async deployBefore(written: WrittenApp): Promise<void> {
    const { kind, inStage, shape } = this.lifecycle;
    const mode = FIRST_ACTIONS.includes(written.mode.action) ? { ...written.mode, again: undefined } : { action: 'none' as const };
    this.app = { ...written, mode, kind, inStage, shape, library: 'first', code: (this.app.code + 1) % CODES };
    this.log.push(`deploy with the first version of the library ${JSON.stringify(this.app)}`);
    await this.operate(this.app, undefined);
    this.isBefore = true;
    await this.pass(UNTIL_ACTIVE_SECONDS);
  }

  /** Whatever comes late comes now: it moves nothing, and nothing is gone that it could need. */
  private async pass(seconds: number): Promise<void> {
    const { clock } = this.aws;
    const before = this.oracle.production();
    await clock.passUntil(clock.sleep(seconds * 1000));
    const stack = this.aws.cloudFormation.find(STACK);
    if (stack === undefined || this.app.kind === 'plain' || this.app.library === 'first') { return; }
    await this.oracle.atInstant({ action: 'status', stack: stack.identity, status: stack.status }, this.app);
    // An attempt to go back that CloudFormation has given up ends within seconds, as long as the stack still seems to be at it.
    const isBack = this.paused !== undefined && this.oracle.production() === this.paused.before && this.lifecycle.hypotheses.stackReads === 'lagging';
    if (this.oracle.production() !== before && !isBack) {
      throw new BrokenInvariant(`1: production moved from ${before} to ${this.oracle.production()} while no operation ran`);
    }
    this.assertAsDeclared(stack.status);
  }

  async close(): Promise<void> {
    await this.aws.close();
  }

  private async watch(event: EngineEvent): Promise<void> {
    this.log.push(event.action === 'status' ? `  ${event.status}${event.reason ? ` (${event.reason})` : ''}`
      : `    ${event.phase}: ${event.action} ${event.logicalId} ${event.outcome}${event.reason ? ` (${event.reason})` : ''}`);
    // What a clean-up asks of the driver tells it nothing of the stage.
    if (event.action !== 'status' && event.type === DRIVER && !/cleanup/.test(event.phase)) { this.driverRan = true; }
    if (event.action === 'status' && event.reason === ORPHANS) { this.oracle.tolerateOrphans(); }
    // Plain CDK code, deployed before the release came, falls into the traps that the release is for.
    const isUnwatched = this.app.kind === 'plain' || this.app.library === 'first';
    if (isUnwatched || ((this.adopts || this.isBefore) && this.lifecycle.hypotheses.dataPlane === 'lagging')) {
      return this.oracle.rememberDeployments(this.app);
    }
    await this.oracle.atInstant(event, this.app);
    const production = this.oracle.production();
    if (this.during && !this.during.mayMove && production !== undefined && production !== this.during.before) {
      throw new BrokenInvariant(`1: production moved from ${this.during.before} to ${production} in a deploy that must keep it`);
    }
  }

  private async deployStep(step: DeployStep): Promise<void> {
    const { kind, inStage, shape } = this.lifecycle;
    const leaves = step.detached && kind === 'attached';
    // A known gap, see TESTING.md: what is rolled back has brought the driver itself, whose Delete then comes too late for a canary.
    const isUnguarded = this.paused?.kind === 'plain' && this.lifecycle.hypotheses.cleanUpOrder === 'other';
    const next = {
      ...step.app,
      ...(leaves || isUnguarded) && { mode: { action: 'none' as const } },
      kind: leaves ? 'plain' as const : kind,
      inStage,
      shape,
      code: (this.app.code + (step.newCode ? 1 : 0)) % CODES,
    };
    await this.removeFailedCreation();
    const guarded = isUnguarded ? { ...step, driver: undefined } : step;
    const played = this.isBefore ? withoutTrouble(step) : guarded;
    this.disturb(played);
    await this.deploy(next, played);
    // Nobody deploys again within a moment, and before the driver its function, the versions and the deployment come.
    await this.pass(20);
  }

  private disturb({ fault, rollbackFault, driver: { delivery, calls, latencyMilliseconds = 0 } = {}, meanwhile, undeletable }: DeployStep): void {
    let events = 0;
    let takenBack = 0;
    let broken: string | undefined;
    const deleted = new Set<string>();
    this.aws.cloudFormation.inject((operation) => {
      if (operation.index === meanwhile?.index) { this.useConsole(meanwhile.does, true); }
      if (delivery !== undefined && operation.type === 'Custom::CanaryStage' && events++ === delivery.event) {
        this.tally.deliveries++;
        return delivery.fault;
      }
      // Custom resources have their own troubles.
      if (/cleanup/.test(operation.phase) && !operation.type.startsWith('Custom::')) {
        deleted.add(operation.logicalId);
        if ([...deleted][undeletable ?? -1] === operation.logicalId) {
          this.tally.undeleted++;
          return { kind: 'fail', when: 'before' };
        }
      }
      if (operation.phase === 'rollback' && takenBack++ === rollbackFault) { broken = operation.logicalId; }
      if (operation.phase === 'rollback' && operation.logicalId === broken) { return this.injected(BEFORE_IT_ACTS); }
      return fault !== undefined && isAt(operation, fault.index) ? this.injected(fault.fault) : undefined;
    });
    let made = 0;
    this.driver.disturbance = {
      latency: () => latencyMilliseconds,
      onCall: () => {
        const index = made++;
        if (calls === undefined || index < calls.from || index >= calls.from + calls.count) { return undefined; }
        this.tally.brokenCalls++;
        return calls.fault;
      },
    };
  }

  /** The cause of whatever went wrong is gone. */
  private calm(): void {
    this.aws.cloudFormation.inject(undefined);
    this.driver.disturbance = {};
  }

  private injected<F>(fault: F): F {
    this.tally.faults++;
    return fault;
  }

  private async deploy(next: ReleasedApp, step?: DeployStep): Promise<void> {
    const before = this.oracle.production();
    const stagesBefore = structuredClone(this.oracle.stages());
    // Where there is no stack yet, what fails leaves nothing of an app before.
    const began = this.paused ?? { before, kind: this.isDeployed ? this.app.kind : next.kind };
    if (this.paused) {
      this.oracle.tolerateLeftovers();
      this.tally.retries++;
      if (this.lifecycle.hypotheses.eventProperties === 'absent') { this.oracle.tolerateUntoldVariables(); }
    }
    if (this.isBefore) { this.tally.upgrades++; }
    const previous = this.app;
    if (previous.handler !== next.handler) { this.oracle.countOtherFunction(); }
    this.app = next;
    this.adopts = previous.kind === 'plain' && next.kind !== 'plain' && before !== undefined;
    const moves = next.mode.action === 'none' || (next.mode.action === 'promote' && next.mode.choices.updateDeployment !== false);
    // CloudFormation leaves a variable that leaves the template (aws/aws-cdk#23438), and who comes to a stage does not know whose it is.
    if (previous.kind === 'plain' || next.kind === 'plain') { this.oracle.tolerateForeignVariables(); }
    if (previous.kind === 'plain') { await this.oracle.tolerateTraps(previous); }
    this.during = { before, mayMove: moves || before === undefined || this.foreignMayBeReverted || this.paused !== undefined };
    this.log.push(`deploy ${JSON.stringify(next)}`);
    this.foreignMeanwhile = false;
    this.driverRan = false;
    const ended = await this.operate(next, step);
    this.calm();
    const result = ended?.status === 'UPDATE_FAILED' && step?.noRollback === 'then roll back' ? await this.rollBackPaused(step.inTrouble) : ended;
    this.during = undefined;
    if (result === undefined) { return; }
    // An upgrade that fails may be taken back by the code of before.
    const isOfBefore = this.isBefore && !result.succeeded;
    if (this.paused === undefined && !this.foreignMeanwhile && !isOfBefore) { this.assertNothingMoved(stagesBefore, next, result); }
    this.paused = result.status === 'UPDATE_FAILED' ? began : undefined;
    if (this.paused) { this.tally.paused++; }
    this.tally.operations++;
    if (result.succeeded) {
      this.isBefore = false;
      const { mode, theme } = next;
      this.oracle.tolerateKeptByAbort(mode.action === 'abort' && theme !== undefined ? { theme } : {});
      if (next.kind === 'plain') {
        // A canary that was there before the release came is nobody's.
        if (previous.kind !== 'plain') { this.oracle.assertNoCanary(); }
        await this.oracle.tolerateTraps(next);
      }
      // A deploy that does not concern the stage takes no notice of it.
      this.foreign = this.foreignMeanwhile || (this.foreign && !this.driverRan);
    } else {
      this.tally.failedOperations++;
      if (this.isBefore) { this.tally.failedUpgrades++; }
      // What the user wrote stays written, but the code that is deployed is the previous one.
      this.app = { ...next, kind: next.kind === 'plain' && this.paused ? 'plain' : began.kind };
      // Between the attempts of a paused operation somebody may have promoted by hand, and that stands.
      this.assertProductionStays(this.foreign ? [began.before, before] : [began.before], result);
    }
    this.assertAsDeclared(result.status);
  }

  private get isDeployed(): boolean {
    return this.aws.cloudFormation.find(STACK) !== undefined;
  }

  private assertNothingMoved(before: LiveStages, { mode }: ReleasedApp, { succeeded, status, reason = '' }: OperationResult): void {
    if (succeeded && mode.action === 'abort') { this.oracle.assertAbortMovedNothing(before); }
    // After a promotion in the console the driver tells CloudFormation another production, and a Stage update that sends every property resets the
    // percent.
    if (this.foreign && this.lifecycle.hypotheses.stageUpdateSends === 'present') { return; }
    // Refused by a rule: not by an error, after which something may have been written.
    const id = /\[([A-Z][a-z]\w+)\]/.exec(reason)?.[1];
    const isRefused = !succeeded && status === 'UPDATE_ROLLBACK_COMPLETE' && id !== undefined && REFUSED_BY_RULE.has(id);
    if (isRefused) { this.oracle.assertRefusalMovedNothing(before, id); }
  }

  private async rollBackPaused(inTrouble: InTrouble | undefined): Promise<OperationResult> {
    const result = await this.aws.cloudFormation.rollbackStack(STACK);
    this.tally.paused++;
    return { ...result.status === 'UPDATE_ROLLBACK_FAILED' ? await this.continueRollback(inTrouble) : result, succeeded: false };
  }

  private assertAsDeclared(status: StackStatus): void {
    const stack = this.aws.cloudFormation.find(STACK);
    if (stack === undefined || status.endsWith('_FAILED')) { return; }
    this.oracle.assertPoliciesStaySmall(stack);
    this.tally.idleProvisioned = Math.max(this.tally.idleProvisioned, this.oracle.idleProvisioned(stack));
    // What an upgrade that failed leaves of a canary is the business of the code of before: its memory did not have the percent.
    if (!this.foreign && !this.isBefore && this.app.kind !== 'plain') { this.oracle.assertAsDeclared(stack); }
  }

  /**
   * CloudFormation's own Stage resource, rolled back before the driver, goes back to what the stack last knew:
   * a promotion in the console that no deploy has taken notice of is then lost. No template can prevent that.
   */
  private get foreignMayBeReverted(): boolean {
    return this.foreignMeanwhile || this.foreign && this.lifecycle.hypotheses.rollbackOrder === 'reverse';
  }

  private assertProductionStays(before: Array<string | undefined>, result: OperationResult): void {
    const after = this.oracle.production();
    if (before[0] !== undefined && !before.includes(after) && !result.status.endsWith('_FAILED') && !this.foreignMayBeReverted) {
      throw new BrokenInvariant(`1: a deploy that ended in ${result.status} took production from ${before.join(' or ')} to ${after}`);
    }
  }

  private async operate(app: ReleasedApp, step: DeployStep | undefined): Promise<OperationResult | undefined> {
    const { cloudFormation } = this.aws;
    const existing = cloudFormation.find(STACK);
    const disableRollback = existing !== undefined && step?.noRollback !== undefined;
    const deploymentMode = disableRollback && step.express && this.isWaitedFor(app) ? 'EXPRESS' as const : undefined;
    if (app.shape === 'in a nested stack') { return this.operateNested(app, disableRollback, step); }
    if (deploymentMode !== undefined) { this.tally.express++; }
    const request = {
      stackName: STACK, template: templateOf(app) as never, parameters: parametersOf(app), disableRollback, deploymentMode,
    };
    try {
      const result = existing ? await cloudFormation.updateStack(request) : await cloudFormation.createStack(request);
      return result.status === 'UPDATE_ROLLBACK_FAILED' ? await this.continueRollback(step?.inTrouble) : result;
    } catch (error) {
      if (error instanceof NothingToUpdateError) { return undefined; }
      throw error;
    }
  }

  private async operateNested(app: ReleasedApp, disableRollback: boolean, step: DeployStep | undefined): Promise<OperationResult | undefined> {
    const result = await this.aws.deploy(artifactOf(app), { parameters: parametersOf(app), disableRollback });
    if (result.events.length === 0) { return undefined; }
    return result.status === 'UPDATE_ROLLBACK_FAILED' ? this.continueRollback(step?.inTrouble) : result;
  }

  /**
   * Whether CloudFormation waits for the driver in express mode. Where it may not, the driver's promises do not hold, and
   * `test/lifecycles/express.test.ts` says what does.
   */
  private isWaitedFor({ mode }: ReleasedApp): boolean {
    return this.lifecycle.hypotheses.expressWaitsForCustomResources === 'waits' || mode.action === 'hold' || mode.action === 'abort';
  }

  /** What is left of a creation can only be deleted. */
  private async removeFailedCreation(): Promise<void> {
    const { cloudFormation } = this.aws;
    const status = cloudFormation.find(STACK)?.status;
    if (status === 'ROLLBACK_COMPLETE' || status === 'ROLLBACK_FAILED') { await cloudFormation.deleteStack(STACK); }
  }

  /** As a person would: the fault is over, the rollback is continued. */
  private async continueRollback(inTrouble?: InTrouble): Promise<OperationResult> {
    if (inTrouble === 'continues too early') {
      const tooEarly = await this.aws.cloudFormation.continueUpdateRollback(STACK);
      if (tooEarly.status !== 'UPDATE_ROLLBACK_FAILED') { return { ...tooEarly, succeeded: false }; }
    }
    if (inTrouble !== 'forces while the cause lasts') { this.calm(); }
    for (let round = 0; inTrouble !== undefined && round < SKIPPING_ROUNDS[inTrouble]; round++) {
      const failed = this.failedInRollback();
      // As long as the driver cannot run, its anchors cannot either.
      if (failed.some(isDriver)) { this.calm(); }
      const skipped = await this.skip(inTrouble === 'skips one that failed' ? failed.slice(0, 1) : failed);
      if (skipped !== undefined && skipped.status !== 'UPDATE_ROLLBACK_FAILED') { return { ...skipped, succeeded: false }; }
    }
    this.calm();
    const result = await this.aws.cloudFormation.continueUpdateRollback(STACK);
    return { ...result.status === 'UPDATE_ROLLBACK_FAILED' ? await this.skipStage() : result, succeeded: false };
  }

  /** What a person can skip. A nested stack whose resources have failed has failed itself, and is rolled back once they are skipped. */
  private failedInRollback(): StackResource[] {
    return this.stacksOfApp().flatMap(({ resources, pending }) => [...pending?.failedInRollback ?? []].map((logicalId) => resources.get(logicalId)!))
      .filter(({ definition }) => !NEVER_SKIPPED.includes(definition.type));
  }

  private stacksOfApp(): StackRecord[] {
    const root = this.aws.cloudFormation.find(STACK)!;
    return this.aws.cloudFormation.stacks.filter((stack) =>
      stack === root || (stack.rootId === root.identity.stackId && stack.status !== 'DELETE_COMPLETE'));
  }

  /** As CloudFormation takes it in a list of what it is to skip. */
  private nameToSkip(resource: StackResource): string {
    const stack = this.stacksOfApp().find(({ resources }) => [...resources.values()].includes(resource))!;
    const { logicalId } = resource.definition;
    return stack.parentId === undefined ? logicalId : `${stack.identity.stackName}.${logicalId}`;
  }

  /** Undefined where nothing may be skipped. */
  private async skip(resources: readonly StackResource[]): Promise<OperationResult | undefined> {
    const skipsDriver = resources.some(isDriver);
    // A release that comes to the stack or leaves it lets CloudFormation's own Stage go back.
    const skipsStage = resources.some(isStage);
    const skipsAdopted = skipsStage && (this.adopts || this.paused?.kind === 'plain');
    // An anchor guards its release if the clean-up deletes dependents first. Otherwise nothing makes up for what is skipped.
    const isGuarded = !(skipsDriver || skipsAdopted) || this.lifecycle.hypotheses.cleanUpOrder === 'dependents-first';
    if (resources.length === 0 || !isGuarded || (skipsStage && this.app.kind === 'plain')) { return undefined; }
    if (skipsDriver) { this.tally.skippedDrivers++; }
    if (resources.some(isFunction)) { this.oracle.tolerateSkippedFunction(); }
    this.foreign = true;
    this.tally.skippedResources++;
    return this.aws.cloudFormation.continueUpdateRollback(STACK, resources.map((resource) => this.nameToSkip(resource)));
  }

  /**
   * Where CloudFormation rolls back in reverse order and API Gateway refuses `replace /deploymentId` beside a canary, its own Stage resource
   * cannot go back before the driver has. Requests are answered all the same. A person skips that resource, and the driver sets the stage right. Nor
   * can it where somebody has promoted the canary in the console.
   */
  private async skipStage(): Promise<OperationResult> {
    const { rollbackOrder, deploymentIdOnCanaryStage } = this.lifecycle.hypotheses;
    const isExpected = deploymentIdOnCanaryStage === 'refused' && (rollbackOrder === 'reverse' || this.foreign);
    if (!isExpected) { throw new BrokenInvariant('the rollback cannot be continued'); }
    this.tally.skippedStages++;
    // CloudFormation takes a skipped resource for rolled back without looking: its record is right again after the next deploy.
    this.foreign = true;
    const stages = this.failedInRollback().filter(isStage);
    return this.aws.cloudFormation.continueUpdateRollback(STACK, stages.map((stage) => this.nameToSkip(stage)));
  }

  private useConsole(does: Extract<Step, { step: 'console' }>['does'], meanwhile = false): void {
    const [api] = this.aws.apiGateway.listRestApis();
    const [stage] = api ? this.aws.apiGateway.listStages(api.id) : [];
    if (!stage?.canarySettings) { return; }
    this.log.push(`console: ${does}`);
    this.foreign = true;
    if (meanwhile) {
      this.foreignMeanwhile = true;
      this.tally.meanwhile++;
      this.during = this.during && { ...this.during, mayMove: true };
    }
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

/** An upgrade: the driver of before may have to take it back, and was not made for what today's driver is tried with. */
function withoutTrouble({ step, newCode, app, fault, rollbackFault }: DeployStep): DeployStep {
  return { step, newCode, app, fault, rollbackFault };
}

function isAt({ index, phase, logicalId, type }: UpcomingOperation, place: InjectedFault['index']): boolean {
  if (typeof place === 'number') { return index === place; }
  if (phase !== 'create' && phase !== 'update') { return false; }
  return place === 'behind the stage' ? logicalId === 'BehindStage' : type === DRIVER && logicalId.startsWith('Release2');
}

function isDriver({ definition }: StackResource): boolean {
  return definition.type === DRIVER;
}

function isFunction({ definition }: StackResource): boolean {
  return definition.type === 'AWS::Lambda::Function';
}

function isStage({ definition }: StackResource): boolean {
  return definition.type === 'AWS::ApiGateway::Stage';
}
