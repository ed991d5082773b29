import { keyOf, Superseded } from '../../lib/pruning/contract/pruning-state';
import type { Kept } from '../../lib/pruning/decision/kept';

/** What may go, what went and what stays, of one API. What `--json` prints. Fields are only ever added. */
export interface PruneReport {
  readonly format: 1;
  readonly command: 'prune';
  readonly at: string;
  readonly stack: { readonly name: string; readonly id: string };
  readonly region: string;
  readonly account: string;
  /** ARN of who calls. */
  readonly actor: string;
  readonly restApiId: string;
  readonly rules: { readonly keep: number; readonly olderThanSeconds: number; readonly idleForSeconds: number; readonly limit: number };
  /** `planned` without --yes. `nothing`: nothing may go. `done`: all of this run. `ended`: it ended early. */
  readonly outcome: 'planned' | 'nothing' | 'done' | 'ended';
  /** All that may go, in the order in which it does. One run deletes the first of them, up to the limit. */
  readonly superseded: readonly ReportedItem[];
  readonly deleted: readonly ReportedItem[];
  /** Functions of which something could not be read, so that nothing of them goes, and the right that was missing. */
  readonly notRead: ReadonlyArray<{ readonly functionName: string; readonly right: string }>;
  /** Stages of which only the events of the stack tell what they call, and the right that was missing. */
  readonly stagesNotRead: ReadonlyArray<{ readonly stageName: string; readonly right: string }>;
  readonly kept: ReadonlyArray<ReportedItem & { readonly because: Kept['because']; readonly detail?: string }>;
}

export interface ReportedItem {
  readonly kind: Superseded['kind'];
  /** In words: `version Orders:38`. */
  readonly what: string;
  readonly functionName?: string;
  readonly version?: string;
  readonly deploymentId?: string;
  readonly statementId?: string;
  readonly qualifier?: string;
  readonly instances?: number;
  readonly createdAt?: string;
}

export function reportedItem(item: Superseded): ReportedItem {
  const { createdAt, ...rest } = item as Superseded & { readonly createdAt?: Date };
  return { ...rest, what: keyOf(item), ...isTime(createdAt) ? { createdAt: createdAt.toISOString() } : {} };
}

export function reportedKept({ item, because, detail }: Kept): PruneReport['kept'][number] {
  return { ...reportedItem(item), because, ...detail === undefined ? {} : { detail } };
}

/** What has no date is read as made at the end of all times. */
function isTime(date: Date | undefined): date is Date {
  return date !== undefined && date.getTime() < 8.64e15;
}
