import { DropOptions, DropResult, dropSuperseded } from './drop-superseded';
import { findSuperseded } from './find-superseded';
import type { PruningWorld } from './pruning-world';
import { reasonToWait } from '../decision/reason-to-wait';

/** What became of a run that nobody looks at: it waited for something, in words, or it deleted. */
export type UnattendedRun = { readonly waits: string } | DropResult;

/** Deletes what is superseded if the last operation has succeeded, and no other is under way. */
export async function pruneWhenSettled(world: PruningWorld, options: DropOptions): Promise<UnattendedRun> {
  const before = reasonToWait(await world.moment());
  if (before !== undefined) { return { waits: before }; }
  const found = await findSuperseded(world, options.rules);
  // This moment was read before everything else that was found.
  const reason = reasonToWait(found.moment);
  return reason === undefined ? dropSuperseded(world, found, options) : { waits: reason };
}
