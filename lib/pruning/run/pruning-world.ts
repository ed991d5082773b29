import type { PruningMoment, PruningReadings, StageReadings } from '../contract/pruning-readings';
import type { Superseded, VersionLook } from '../contract/pruning-state';

/** What became of a deletion. */
export type DeletionOutcome =
  /** Somebody else was faster: `gone`. */
  | { readonly outcome: 'deleted' | 'gone' }
  /** The service says that it is needed. It is the last guard, and right. */
  | { readonly outcome: 'refused'; readonly said: string }
  /** The answer was lost. */
  | { readonly outcome: 'unknown'; readonly error: Error }
  /** Nothing was deleted, and the next call will not be better: no right, no more calls. */
  | { readonly outcome: 'failed'; readonly error: Error };

/** AWS, as a run of pruning sees it. */
export interface PruningWorld {
  moment(): Promise<PruningMoment>;
  stages(): Promise<readonly StageReadings[]>;
  read(): Promise<PruningReadings>;
  look(functionName: string, version: string): Promise<VersionLook>;
  /** `GET /orders/{id}` */
  routes(deploymentId: string): Promise<readonly string[]>;
  /** One call. It is never repeated when it may have had its effect. */
  delete(item: Superseded): Promise<DeletionOutcome>;
  isThere(item: Superseded): Promise<boolean>;
  pause(milliseconds: number): Promise<void>;
}
