import { agreedBy } from './agreed-by';
import { announceChange, changeDetail } from './announce-change';
import { decideSteering } from './decide-steering';
import { Look, lookFor } from './look';
import { lookAtProduction } from './look-at-production';
import { StackWatch } from './stack-watch';
import { stageText } from './stage-text';
import type { SteerOptions } from './steer-options';
import { planIn, SteeredRollout, Steering, SteeringDecision, SteeringPlan, SteeringSituation } from './steering';
import { SteeringOutput } from './steering-output';
import { SteeringWriter } from './steering-writer';
import { differences, LiveStage } from '../../lib/stage/live-stage';
import { EXIT, ExitCode } from '../exit-code';
import { CommandError, commandError } from '../messages/command-ids';
import type { StageSurroundings } from '../readings/read-stage';
import { rolloutReport } from '../status/rollout-report';
import { changeTarget, Changing } from '../target/change-target';
import { CommandTarget, findTarget, onlyRelease } from '../target/find-target';
import { readStackStatus } from '../target/read-stack';
import { named, Release, releasesOf, targetText } from '../target/release';
import { isRunning, isStuck } from '../target/stack-state';
import type { Stop, Terminal } from '../terminal';

const LONGEST_WATCH = 30 * 60_000;
/** Of who was interrupted, and has answered already. */
const NEVER = new Promise<never>(() => undefined);

/** Reads the stage, decides, writes, and reads back what became of it. */
export async function steerStage(terminal: Terminal, options: SteerOptions, steering: Steering): Promise<ExitCode> {
  const find = () => findTarget(terminal, { ...options, appId: `cdk-canary-${options.operationId}` }, steering.command);
  return changeTarget(find, (target) => new Steerer(terminal, options, steering, target));
}

class Steerer implements Changing {
  /** Whether a change of this command was read back from the stage. */
  hasChanged = false;
  private release: Release;
  private status: string | undefined;
  private rollout?: SteeredRollout;
  private readonly writer: SteeringWriter;
  private readonly output: SteeringOutput;
  private readonly stop: { why?: Stop } = {};
  private isSent = false;

  constructor(
    private readonly terminal: Terminal, private readonly options: SteerOptions, private readonly steering: Steering,
    private readonly target: CommandTarget,
  ) {
    this.release = onlyRelease(target);
    this.status = this.release.declared?.root.status;
    this.writer = new SteeringWriter(terminal, { ...target, ...this.release }, steering);
    this.output = new SteeringOutput(terminal, options, steering, target);
  }

  /** Ctrl-C before the call: nothing is sent any more. After it: the stage is read back first. A second one ends it at once. */
  async run(): Promise<ExitCode> {
    const { stopped, again, release } = this.terminal.untilStopped('signals');
    const unsent = new Promise<ExitCode>((resolve) => {
      void stopped.then((why) => {
        this.stop.why = why;
        if (why !== 'interrupted' || this.isSent) { return; }
        this.output.say('Nothing was changed.');
        resolve(EXIT.INTERRUPTED);
      });
    });
    const impatient = again.then(() => {
      if (this.isSent) { this.output.say(`The change was sent, and its outcome is not known. Look at the stage: ${this.typed('status')}.`); }
      return EXIT.INTERRUPTED;
    });
    try {
      return await Promise.race([this.proceed(stopped), unsent, impatient]);
    } finally {
      release();
    }
  }

  private async proceed(stopped: Promise<Stop>): Promise<ExitCode> {
    await this.waitForStack(stopped);
    const stage = await this.writer.readSurroundings();
    const { live: before } = stage;
    this.rollout = this.rolloutOn(stage);
    const look = await lookFor(this.steering, this.target, this.release, before, this.terminal.now());
    const decision = this.decide(before, look);
    if (decision.outcome === 'refused') { throw decision.error; }
    const plan = planIn(decision, before);
    const isRollout = this.rollout !== undefined && isRunning(this.status);
    this.output.about({ release: this.release, look, isRollout, isStuck: isStuck(this.status) });
    if (decision.outcome === 'write') { this.output.plan(plan); }
    if (this.options.dryRun) { return this.finish(plan, decision); }
    if (decision.outcome === 'nothing' && !this.keepsOff(decision)) {
      this.finish(plan, decision);
      return this.leave();
    }
    if (plan.question !== 'none') { this.output.outlook(plan); }
    if (!await agreedBy(this.terminal, { ...this.options, ...this.steering, stageName: this.release.stageName }, plan, look)) {
      this.output.say(plan.question === 'stage-name' ? `Nothing was changed: the answer was not ${this.release.stageName}.` : 'Nothing was changed.');
      return EXIT.NO;
    }
    const still = decision.outcome === 'nothing' ? decision : await this.stillWanted(plan, look);
    const exit = await this.act(planIn(still, before), still, { look, stopped });
    return this.stop.why === 'interrupted' ? EXIT.INTERRUPTED : exit;
  }

  private async act(plan: SteeringPlan, decision: SteeringDecision, { look, stopped }: { look?: Look; stopped: Promise<Stop> }): Promise<ExitCode> {
    const { after, trouble } = decision.outcome === 'write' ? await this.change(plan, look) : { after: plan.before, trouble: undefined };
    if (this.keepsOff(decision)) {
      const watched = await this.keepOff(after, stopped);
      this.finish(plan, decision, watched.live);
      return watched.exit;
    }
    this.finish(plan, decision, after);
    if (trouble !== undefined) { throw trouble; }
    return this.follows ? this.follow(plan, stopped) : this.leave();
  }

  /** An abort beside a deploy has not ended before the deploy has. */
  private leave(): ExitCode {
    if (this.steering.command !== 'abort' || this.rollout !== undefined || !isRunning(this.status)) { return EXIT.DONE; }
    this.output.say(`The stack is in ${this.status}: CloudFormation may set the canary again. Look when it is stable: ${this.typed('status')}.`);
    return EXIT.CANNOT_TELL;
  }

  /** One change: written, read back, told. @returns what is wrong with it all the same, to be told last */
  private async change(plan: SteeringPlan, look?: Look): Promise<{ readonly after: LiveStage; readonly trouble?: CommandError }> {
    if (this.stop.why === 'interrupted' && !this.isSent) { return NEVER; }
    this.isSent = true;
    const sent = this.terminal.now();
    const after = await this.writer.write(plan);
    this.hasChanged = true;
    const trouble = this.steering.command === 'rollback' ? await this.troubleOnProduction(plan, after, { sent, look }) : undefined;
    this.output.done(plan, after);
    const change = { before: plan.before, after, at: this.terminal.now(), stackId: this.release.declared?.root.id };
    const why = await announceChange(this.target.account, changeDetail(this.output.report(plan, after), change));
    // The change is done, whoever hears of it.
    if (why !== undefined) { this.output.say(`No event tells others of it: ${why}`); }
    return { after, trouble };
  }

  /** What a deployment calls is read exactly only when production is on it. @throws CommandError PutBackAgain */
  private async troubleOnProduction(
    { before }: SteeringPlan, after: LiveStage, { sent, look }: { readonly sent: Date; readonly look?: Look },
  ): Promise<CommandError | undefined> {
    const { deploymentId } = after;
    const { broken, unknown, isDenied = false } = await lookAtProduction(this.target.account, this.release, after);
    const way = this.typed('rollback', '--to', before.deploymentId);
    if (broken.length > 0) {
      const { now, why } = await this.writer.takeBack(after, before);
      if (why !== undefined) { return commandError('NotPutBack', deploymentId, broken, why, stageText(now), `${way} --force`); }
      const seconds = ((this.terminal.now().getTime() - sent.getTime()) / 1000).toFixed(1);
      throw commandError('PutBackAgain', deploymentId, broken, seconds, stageText(now));
    }
    if (unknown === undefined) { return undefined; }
    if (!look?.known.target?.isVerified && !isDenied) { return commandError('NotLookedAt', deploymentId, unknown, this.typed('doctor'), way); }
    this.output.say(`What ${deploymentId} calls could not be looked at afterwards: ${unknown}`);
    return undefined;
  }

  /** A command for the same target, to copy. */
  private typed(command: string, ...more: string[]): string {
    return ['npx cdk-canary', command, targetText(this.release), ...more].join(' ');
  }

  /** A person has thought meanwhile, or the figures took their time. @throws CommandError */
  private async stillWanted(plan: SteeringPlan, look: Look | undefined): Promise<SteeringDecision> {
    const isAbort = this.steering.command === 'abort';
    const root = this.release.declared?.root;
    // An abort loses no time.
    if (root !== undefined && !isAbort) { this.status = await readStackStatus(this.target.account, root.id); }
    const stage = await this.writer.readSurroundings();
    this.rollout = this.rolloutOn(stage);
    const { live: now } = stage;
    if (isAbort ? this.isForeign(plan.before, now) : differences(plan.before, now).length > 0) {
      throw commandError('ChangedMeanwhile', `It is now: ${stageText(now)}; read before was: ${stageText(plan.before)}. Nothing was sent.`);
    }
    const decision = this.decide(now, look);
    if (decision.outcome === 'refused') { throw decision.error; }
    return decision;
  }

  /** Whether somebody has moved the stage, so that its canary was not meant. The one that a running deploy brings is. */
  private isForeign(before: LiveStage, now: LiveStage): boolean {
    if (now.canary === undefined || isRunning(this.status)) { return false; }
    return now.canary.deploymentId !== before.canary?.deploymentId || now.deploymentId !== before.deploymentId;
  }

  private decide(live: LiveStage, look?: Look): SteeringDecision {
    return decideSteering(this.steering, { ...this.situation(live), ...look?.known });
  }

  private situation(live: LiveStage): SteeringSituation {
    const { ifCanary, ifProduction } = this.options;
    const { stageName, declared } = this.release;
    return {
      stageName,
      live,
      ifCanary,
      ifProduction,
      declaredPercent: declared?.desired?.canary?.percentTraffic,
      operation: isRunning(this.status) ? this.status : undefined,
      stuck: isStuck(this.status) ? { stackName: declared!.root.name, status: this.status!, begunAt: declared!.root.begunAt } : undefined,
      rollout: this.rollout,
    };
  }

  /** What runs of a rollout, as status tells it. */
  private rolloutOn(stage: StageSurroundings): SteeredRollout | undefined {
    const report = rolloutReport({ release: this.release, stage, now: this.terminal.now() });
    return report && { goesOnAt: report.steps.find(({ state }) => state === 'paused')?.nextPercent };
  }

  /** Before anything is decided: the deploy may bring another canary, and another template. */
  private async waitForStack(stopped: Promise<Stop>): Promise<void> {
    const { wait = 0, dryRun, release: name } = this.options;
    const { command } = this.steering;
    const root = this.release.declared?.root;
    if (root === undefined || wait === 0 || dryRun || command === 'abort' || !isRunning(this.status)) { return; }
    if (['promote', 'set-percent'].includes(command) && this.rolloutOn(await this.writer.readSurroundings())) { return; }
    this.output.say(`The stack is in ${this.status}: waiting until it is stable (Ctrl-C leaves).`);
    const { account } = this.target;
    if (await this.watch(root.id, wait).untilStable(stopped) === 'interrupted') { await NEVER; }
    this.release = onlyRelease({ ...this.target, releases: named((await releasesOf(account, root.id)).releases, name) });
    this.status = this.release.declared?.root.status;
  }

  /** Whether the canary may come back: CloudFormation's own Stage writes it again. A rollout does so only if it has not begun. */
  private keepsOff({ outcome }: SteeringDecision): boolean {
    const { wait } = this.options;
    if (this.steering.command !== 'abort' || wait === 0 || !isRunning(this.status)) { return false; }
    return this.rollout === undefined || outcome === 'nothing' || wait !== undefined;
  }

  /** Takes the canary off again while CloudFormation may put it back. */
  private async keepOff(first: LiveStage, stopped: Promise<Stop>): Promise<{ live: LiveStage; exit: ExitCode }> {
    const { root } = this.release.declared!;
    this.output.say(`The stack is in ${this.status}: staying until it is stable, because CloudFormation may set the canary again (Ctrl-C leaves).`);
    let live = first;
    const ended = await this.staying('The canary was taken off', root.id, this.options.wait ?? LONGEST_WATCH, stopped, async () => {
      live = await this.writer.read();
      const decision = this.decide(live);
      if (decision.outcome !== 'write') { return; }
      live = (await this.change(decision.plan)).after;
      this.output.say(`The canary ${decision.plan.before.canary?.deploymentId} was there again, and is off.`);
    });
    return { live, exit: ended === 'stable' ? EXIT.DONE : ended === 'late' ? EXIT.CANNOT_TELL : EXIT.INTERRUPTED };
  }

  /** Whether the command stays with a rollout that has understood it. */
  private get follows(): boolean {
    return this.options.wait !== undefined && this.options.wait > 0 && isRunning(this.status);
  }

  /** @throws CommandError ChangedMeanwhile when the deploy has taken a promotion back */
  private async follow({ expected }: SteeringPlan, stopped: Promise<Stop>): Promise<ExitCode> {
    const ended = await this.staying('The stage is as planned', this.release.declared!.root.id, this.options.wait!, stopped);
    if (ended !== 'stable') { return ended === 'late' ? EXIT.CANNOT_TELL : EXIT.INTERRUPTED; }
    const now = await this.writer.read();
    const isKept = this.steering.command !== 'promote' || now.deploymentId === expected.deploymentId;
    if (!isKept) { throw commandError('ChangedMeanwhile', `The deploy has taken it back: ${stageText(now)}.`); }
    this.output.say(`On the stage ${stageText(now)}.`);
    return EXIT.DONE;
  }

  /** After a change nothing hides that it is done. @param done in words, without an end @throws CommandError WatchLost */
  private async staying(done: string, ...[stackId, wait, ...rest]: [string, number, ...Parameters<StackWatch['untilStable']>]) {
    try {
      return await this.watch(stackId, wait).untilStable(...rest);
    } catch (error) {
      const isLost = this.hasChanged && error instanceof CommandError && error.exitCode === EXIT.AWS;
      throw isLost ? commandError('WatchLost', done, error.text) : error;
    }
  }

  private watch(stackId: string, wait: number): StackWatch {
    return new StackWatch(this.terminal, this.target.account, stackId, wait, (line) => this.output.say(line));
  }

  private finish(plan: SteeringPlan, decision: SteeringDecision, after?: LiveStage): ExitCode {
    this.output.finish(plan, decision, after);
    return EXIT.DONE;
  }
}
