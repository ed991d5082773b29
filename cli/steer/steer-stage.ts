import { UpdateStageCommand } from '@aws-sdk/client-api-gateway';
import { announceChange, changeDetail } from './announce-change';
import { decideSteering } from './decide-steering';
import { judgeSteering, SteeringVerdict } from './judge-steering';
import { promotionLines } from './promotion-lines';
import { PromotionLook, promotionLook } from './promotion-look';
import type { Steering, SteeringDecision, SteeringPlan, SteeringSituation } from './steering';
import type { SteeringReport } from './steering-report';
import { doneLines, outlookLines, planLines } from './steering-screen';
import { readingOf } from '../../lib/aws/gateway';
import { STEP_TYPE } from '../../lib/rollout/contract/rollout-properties';
import { differences, LiveStage } from '../../lib/stage/live-stage';
import type { PatchOperation } from '../../lib/stage/patch-operations';
import type { WriteOutcome } from '../account/account';
import { agreed } from '../agree';
import { EXIT, ExitCode } from '../exit-code';
import { CommandError, commandError } from '../messages/command-ids';
import { inspect } from '../readings/inspect';
import { readStage } from '../readings/read-stage';
import { releaseId } from '../readings/report-head';
import { Style, styleOf } from '../screen/style';
import { wrapped } from '../screen/wrapped';
import type { Health } from '../status/health-of';
import { nextDeploys } from '../status/next-deploys';
import { statusReport } from '../status/status-report';
import { CommandTarget, findTarget, onlyRelease } from '../target/find-target';
import { readStackStatus } from '../target/read-stack';
import type { Release } from '../target/release';
import type { TargetOptions } from '../target/target-options';
import type { Stop, Terminal } from '../terminal';

export interface SteerOptions extends TargetOptions {
  readonly yes: boolean;
  /** Agreed that a canary which is worse is promoted. @default false */
  readonly althoughWorse?: boolean;
  readonly dryRun: boolean;
  readonly ifCanary?: string;
  readonly ifProduction?: string;
  readonly reason?: string;
  /** How long to stay with an operation of CloudFormation, in milliseconds. @default - as long as the command needs */
  readonly wait?: number;
  /** 8 hexadecimal digits. */
  readonly operationId: string;
}

const READ_BACKS = 10;
const READ_BACK_MILLISECONDS = 500;
const WATCH_MILLISECONDS = 3_000;
/** How far back figures are shown. */
const LOOKED_AT = 15 * 60_000;
const LONGEST_WATCH = 30 * 60_000;
/** An abort is worth more than one call: a repeated one does no harm. */
const ABORT_ATTEMPTS = 5;

/** Reads the stage, decides, writes, and reads back what became of it. */
export async function steerStage(terminal: Terminal, options: SteerOptions, steering: Steering): Promise<ExitCode> {
  const target = await findTarget(terminal, { ...options, appId: `cdk-canary-${options.operationId}` }, steering.command);
  try {
    return await new Steerer(terminal, options, steering, target).steer();
  } finally {
    target.account.close();
  }
}

class Steerer {
  private readonly release: Release;
  private readonly stop: { why?: Stop } = {};
  private status: string | undefined;
  private health?: Health;

  constructor(
    private readonly terminal: Terminal, private readonly options: SteerOptions, private readonly steering: Steering,
    private readonly target: CommandTarget,
  ) {
    this.release = onlyRelease(target);
    this.status = this.release.declared?.root.status;
  }

  async steer(): Promise<ExitCode> {
    const before = await this.read();
    const look = this.steering.command === 'promote' ? await this.look() : undefined;
    const decision = this.decide(before, look);
    if (decision.outcome === 'refused') { throw decision.error; }
    const plan: SteeringPlan = decision.outcome === 'write' ? decision.plan : { before, expected: before, operations: [], question: 'none' };
    if (decision.outcome === 'write') {
      this.show([...planLines(this.report(plan), plan, this.style), ...look ? promotionLines(look, this.style) : []]);
    }
    if (this.options.dryRun || decision.outcome === 'nothing' && !this.stays(decision)) { return this.finish(plan, decision); }
    if (plan.question !== 'none') { this.showOutlook(plan); }
    if (!await this.agreed(plan, look)) {
      this.say('Nothing was changed.');
      return EXIT.NO;
    }
    if (this.steering.command !== 'abort') { await this.assertStill(plan, look); }
    return this.whileWatched((stopped) => this.act(plan, decision, stopped));
  }

  private async act(plan: SteeringPlan, decision: SteeringDecision, stopped: Promise<Stop>): Promise<ExitCode> {
    const after = decision.outcome === 'write' ? await this.write(plan) : plan.before;
    if (decision.outcome === 'write') {
      this.show(doneLines(this.report(plan, after), this.style));
      await this.announce(plan, after);
    }
    if (!this.stays(decision)) { return this.finish(plan, decision, after); }
    const watched = await this.keepOff(after, stopped);
    this.finish(plan, decision, watched.live);
    return watched.exit;
  }

  private get style(): Style {
    return styleOf(this.terminal);
  }

  /** What status would show. */
  private async look(): Promise<PromotionLook> {
    const { account, region, accountId } = this.target;
    const options = { now: this.terminal.now(), sinceMilliseconds: LOOKED_AT };
    const { inspection } = await inspect(account, { release: this.release, region, accountId }, options);
    const look = promotionLook(inspection, statusReport(inspection, []));
    this.health = look.health;
    return look;
  }

  /** @throws CommandError NeedsYes, CanaryWorse */
  private async agreed({ question, expected }: SteeringPlan, look: PromotionLook | undefined): Promise<boolean> {
    const { yes, althoughWorse } = this.options;
    const { stageName } = this.release;
    if (question === 'none') { return true; }
    if (question === 'yes') {
      return agreed(
        this.terminal, 'set-percent', `Give ${expected.canary?.percentTraffic} % of the requests to ${expected.canary?.deploymentId}?`, yes,
      );
    }
    if (yes && look?.health?.verdict === 'WORSE' && !althoughWorse) { throw commandError('CanaryWorse', expected.deploymentId); }
    if (yes) { return true; }
    if (!this.terminal.interactive) { throw commandError('NeedsYes', 'promote'); }
    const answer = await this.terminal.ask(`Give ${expected.deploymentId} to everybody? Type the stage's name (${stageName}) to go on: `);
    return answer?.trim() === stageName;
  }

  /** A person has thought meanwhile, or the figures took their time. @throws CommandError */
  private async assertStill({ before }: SteeringPlan, look: PromotionLook | undefined): Promise<void> {
    const { account } = this.target;
    const root = this.release.declared?.root;
    if (root !== undefined) { this.status = await readStackStatus(account, root.id); }
    const now = await this.read();
    if (differences(before, now).length > 0) {
      throw commandError('ChangedMeanwhile', `It is now: ${stageText(now)}; read before was: ${stageText(before)}. Nothing was sent.`);
    }
    const decision = this.decide(now, look);
    if (decision.outcome === 'refused') { throw decision.error; }
  }

  private decide(live: LiveStage, look?: PromotionLook): SteeringDecision {
    return decideSteering(this.steering, { ...this.situation(live), brokenCalls: look?.brokenCalls });
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
      rollout: this.hasSteps,
    };
  }

  /** Whether a running deploy has the steps of a rollout: they see on the stage what a person does. */
  private get hasSteps(): boolean {
    return this.release.declared?.stack.resources.some(({ type }) => type === STEP_TYPE) ?? false;
  }

  /** Whether the canary may come back: CloudFormation's own Stage writes it again. A rollout does so only if it has not begun. */
  private stays({ outcome }: SteeringDecision): boolean {
    const { wait } = this.options;
    if (this.steering.command !== 'abort' || wait === 0 || !isRunning(this.status)) { return false; }
    return !this.hasSteps || outcome === 'nothing' || wait !== undefined;
  }

  /** @throws CommandError UnknownStage */
  private async read(): Promise<LiveStage> {
    const { account, region } = this.target;
    const { restApiId, stageName } = this.release;
    const reading = await readStage(account, this.release);
    if (reading === undefined) { throw commandError('UnknownStage', restApiId, stageName, region, []); }
    return reading.live;
  }

  /** @returns the stage, read back as planned @throws CommandError otherwise */
  private async write(plan: SteeringPlan): Promise<LiveStage> {
    for (let attempt = 1; ; attempt++) {
      const written = await this.update(plan.operations);
      const { after, verdict } = await this.readBack(plan, written);
      if (verdict.outcome === 'done') { return after; }
      const mayRepeat = this.steering.command === 'abort' && attempt < ABORT_ATTEMPTS && isPassing(written);
      if (verdict.outcome !== 'unchanged' || !mayRepeat) { throw await this.failure(plan, written, verdict, after); }
      await this.terminal.sleep(READ_BACK_MILLISECONDS * attempt);
    }
  }

  /** The change is done, whoever hears of it. */
  private async announce(plan: SteeringPlan, after: LiveStage): Promise<void> {
    const change = { before: plan.before, after, at: this.terminal.now(), stackId: this.release.declared?.root.id };
    const why = await announceChange(this.target.account, changeDetail(this.report(plan, after), change));
    if (why !== undefined) { this.say(`No event tells others of it: ${why}`); }
  }

  private update(operations: readonly PatchOperation[]): Promise<WriteOutcome<LiveStage>> {
    const { account } = this.target;
    const { restApiId, stageName } = this.release;
    const command = new UpdateStageCommand({ restApiId, stageName, patchOperations: [...operations] });
    return account.write('apigateway:PATCH', async (options) => readingOf(await account.apiGateway.send(command, options)).stage);
  }

  /** Until two readings agree. A write whose answer was lost may still take its effect. */
  private async readBack(plan: SteeringPlan, written: WriteOutcome<LiveStage>): Promise<{ after: LiveStage; verdict: SteeringVerdict }> {
    const answer = written.outcome === 'answered' ? written.answer : undefined;
    let previous: LiveStage | undefined;
    for (let reading = 1; ; reading++) {
      const after = await this.readAfterWrite();
      const verdict = judgeSteering(this.steering, plan, { after, answer });
      const isSettled = previous !== undefined && differences(previous, after).length === 0;
      const mayCome = verdict.outcome === 'unchanged' && written.outcome !== 'refused';
      if (isSettled && !mayCome || reading === READ_BACKS) { return { after, verdict }; }
      previous = after;
      await this.terminal.sleep(READ_BACK_MILLISECONDS);
    }
  }

  private async readAfterWrite(): Promise<LiveStage> {
    try {
      return await this.read();
    } catch (error) {
      throw error instanceof CommandError ? commandError('OutcomeUnknown', error.message) : error;
    }
  }

  private async failure(plan: SteeringPlan, written: WriteOutcome<LiveStage>, verdict: SteeringVerdict, after: LiveStage): Promise<CommandError> {
    switch (verdict.outcome) {
      case 'repair': {
        const repaired = await this.update(verdict.operations);
        const now = await this.readAfterWrite();
        const isBack = repaired.outcome === 'answered' && differences(verdict.expected, now).length === 0;
        const outcome = isBack ? 'took its change back' : 'could not take its change back';
        return commandError('ChangedMeanwhile', `This command met another canary than it had read, and ${outcome}: ${stageText(now)}.`);
      }
      case 'unchanged': {
        if (written.outcome === 'refused') { return written.error; }
        return commandError(
          'OutcomeUnknown', written.outcome === 'unknown' ? written.error.message : `the stage still reads as before: ${stageText(after)}.`,
        );
      }
      default: return commandError('ChangedMeanwhile', `It is now: ${stageText(after)}; planned was: ${stageText(plan.expected)}.`);
    }
  }

  /** Takes the canary off again while CloudFormation may put it back. */
  private async keepOff(first: LiveStage, stopped: Promise<Stop>): Promise<{ live: LiveStage; exit: ExitCode }> {
    const { account } = this.target;
    const { root } = this.release.declared!;
    const deadline = this.terminal.now().getTime() + (this.options.wait ?? LONGEST_WATCH);
    this.say(`The stack is in ${root.status}: staying until it is stable, because CloudFormation may set the canary again (Ctrl-C leaves).`);
    for (let live = first; ;) {
      // Before the stage: what is read of the stage afterwards is what the finished operation left.
      const status = await readStackStatus(account, root.id);
      live = await this.read();
      const decision = this.decide(live);
      if (decision.outcome === 'write') {
        live = await this.write(decision.plan);
        await this.announce(decision.plan, live);
        this.say(`The canary ${decision.plan.before.canary?.deploymentId} was there again, and is off.`);
      }
      if (!isRunning(status)) {
        this.say(`The stack is in ${status ?? 'nothing: it is deleted'}.`);
        return { live, exit: EXIT.DONE };
      }
      if (this.stop.why !== undefined) { return { live, exit: EXIT.INTERRUPTED }; }
      if (this.terminal.now().getTime() >= deadline) { return { live, exit: EXIT.CANNOT_TELL }; }
      await Promise.race([this.terminal.sleep(WATCH_MILLISECONDS), stopped]);
    }
  }

  /** A write that was sent is read back, whoever presses Ctrl-C. */
  private async whileWatched(act: (stopped: Promise<Stop>) => Promise<ExitCode>): Promise<ExitCode> {
    const { stopped, release } = this.terminal.untilStopped();
    void stopped.then((why) => { this.stop.why = why; });
    try {
      const exit = await act(stopped);
      return this.stop.why === 'interrupted' ? EXIT.INTERRUPTED : exit;
    } finally {
      release();
    }
  }

  private finish(plan: SteeringPlan, { outcome }: SteeringDecision, after?: LiveStage): ExitCode {
    const { dryRun, json } = this.options;
    const report = this.report(plan, after, outcome === 'nothing' ? 'nothing' : dryRun ? 'planned' : 'done');
    if (json) {
      this.terminal.print(JSON.stringify(report, undefined, 2));
    } else {
      if (outcome === 'nothing') { this.show([`Nothing to do: ${stageText(plan.before)}.`]); }
      const note = this.hasSteps && isRunning(this.status) ? ROLLOUT_NOTES[this.steering.command] : undefined;
      this.show(note === undefined ? [] : ['', ...wrapped(note, this.style.columns)]);
      // It stood above the question.
      if (dryRun || plan.question === 'none') { this.showOutlook(plan, after); }
      if (dryRun) { this.show(['', 'Nothing was changed (--dry-run).']); }
    }
    return EXIT.DONE;
  }

  private report({ before, expected, operations }: SteeringPlan, after?: LiveStage, outcome: SteeringReport['outcome'] = 'planned'): SteeringReport {
    const { release, target: { region, accountId: account, caller: actor }, options: { operationId, reason, dryRun } } = this;
    const desired = release.declared?.desired;
    return {
      format: 1,
      command: this.steering.command,
      dryRun,
      outcome,
      operationId,
      actor,
      ...reason === undefined ? {} : { reason },
      region,
      account,
      release: releaseId(release),
      before,
      operations,
      expected,
      ...after === undefined ? {} : { after },
      ...this.health === undefined ? {} : { health: this.health },
      nextDeploy: desired === undefined ? [] : nextDeploys(after ?? expected, desired),
    };
  }

  private showOutlook(plan: SteeringPlan, after?: LiveStage): void {
    this.show(outlookLines(this.steering, this.report(plan, after), this.release.declared?.desired, this.style));
  }

  /** What stands above a question is seen with --json, too. */
  private show(lines: readonly string[]): void {
    const { json, yes } = this.options;
    if (!json) {
      lines.forEach((line) => this.terminal.print(line));
    } else if (!yes && this.terminal.interactive) { lines.forEach((line) => this.say(line)); }
  }

  /** What happens meanwhile. */
  private say(line: string): void {
    this.terminal.printError(line);
  }
}

const ROLLOUT_NOTES: { readonly [command in Steering['command']]?: string } = {
  abort: 'The rollout sees it within a minute, fails the deploy with [AbortedByHand], and CloudFormation rolls back.',
  promote: 'The rollout sees production on its deployment, and its steps that are left have nothing to shift.',
};

function isRunning(stackStatus: string | undefined): boolean {
  return stackStatus?.endsWith('_IN_PROGRESS') ?? false;
}

/** Whether the same call may succeed a moment later. */
function isPassing(written: WriteOutcome<LiveStage>): boolean {
  return written.outcome !== 'refused' || ['AwsError', 'Throttled'].includes(written.error.id);
}

function stageText({ deploymentId, canary }: LiveStage): string {
  return `production is on ${deploymentId}, ${canary === undefined ? 'there is no canary' : `the canary ${canary.deploymentId} gets ${
    canary.percentTraffic} %`}`;
}
