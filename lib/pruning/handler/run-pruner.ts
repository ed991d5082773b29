import { functionWorld } from './function-world';
import type { PrunerWorld } from './pruner-world';
import { Calls } from '../../aws/calls';
import type { LogEntry } from '../../aws/event-log';
import { PRUNE_DEFAULTS } from '../contract/prune-defaults';
import { NO_API, PrunedApi, PrunerEvent } from '../contract/pruner-event';
import { keyOf, RetainRules } from '../contract/pruning-state';
import { planned } from '../decision/superseded';
import type { DropResult } from '../run/drop-superseded';
import { pruneWhenSettled } from '../run/prune-when-settled';

export interface PrunerInvocation {
  /** Until Lambda ends the function. */
  readonly remainingMilliseconds: number;
}

/** No deletion begins later before the end: its answer may take long, and then what it was about is looked at. */
const LAST_DELETION_MILLISECONDS = 45_000;
/** For the last lines of the log. */
const REST_MILLISECONDS = 2_000;

type Write = (entry: LogEntry) => void;

/**
 * Deletes what the releases of a stack do not want to keep. What does not go today goes another night.
 *
 * @throws when something went wrong that somebody should hear of: Lambda counts it, and runs it once more
 */
export async function runPruner(event: PrunerEvent, world: PrunerWorld, { remainingMilliseconds }: PrunerInvocation): Promise<void> {
  const write: Write = (entry) => world.write({ level: 'INFO', stackId: world.ownStackId, ...entry });
  write({ message: 'Looks for what is superseded.', event });
  const run = new PrunerRun(world, write, new Date(world.time.now().getTime() + remainingMilliseconds - REST_MILLISECONDS));
  const errors: unknown[] = [];
  for (const told of event.apis) {
    const api = { ...told, functions: told.functions.map((index) => event.functions[index]) };
    try {
      await run.prune(api);
    } catch (error) {
      write({ level: 'ERROR', message: `Nothing more of this API is deleted in this run: ${String(error)}`, api: api.restApiId });
      errors.push(error);
    }
  }
  if (errors.length > 0) { throw errors[0]; }
}

class PrunerRun {
  /** A wrong clock or a wrong page must not empty an account. */
  private left = PRUNE_DEFAULTS.limit;
  private readonly calls: Calls;

  constructor(private readonly world: PrunerWorld, private readonly write: Write, private readonly deadline: Date) {
    const { time, random } = world;
    this.calls = new Calls({ time, random, log: write, deadline });
  }

  /** @throws whatever kept it from being done */
  async prune(api: PrunedApi): Promise<void> {
    const { ownStackId } = this.world;
    if (ownStackId === undefined) { throw new Error('The environment of the function does not name its stack (STACK_ID).'); }
    if (api.restApiId === NO_API) { return this.wait(api, 'A condition of the template keeps the API away.'); }
    if (this.isLate()) { return this.wait(api, 'The time of this run is over.'); }
    const world = functionWorld(api, ownStackId, this.world, this.calls);
    const rules: RetainRules = {
      keep: api.keep, minimumAgeMilliseconds: api.minimumAgeSeconds * 1000, dropsProvisionedConcurrency: api.dropsProvisionedConcurrency,
    };
    const result = await pruneWhenSettled(world, {
      rules,
      limit: this.left,
      isStopped: () => this.isLate(),
      onDropped: (item) => this.write({ message: `Deleted ${keyOf(item)}.`, api: api.restApiId }),
    });
    if ('waits' in result) { return this.wait(api, result.waits); }
    this.left -= result.dropped.length;
    this.tell(api, result, rules);
    if (result.end === 'failed' || result.end === 'unknown') { throw result.why; }
  }

  private isLate(): boolean {
    return this.world.time.now().getTime() >= this.deadline.getTime() - LAST_DELETION_MILLISECONDS;
  }

  private wait({ restApiId }: PrunedApi, reason: string): void {
    this.write({ message: `Nothing is deleted. ${reason}`, api: restApiId });
  }

  /** What went, what goes another time, and why the rest stays. */
  private tell({ restApiId }: PrunedApi, { end, why, dropped, state }: DropResult, rules: RetainRules): void {
    const { drop, kept } = planned(state, rules);
    const reasons: Record<string, number> = {};
    for (const { because } of kept) { reasons[because] = (reasons[because] ?? 0) + 1; }
    this.write({
      message: `${dropped.length} deleted, ${drop.length} more may go, ${kept.length} kept.`,
      api: restApiId,
      end,
      ...why === undefined ? {} : { why: String(why) },
      deleted: dropped.map(keyOf),
      kept: reasons,
    });
    for (const { name, unreadable } of state.functions.filter((fn) => fn.unreadable !== undefined)) {
      this.write({ level: 'WARN', message: `Nothing of the function ${name} goes: it could not be read (${unreadable}).`, api: restApiId });
    }
    for (const { item, detail } of kept.filter(({ because }) => because === 'unreadable')) {
      this.write({ level: 'WARN', message: `The ${keyOf(item)} stays: it could not be read (${detail}).`, api: restApiId });
    }
  }
}
