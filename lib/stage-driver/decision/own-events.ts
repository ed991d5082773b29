import type { HistoryEvent } from '../contract/stack-history';

/** What a history tells of one resource. */
export interface OwnEvents {
  /** Newest first, back to the newest begin of an operation of the stack or of a retry. */
  readonly ownEvents: readonly HistoryEvent[];
  /** Those that came before the stack began to roll back. */
  readonly forwardEvents: readonly HistoryEvent[];
  /** Whether nothing that is older matters. */
  readonly isWhole: boolean;
}

/**
 * Back to the newest begin of an operation or of a retry: what lies before it says nothing about an event. But if the retry is rolled back and
 * had not touched the resource, the attempt before it is the way forward.
 *
 * @param events of the resource and of the stack itself, newest first
 */
export function ownEventsIn(events: readonly HistoryEvent[], stackId: string, logicalResourceId: string): OwnEvents {
  const ownEvents: HistoryEvent[] = [];
  let forwardEvents: HistoryEvent[] = [];
  let [hasBegun, isRolledBack] = [false, false];
  for (const event of events) {
    if (event.logicalId === logicalResourceId) {
      if (!hasBegun) { ownEvents.push(event); }
      forwardEvents.push(event);
    }
    if (event.physicalId !== stackId) { continue; }
    if (!hasBegun && /ROLLBACK_IN_PROGRESS$/.test(event.status)) { [isRolledBack, forwardEvents] = [true, []]; }
    const begins = /^(CREATE|UPDATE|DELETE|IMPORT)_IN_PROGRESS$/.test(event.status);
    hasBegun ||= begins;
    const isWhole = (begins && (!isRolledBack || forwardEvents.length > 0)) || (hasBegun && /_COMPLETE$/.test(event.status));
    if (isWhole) { return { ownEvents, forwardEvents, isWhole }; }
  }
  return { ownEvents, forwardEvents, isWhole: false };
}
