import type { PruningClients } from '../../aws/superseded-readings';
import type { Time } from '../../aws/time';

/** What the pruner reaches the world through. Its clients repeat nothing by themselves. */
export interface PrunerWorld extends PruningClients {
  readonly time: Time;
  /** From 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number;
  /** Receives every line of the log. */
  readonly write: (line: object) => void;
  /** The stack that the function belongs to, the outermost one. */
  readonly ownStackId?: string;
}
