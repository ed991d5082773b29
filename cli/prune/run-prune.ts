import { accountWorld } from './account-world';
import { PruneReport, reportedItem, reportedKept } from './prune-report';
import { pruneScreen } from './prune-screen';
import { readPruningScope } from '../../lib/aws/pruning-scope';
import type { ReadStack } from '../../lib/aws/stack-in-force';
import { PRUNE_DEFAULTS } from '../../lib/pruning/contract/prune-defaults';
import { keyOf, RetainRules, Superseded } from '../../lib/pruning/contract/pruning-state';
import { isSettled } from '../../lib/pruning/decision/fence';
import { planned, Selection } from '../../lib/pruning/decision/superseded';
import { DropResult, dropSuperseded } from '../../lib/pruning/run/drop-superseded';
import { findSuperseded, FoundState } from '../../lib/pruning/run/find-superseded';
import type { PruningWorld } from '../../lib/pruning/run/pruning-world';
import { EXIT, ExitCode } from '../exit-code';
import { commandError } from '../messages/command-ids';
import { written } from '../milliseconds';
import { loggingProgress } from '../progress';
import { styleOf } from '../screen/style';
import { changeTarget, Changing } from '../target/change-target';
import { CommandTarget, findTarget } from '../target/find-target';
import { targetText } from '../target/release';
import type { TargetOptions } from '../target/target-options';
import type { Stop, Terminal } from '../terminal';

/** Options of `prune`, as the user gave them. Times in milliseconds. */
export interface PruneOptions extends TargetOptions {
  readonly keep: number;
  readonly olderThan: number;
  readonly idleFor: number;
  readonly keepProvisioned: boolean;
  readonly limit: number;
  readonly yes: boolean;
}

const EXPORT_RIGHT = 'apigateway:GET on its export';

/** Says what may go of the APIs of a stack, or deletes it. */
export async function runPrune(terminal: Terminal, options: PruneOptions): Promise<ExitCode> {
  if (options.api !== undefined) { throw commandError('NeedsStack'); }
  return changeTarget(() => findTarget(terminal, options, 'prune'), (target) => new Pruner(terminal, options, target));
}

class Pruner implements Changing {
  hasChanged = false;
  private readonly rules: RetainRules;

  constructor(private readonly terminal: Terminal, private readonly options: PruneOptions, private readonly target: CommandTarget) {
    const { keep, olderThan, keepProvisioned } = options;
    this.rules = { keep, minimumAgeMilliseconds: olderThan, dropsProvisionedConcurrency: !keepProvisioned };
  }

  async run(): Promise<ExitCode> {
    const { releases } = this.target;
    const apis = [...new Set(releases.map(({ restApiId }) => restApiId))];
    if (this.options.yes && apis.length > 1) {
      const paths = releases.map(({ declared, restApiId }) => declared?.path ?? declared?.driver.logicalId ?? restApiId);
      throw commandError('WhichRelease', 'The stack has releases of several APIs', paths);
    }
    const reports: PruneReport[] = [];
    let exit: ExitCode = EXIT.DONE;
    for (const restApiId of apis) {
      const world = this.worldOf(restApiId);
      await this.assertSettled(world);
      const telling = loggingProgress((line) => this.terminal.printError(line));
      const found = await telling('reading what is retained', () => findSuperseded(world, this.rules));
      // The moment was read before everything else.
      this.assertSettledAt(found.moment);
      const plan = planned(found.state, this.rules);
      if (!this.options.yes || plan.drop.length === 0) {
        reports.push(this.report(found, plan, plan.drop.length === 0 ? 'nothing' : 'planned'));
        continue;
      }
      exit = await this.drop(world, found, plan);
    }
    this.print(reports);
    return exit;
  }

  /** @throws CommandError when it ended early, behind the report of what went */
  private async drop(world: PruningWorld, found: FoundState, plan: Selection): Promise<ExitCode> {
    const { stopped, release } = this.terminal.untilStopped();
    const stop: { why?: Stop } = {};
    void stopped.then((why) => { stop.why = why; });
    const most = Math.min(plan.drop.length, this.options.limit);
    try {
      const result = await dropSuperseded(world, found, {
        rules: this.rules,
        limit: this.options.limit,
        // Who reads no more (`| head`) still waits for the end.
        isStopped: () => stop.why === 'interrupted' || stop.why === 'quit',
        onDropped: (item, number) => {
          this.hasChanged = true;
          this.terminal.printError(`deleted ${number} of ${most}: ${keyOf(item)}`);
        },
      });
      const outcome = ['done', 'limit'].includes(result.end) ? 'done' : 'ended';
      const left = planned(result.state, this.rules);
      const selection = { drop: [...result.dropped, ...left.drop], kept: left.kept };
      this.print([this.report({ ...found, state: result.state }, selection, outcome, result.dropped)]);
      return this.exitOf(result, stop);
    } finally {
      release();
    }
  }

  /** @throws CommandError */
  private exitOf({ end, why }: DropResult, stop: { readonly why?: Stop }): ExitCode {
    switch (end) {
      case 'changed': throw commandError('ChangedMeanwhile', `${String(why)} Nothing more was deleted.`);
      case 'unknown': throw commandError('DeletionUnknown', (why as Error).message);
      case 'failed': throw why as Error;
      default: return stop.why === 'interrupted' ? EXIT.INTERRUPTED : EXIT.DONE;
    }
  }

  private worldOf(restApiId: string): PruningWorld {
    const { account } = this.target;
    return accountWorld(restApiId, {
      account,
      terminal: this.terminal,
      stackId: this.root.id,
      idleForMilliseconds: this.options.idleFor,
      // As it is now: the one that was found may have been deployed since.
      scope: () => readPruningScope(account, this.root.id, restApiId),
    });
  }

  private get root(): ReadStack {
    return this.target.releases[0].declared!.root;
  }

  private async assertSettled(world: PruningWorld): Promise<void> {
    const moment = await world.moment();
    if (moment.rootId !== undefined) { throw commandError('UseRootStack', this.root.name, moment.rootId); }
    this.assertSettledAt(moment);
  }

  private assertSettledAt(moment: FoundState['moment']): void {
    if (isSettled(moment)) { return; }
    throw /_IN_PROGRESS$/.test(moment.status) ? commandError('StackBusy', moment.status)
      : commandError('StackUnsettled', this.root.name, moment.status);
  }

  private report(
    { state: { restApiId, functions }, stages }: Pick<FoundState, 'state' | 'stages'>, { drop, kept }: Selection, outcome: PruneReport['outcome'],
    dropped: readonly Superseded[] = [],
  ): PruneReport {
    const { region, accountId: account, caller: actor } = this.target;
    const { keep, olderThan, idleFor, limit } = this.options;
    return {
      format: 1,
      command: 'prune',
      at: this.terminal.now().toISOString(),
      stack: { name: this.root.name, id: this.root.id },
      region,
      account,
      actor,
      restApiId,
      rules: { keep, olderThanSeconds: olderThan / 1000, idleForSeconds: idleFor / 1000, limit },
      outcome,
      superseded: drop.map(reportedItem),
      deleted: dropped.map(reportedItem),
      notRead: functions.flatMap(({ name, unreadable }) => unreadable === undefined ? [] : [{ functionName: name, right: unreadable }]),
      stagesNotRead: stages.flatMap(({ stageName, definition }) => definition === undefined ? [{ stageName, right: EXPORT_RIGHT }] : []),
      kept: kept.map(reportedKept),
    };
  }

  private print(reports: readonly PruneReport[]): void {
    if (reports.length === 0) { return; }
    const lines = this.options.json ? [JSON.stringify(reports.length === 1 ? reports[0] : reports, undefined, 2)]
      : reports.flatMap((report, index) => [
        ...index === 0 ? [] : [''], ...pruneScreen(report, styleOf(this.terminal), this.commandFor(report.restApiId)),
      ]);
    lines.forEach((line) => this.terminal.print(line));
  }

  /** With the same rules, so that what was shown is what goes. */
  private commandFor(restApiId: string): string {
    const release = this.target.releases.find((one) => one.restApiId === restApiId)!;
    return `npx cdk-canary prune ${targetText(release)}${ruleOptions(this.options)}`;
  }
}

function ruleOptions(options: PruneOptions): string {
  const { keep, olderThan, idleFor, limit } = PRUNE_DEFAULTS;
  return [
    ...options.keep === keep ? [] : [` --keep ${options.keep}`],
    ...options.olderThan === olderThan ? [] : [` --older-than ${written(options.olderThan)}`],
    ...options.idleFor === idleFor ? [] : [` --idle-for ${written(options.idleFor)}`],
    ...options.limit === limit ? [] : [` --limit ${options.limit}`],
    ...options.keepProvisioned ? [' --keep-provisioned'] : [],
  ].join('');
}
