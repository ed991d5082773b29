import type { Look } from './look';
import { stageText } from './stage-text';
import type { SteerOptions } from './steer-options';
import type { Steering, SteeringDecision, SteeringPlan } from './steering';
import type { SteeringReport } from './steering-report';
import { doneLines, operationLines, outlookLines, planLines } from './steering-screen';
import type { LiveStage } from '../../lib/stage/live-stage';
import type { DesiredStage } from '../../lib/stage-driver/contract/driver-properties';
import { releaseId } from '../readings/report-head';
import { Style, styleOf } from '../screen/style';
import { wrapped } from '../screen/wrapped';
import { ForetoldDeploy, nextDeploys } from '../status/next-deploys';
import type { CommandTarget } from '../target/find-target';
import { deployText, Release, targetText } from '../target/release';
import type { Terminal } from '../terminal';

/** What a command is about. */
export interface SteeringSubject {
  readonly release: Release;
  readonly look?: Look;
  /** Whether a rollout is running that sees what is done. */
  readonly isRollout: boolean;
  /** Whether a deploy has failed and is not over. */
  readonly isStuck: boolean;
}

/** What a person, or a machine, gets to see. */
export class SteeringOutput {
  private subject!: SteeringSubject;

  constructor(
    private readonly terminal: Terminal, private readonly options: SteerOptions, private readonly steering: Steering,
    private readonly target: CommandTarget,
  ) {}

  /** Before anything else is shown. */
  about(subject: SteeringSubject): void {
    this.subject = subject;
  }

  /** What is to become of the stage. */
  plan(plan: SteeringPlan): void {
    this.show([...planLines(this.report(plan), plan, this.style), ...this.subject.look?.lines(this.style) ?? []]);
  }

  /** What the next deploy makes of it. */
  outlook(plan: SteeringPlan, after?: LiveStage): void {
    // A deploy that is not over comes before any other.
    const desired = this.subject.isStuck ? undefined : this.desired;
    const aborting = deployText(this.subject.release, 'abort');
    this.show(outlookLines(this.steering, this.report(plan, after), { desired, aborting }, this.style));
  }

  done(plan: SteeringPlan, after: LiveStage): void {
    this.show(doneLines(this.report(plan, after), targetText(this.subject.release), this.style));
  }

  finish(plan: SteeringPlan, { outcome }: SteeringDecision, after?: LiveStage): void {
    const { dryRun, json } = this.options;
    if (json) {
      const report = this.report(plan, after, outcome === 'nothing' ? 'nothing' : dryRun ? 'planned' : 'done');
      this.terminal.print(JSON.stringify(report, undefined, 2));
      return;
    }
    if (outcome === 'nothing') { this.show([`Nothing to do: ${stageText(plan.before)}.`]); }
    const note = this.subject.isRollout && outcome !== 'nothing' ? ROLLOUT_NOTES[this.steering.command] : undefined;
    this.show(note === undefined ? [] : ['', ...wrapped(note, this.style.columns)]);
    // It stood above the question.
    if (dryRun || plan.question === 'none') { this.outlook(plan, after); }
    if (dryRun && plan.operations.length > 0) { this.show(operationLines(plan.operations, this.style)); }
    if (dryRun) { this.show(['', 'Nothing was changed (--dry-run).']); }
  }

  report({ before, expected, operations }: SteeringPlan, after?: LiveStage, outcome: SteeringReport['outcome'] = 'planned'): SteeringReport {
    const { region, accountId: account, caller: actor } = this.target;
    const { operationId, reason, dryRun } = this.options;
    const { release, look } = this.subject;
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
      ...look?.health === undefined ? {} : { health: look.health },
      nextDeploy: this.nextDeploy(after ?? expected),
    };
  }

  /** A rollout that is aborted fails its deploy: then the template before is in force again, and nothing of the abort is left. */
  private nextDeploy(after: LiveStage): readonly ForetoldDeploy[] {
    const { isRollout, isStuck } = this.subject;
    if (isRollout && this.steering.command === 'abort') { return AFTER_ABORTED_ROLLOUT; }
    if (isStuck) { return this.steering.command === 'abort' ? AFTER_ABORT_OF_STUCK : AFTER_ROLLBACK_OF_STUCK; }
    return this.desired === undefined || isRollout && this.steering.command === 'set-percent' ? [] : nextDeploys(after, this.desired);
  }

  private get desired(): DesiredStage | undefined {
    return this.subject.release.declared?.desired;
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

const AFTER_ABORTED_ROLLOUT: readonly ForetoldDeploy[] = [
  { when: 'same-commit', outcome: 'the rollout begins anew, once CloudFormation has rolled back' },
  { when: 'new-code', outcome: 'a rollout of the new code' },
];

/** The driver takes back what its deploy has made of the stage, and nobody else's change. CloudFormation writes its own Stage behind it. */
const AFTER_ABORT_OF_STUCK: readonly ForetoldDeploy[] = [
  { when: 'cdk-rollback', outcome: 'the canary stays off, unless CloudFormation writes its own Stage: abort again then' },
];
const AFTER_ROLLBACK_OF_STUCK: readonly ForetoldDeploy[] = [
  { when: 'cdk-rollback', outcome: 'production stays there, unless CloudFormation writes its own Stage: then it is on what the deploy found' },
];

const ROLLOUT_NOTES: { readonly [command in Steering['command']]?: string } = {
  'abort': 'The rollout sees it within a minute, fails the deploy with [AbortedByHand], and CloudFormation rolls back.',
  'promote': 'The rollout sees production on its deployment, and its steps that are left have nothing to shift.',
  'set-percent': 'The rollout sees within a minute that the pause is over, and goes on with its next step.',
};
