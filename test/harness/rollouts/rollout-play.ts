import { rolloutTemplate, RolloutApp } from './rollout-app';
import { RolloutFunction } from './rollout-function';
import { Stage } from '../../../rehearsal/apigateway/model';
import { DeliveryFault, UpcomingOperation } from '../../../rehearsal/cloudformation/resource-operation';
import { OperationResult } from '../../../rehearsal/cloudformation/stack-requests';
import { NothingToUpdateError } from '../../../rehearsal/cloudformation/update-validation';
import { Hypotheses } from '../../../rehearsal/hypotheses';
import { InProcessRuntime } from '../../../rehearsal/lambda/in-process-runtime';
import { LocalAws } from '../../../rehearsal/local-aws';
import { observeStage, stageStates } from '../../../rehearsal/observation/observe-stages';
import { TaskFault } from '../../../rehearsal/step-functions/task-fault';
import { ClientTraffic } from '../../../rehearsal/traffic/client-traffic';
import { DriverEnvironments } from '../driver-environments';

/** What befalls an operation. */
export type RolloutTrouble =
  /** The event of one of our resources, by its type, meets a fault. */
  | {
    readonly kind: 'delivery'; readonly type: 'Custom::CanaryStage' | 'Custom::CanaryStep' | 'Custom::CanaryPromotion'; readonly fault: DeliveryFault;
  }
  /** A resource fails: the so-manyth operation of the deploy, before or after it acted. */
  | { readonly kind: 'failure'; readonly index: number; readonly when: 'before' | 'after' }
  /** Attempts of tasks meet it, each so-manyth. */
  | { readonly kind: 'tasks'; readonly every: number; readonly fault: TaskFault }
  /** AWS calls of the function fail, each so-manyth. */
  | { readonly kind: 'calls'; readonly every: number; readonly fault: 'error' | 'acts, then error' }
  /** A person does something so long after the deploy began. */
  | { readonly kind: 'hand'; readonly afterSeconds: number; readonly does: 'abort' | 'promote' | 'percent' };

export interface RolloutDeploy {
  readonly app: RolloutApp;
  /** Whether the canary fails half of its requests. */
  readonly isBroken: boolean;
  readonly trouble?: RolloutTrouble;
}

/** Something that must never be. */
export class BrokenRollout extends Error {
  constructor(problem: string, readonly story: readonly string[]) {
    super(`${problem}\n${story.join('\n')}`);
    this.name = 'BrokenRollout';
  }
}

/** How operations ended, for tests that must have met everything. */
export type RolloutTally = Map<string, number>;

const STACK = 'Shop';
const HEALTHY = { errorShare: 0.001, slowShare: 0 };
const BROKEN = { errorShare: 0.5, slowShare: 0 };
const REQUESTS_PER_MINUTE = 6000;
const FOREIGN: ReadonlyArray<'abort' | 'promote' | 'percent'> = ['abort', 'promote', 'percent'];

/** Plays the deploys of a stack with rollouts, and destroys it at the end. @throws BrokenRollout */
export async function playRolloutLifecycle(
  deploys: readonly RolloutDeploy[], seed: number, hypotheses: Hypotheses, tally: RolloutTally,
): Promise<void> {
  await new RolloutLifecycle(seed, hypotheses, tally).play(deploys);
}

class RolloutLifecycle {
  private readonly aws: LocalAws;
  private readonly driver: DriverEnvironments;
  private readonly rollout: RolloutFunction;
  private readonly traffic: ClientTraffic;
  private readonly story: string[] = [];
  /** A person changed a stage in this operation. */
  private byHand: string[] = [];
  private eventsSeen = 0;

  constructor(seed: number, hypotheses: Hypotheses, private readonly tally: RolloutTally) {
    const late: { aws?: LocalAws } = {};
    this.driver = new DriverEnvironments(() => late.aws!);
    this.rollout = new RolloutFunction(() => late.aws!);
    const runtime = new InProcessRuntime((code) => {
      if (code.environment.CODE !== undefined) { return () => ({ statusCode: 200, body: code.environment.CODE }); }
      return code.functionName.includes('CanaryRollout') ? (event) => this.rollout.handle(event) : (event) => this.driver.receive(event, code);
    }, undefined, true);
    this.aws = new LocalAws({ seed, hypotheses, runtime });
    late.aws = this.aws;
    this.traffic = new ClientTraffic(this.aws, this.profile(false), seed);
  }

  async play(deploys: readonly RolloutDeploy[]): Promise<void> {
    try {
      for (const deploy of deploys) { await this.deploy(deploy); }
      await this.destroy();
    } finally {
      await this.aws.close();
    }
  }

  private profile(isBroken: boolean) {
    return { requestsPerMinute: REQUESTS_PER_MINUTE, base: HEALTHY, canary: isBroken ? BROKEN : HEALTHY };
  }

  private async deploy({ app, isBroken, trouble }: RolloutDeploy): Promise<void> {
    this.story.push(`deploy ${JSON.stringify({ ...app, isBroken, trouble })}`);
    await this.pass(180 * 60);
    this.traffic.change(this.profile(isBroken));
    this.traffic.beginDeploy();
    const before = this.stages();
    const isFirst = before.length === 0;
    this.byHand = [];
    const stop = this.bringTrouble(trouble);
    const watch = this.aws.cloudFormation.onResourceOperation(async (event) => {
      if (event.action !== 'status') { await this.checkInstant(`${event.phase} ${event.action} ${event.logicalId}`, before, isBroken, app); }
    });
    let result: OperationResult;
    try {
      result = await this.operate(app);
      stop();
      if (result.status === 'UPDATE_ROLLBACK_FAILED') { result = await this.goOn(result); }
    } finally {
      stop();
      watch();
    }
    this.count(result, isBroken, app, trouble);
    await this.checkEnd(result, before, { isFirst, isBroken, app });
  }

  private async operate(app: RolloutApp): Promise<OperationResult> {
    const { cloudFormation } = this.aws;
    const existing = cloudFormation.find(STACK);
    if (existing?.status === 'ROLLBACK_COMPLETE') { await cloudFormation.deleteStack(STACK); }
    const request = { stackName: STACK, template: rolloutTemplate(app) as never };
    try {
      return await (cloudFormation.find(STACK) === undefined ? cloudFormation.createStack(request) : cloudFormation.updateStack(request));
    } catch (error) {
      if (!(error instanceof NothingToUpdateError)) { throw error; }
      return { stackName: STACK, stackId: '', status: 'UPDATE_COMPLETE', succeeded: true, outputs: {}, events: [] };
    }
  }

  private async goOn({ reason }: OperationResult): Promise<OperationResult> {
    this.story.push(`  the rollback failed (${reason}) and is continued`);
    const result = await this.aws.cloudFormation.continueUpdateRollback(STACK);
    if (result.status !== 'UPDATE_ROLLBACK_COMPLETE') { this.fail(`A rollback can't be continued: ${result.reason}`); }
    return result;
  }

  private bringTrouble(trouble: RolloutTrouble | undefined): () => void {
    const { cloudFormation, stepFunctions, clock } = this.aws;
    let [met, calls, stopTimer] = [false, 0, () => {}];
    switch (trouble?.kind) {
      case 'delivery': {
        const { type, fault } = trouble;
        const isMeant = (operation: UpcomingOperation) => operation.type === type && (operation.phase === 'update' || fault.kind !== 'abandon');
        cloudFormation.inject((operation) => (!met && isMeant(operation) ? (met = true, fault) : undefined));
        break;
      }
      case 'failure':
        cloudFormation.inject(({ index, phase }) => (
          index === trouble.index && (phase === 'create' || phase === 'update') ? { kind: 'fail', when: trouble.when } : undefined
        ));
        break;
      case 'tasks': stepFunctions.inject(({ index }) => (index % trouble.every === trouble.every - 1 ? trouble.fault : undefined)); break;
      case 'calls': this.rollout.callFault = () => (++calls % trouble.every === 0 ? trouble.fault : undefined); break;
      case 'hand': stopTimer = clock.startTimer(trouble.afterSeconds * 1000, () => this.touch(trouble.does)); break;
      default:
    }
    return () => {
      stopTimer();
      cloudFormation.inject();
      stepFunctions.inject();
      this.rollout.callFault = undefined;
    };
  }

  /** A person in the console. */
  private touch(does: (typeof FOREIGN)[number]): void {
    const { apiGateway } = this.aws;
    for (const [restApiId, stage] of this.liveStages().slice(0, 1)) {
      if (stage.canarySettings === undefined) { continue; }
      this.byHand.push(does);
      const patch = (...operations: object[]) => apiGateway.updateStage(restApiId, stage.stageName, operations as never);
      const remove = { op: 'remove', path: '/canarySettings' };
      switch (does) {
        case 'abort': patch(remove); break;
        case 'promote': patch({ op: 'copy', from: '/canarySettings/deploymentId', path: '/deploymentId' }, remove); break;
        case 'percent': patch({ op: 'replace', path: '/canarySettings/percentTraffic', value: '33' }); break;
      }
    }
  }

  /** Every request is answered, and nobody moves production before the verdict. */
  private async checkInstant(what: string, before: readonly string[], isBroken: boolean, { word }: RolloutApp): Promise<void> {
    this.story.push(`    ${what}: ${this.stages().join(' | ')}`);
    if (before.length === 0) { return; }
    for (const state of stageStates(this.aws)) {
      const { answers } = await observeStage(this.aws, state);
      const failed = answers.find(({ failure }) => failure !== undefined);
      if (failed !== undefined) { this.fail(`After ${what} ${failed.route} fails on the ${failed.release}: ${failed.failure}`); }
      const wasOn = before.find((text) => text.startsWith(state.restApiId))!;
      const hasMoved = !wasOn.includes(`base ${state.base.deploymentId}`);
      if (hasMoved && (word === 'abort' || (isBroken && word !== 'skip' && !this.byHand.includes('promote')))) {
        this.fail(
          `After ${what} production is on ${state.base.deploymentId}, although ${word === 'abort' ? 'it was aborted' : 'the canary is broken'}.`,
        );
      }
    }
  }

  private async checkEnd(
    { status, reason }: OperationResult, before: readonly string[], { isFirst, isBroken, app }: {
      isFirst: boolean; isBroken: boolean; app: RolloutApp;
    },
  ): Promise<void> {
    this.story.push(`  ended in ${status}${reason === undefined ? '' : `: ${reason}`}; ${this.stages().join(' | ')}`);
    // Whatever is late must do no harm: no handler runs that long.
    const after = this.stages();
    await this.pass(20 * 60);
    if (JSON.stringify(this.stages()) !== JSON.stringify(after)) { this.fail(`A late write changed the stage to ${this.stages().join(' | ')}.`); }
    const running = this.aws.stepFunctions.executions.filter((execution) => execution.isRunning);
    if (running.length > 0) { this.fail(`${running.length} executions still run after the operation.`); }
    if (after.some((text) => text.includes('canary'))) { this.fail('A canary is left.'); }
    if (status === 'UPDATE_ROLLBACK_COMPLETE' && !this.byHand.includes('promote') && JSON.stringify(after) !== JSON.stringify(before)) {
      this.fail(`The stage was ${before.join(' | ')} before.`);
    }
    if (status === 'UPDATE_COMPLETE' && app.word !== 'abort' && this.byHand.length === 0) {
      const wanted = this.templateDeployments();
      for (const text of after) {
        if (!wanted.some((id) => text.includes(`base ${id}`))) { this.fail(`The template asks for ${wanted.join(', ')}.`); }
      }
      if (isBroken && !isFirst && app.word === undefined && JSON.stringify(after) !== JSON.stringify(before)) {
        this.fail('A broken canary was promoted.');
      }
    }
  }

  private async destroy(): Promise<void> {
    this.story.push('destroy');
    const result = await this.aws.destroy(STACK);
    if (result !== undefined && result.status !== 'DELETE_COMPLETE') { this.fail(`It can't be destroyed: ${result.reason}`); }
    if (this.stages().length > 0) { this.fail(`After the destruction there is ${this.stages().join(' | ')}.`); }
  }

  private count({ status }: OperationResult, isBroken: boolean, { word }: RolloutApp, trouble: RolloutTrouble | undefined): void {
    const add = (what: string): void => { this.tally.set(what, (this.tally.get(what) ?? 0) + 1); };
    add(status);
    for (const { detail } of this.aws.events.all.slice(this.eventsSeen)) { add(`rollout ${detail.state}`); }
    this.eventsSeen = this.aws.events.all.length;
    for (const hand of this.byHand) { add(`by hand: ${hand}`); }
    if (trouble !== undefined) { add(`trouble: ${trouble.kind}`); }
    if (word !== undefined) { add(`word: ${word}`); }
    if (isBroken) { add('broken'); }
  }

  private templateDeployments(): string[] {
    const { resources } = this.aws.cloudFormation.find(STACK)!;
    return [
      ...resources.values(),
    ].filter(({ definition: { type } }) => type === 'AWS::ApiGateway::Stage').map(({ properties }) => String(properties.DeploymentId));
  }

  private liveStages(): Array<[restApiId: string, stage: Stage]> {
    const { apiGateway } = this.aws;
    return apiGateway.listRestApis().flatMap(({ id }) => apiGateway.listStages(id).map((stage): [string, Stage] => [id, stage]));
  }

  private stages(): string[] {
    return this.liveStages().map(([id, { deploymentId, canarySettings: canary }]) => (
      `${id}: base ${deploymentId}${canary === undefined ? '' : `, canary ${canary.deploymentId} at ${canary.percentTraffic} %`}`
    )).sort();
  }

  private async pass(seconds: number): Promise<void> {
    const { clock } = this.aws;
    await clock.passUntil(clock.sleep(seconds * 1000));
  }

  private fail(problem: string): never {
    throw new BrokenRollout(problem, this.story);
  }
}
