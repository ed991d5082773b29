import type { FoundState } from './find-superseded';
import type { DeletionOutcome, PruningWorld } from './pruning-world';
import { keyOf, PruningState, RetainRules, Superseded } from '../contract/pruning-state';
import { changedSince } from '../decision/fence';
import { superseded, without, withLook } from '../decision/superseded';

export interface DropOptions {
  readonly rules: RetainRules;
  /** At most so many in one run: a wrong clock or a wrong page must not empty an account. */
  readonly limit: number;
  /** Whether somebody wants it to end. Asked before each deletion. */
  readonly isStopped?: () => boolean;
  readonly onDropped?: (item: Superseded, count: number) => void;
}

/**
 * How a run ended.
 *
 * `done`: nothing more may go. `limit`: more may go in another run. `stopped`: somebody wanted it. `changed`: the stack or a stage has moved.
 * `failed`: AWS takes no more calls, or does not allow them. `unknown`: an answer was lost, and what it was about is still there.
 */
export interface DropResult {
  readonly end: 'done' | 'limit' | 'stopped' | 'changed' | 'failed' | 'unknown';
  readonly dropped: readonly Superseded[];
  /** As it is believed to be now, with what the service refused. */
  readonly state: PruningState;
  /** Why it ended early. */
  readonly why?: string | Error;
}

/** API Gateway takes five calls of DeleteDeployment in a second for an account, and others deploy. */
const PACE_MILLISECONDS = 1_000;
const LOOKS_AFTER_LOST_ANSWER = 3;

/** Deletes one thing after the other. Before each one, the stack and the stages are read again, and whatever could keep it. */
export async function dropSuperseded(world: PruningWorld, found: FoundState, options: DropOptions): Promise<DropResult> {
  const { rules, limit, isStopped = () => false, onDropped } = options;
  const dropped: Superseded[] = [];
  let { state } = found;
  const ended = (end: DropResult['end'], why?: string | Error): DropResult => ({ end, dropped, state, why });
  for (;;) {
    const [first] = superseded(state, rules).drop;
    if (first === undefined) { return ended('done'); }
    if (isStopped()) { return ended('stopped'); }
    if (dropped.length >= limit) { return ended('limit'); }
    const { seen, ...step } = await tried(world, { ...found, state }, first, rules, dropped.length > 0);
    state = seen;
    switch (step.outcome) {
      case 'kept': break;
      case 'refused': state = { ...state, refused: new Map([...state.refused, [keyOf(first), step.said]]) }; break;
      case 'changed': return ended('changed', step.why);
      case 'failed': case 'unknown': return ended(step.outcome, step.error);
      default: {
        state = without(state, first);
        dropped.push(first);
        onDropped?.(first, dropped.length);
      }
    }
  }
}

type Step = DeletionOutcome | { readonly outcome: 'kept' } | { readonly outcome: 'changed'; readonly why: string };

/** Looks once more, and deletes. What was deleted so far is told also when a reading fails. */
async function tried(
  world: PruningWorld, found: FoundState, item: Superseded, rules: RetainRules, isLater: boolean,
): Promise<Step & { readonly seen: PruningState }> {
  let seen = found.state;
  try {
    if (isLater) { await world.pause(PACE_MILLISECONDS); }
    seen = await seenAgain(world, seen, item);
    // It is called since, or somebody else may call it now.
    if (!superseded(seen, rules).drop.some((one) => keyOf(one) === keyOf(item))) { return { seen, outcome: 'kept' }; }
    // Last of all: nothing is read between this and the deletion.
    const why = changedSince(found, { stages: await world.stages(), moment: await world.moment() });
    return why === undefined ? { seen, ...await deleted(world, item) } : { seen, outcome: 'changed', why };
  } catch (error) {
    return { seen, outcome: 'failed', error: error as Error };
  }
}

async function seenAgain(world: PruningWorld, state: PruningState, item: Superseded): Promise<PruningState> {
  if (item.kind !== 'version' && item.kind !== 'provisioned-concurrency') { return state; }
  return withLook(state, item.functionName, item.version, await world.look(item.functionName, item.version));
}

/** After a lost answer what it was about tells whether the call had its effect. */
async function deleted(world: PruningWorld, item: Superseded): Promise<DeletionOutcome> {
  const outcome = await world.delete(item);
  if (outcome.outcome !== 'unknown') { return outcome; }
  try {
    for (let look = 1; look <= LOOKS_AFTER_LOST_ANSWER; look++) {
      await world.pause(PACE_MILLISECONDS);
      if (!await world.isThere(item)) { return { outcome: 'deleted' }; }
    }
    return outcome;
  } catch {
    return outcome;
  }
}
