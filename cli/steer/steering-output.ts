import type { Look } from './look';
import { stageText } from './stage-text';
import type { SteerOptions } from './steer-stage';
import type { Steering, SteeringDecision, SteeringPlan } from './steering';
import type { SteeringReport } from './steering-report';
import { doneLines, outlookLines, planLines } from './steering-screen';
import type { LiveStage } from '../../lib/stage/live-stage';
import { releaseId } from '../readings/report-head';
import { Style, styleOf } from '../screen/style';
import { wrapped } from '../screen/wrapped';
import { nextDeploys } from '../status/next-deploys';
import { CommandTarget, targetWords } from '../target/find-target';
import type { Release } from '../target/release';
import type { Terminal } from '../terminal';

/** How a command ended. */
export interface SteeringEnd {
  readonly plan: SteeringPlan;
  readonly decision: SteeringDecision;
  readonly after?: LiveStage;
  /** Whether a rollout is running that sees what was done. */
  readonly isRollout: boolean;
}

/** What a person, or a machine, gets to see. */
export class SteeringOutput {
  private look?: Look;

  constructor(
    private readonly terminal: Terminal, private readonly options: SteerOptions, private readonly steering: Steering,
    private readonly target: CommandTarget,
  ) {}

  /** What is to become of the stage. */
  plan(release: Release, plan: SteeringPlan, look: Look | undefined): void {
    this.look = look;
    this.show([...planLines(this.report(release, plan), plan, this.style), ...look?.lines(this.style) ?? []]);
  }

  /** What the next deploy makes of it. */
  outlook(release: Release, plan: SteeringPlan, after?: LiveStage): void {
    this.show(outlookLines(this.steering, this.report(release, plan, after), release.declared?.desired, this.style));
  }

  done(release: Release, plan: SteeringPlan, after: LiveStage): void {
    this.show(doneLines(this.report(release, plan, after), targetWords(this.options), this.style));
  }

  finish(release: Release, { plan, decision: { outcome }, after, isRollout }: SteeringEnd): void {
    const { dryRun, json } = this.options;
    if (json) {
      const report = this.report(release, plan, after, outcome === 'nothing' ? 'nothing' : dryRun ? 'planned' : 'done');
      this.terminal.print(JSON.stringify(report, undefined, 2));
      return;
    }
    if (outcome === 'nothing') { this.show([`Nothing to do: ${stageText(plan.before)}.`]); }
    const note = isRollout ? ROLLOUT_NOTES[this.steering.command] : undefined;
    this.show(note === undefined ? [] : ['', ...wrapped(note, this.style.columns)]);
    // It stood above the question.
    if (dryRun || plan.question === 'none') { this.outlook(release, plan, after); }
    if (dryRun) { this.show(['', 'Nothing was changed (--dry-run).']); }
  }

  report(
    release: Release, { before, expected, operations }: SteeringPlan, after?: LiveStage, outcome: SteeringReport['outcome'] = 'planned',
  ): SteeringReport {
    const { region, accountId: account, caller: actor } = this.target;
    const { operationId, reason, dryRun } = this.options;
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
      ...this.look?.health === undefined ? {} : { health: this.look.health },
      nextDeploy: desired === undefined ? [] : nextDeploys(after ?? expected, desired),
    };
  }

  /** What happens meanwhile. */
  say(line: string): void {
    this.terminal.printError(line);
  }

  private get style(): Style {
    return styleOf(this.terminal);
  }

  /** What stands above a question is seen with --json, too. */
  private show(lines: readonly string[]): void {
    const { json, yes } = this.options;
    if (!json) {
      lines.forEach((line) => this.terminal.print(line));
    } else if (!yes && this.terminal.interactive) { lines.forEach((line) => this.say(line)); }
  }
}

const ROLLOUT_NOTES: { readonly [command in Steering['command']]?: string } = {
  'abort': 'The rollout sees it within a minute, fails the deploy with [AbortedByHand], and CloudFormation rolls back.',
  'promote': 'The rollout sees production on its deployment, and its steps that are left have nothing to shift.',
  'set-percent': 'The rollout sees within a minute that the pause is over, and goes on with its next step.',
};
