import type { OwnStack } from '../../aws/own-stack';
import type { HistoryEvent } from '../contract/stack-history';
import { OwnEvents, ownEventsIn } from '../decision/own-events';

/** So many events in a row must have been read before: one that CloudFormation shows late may stand below others. */
const OVERLAP = 100;

/**
 * What happened to a handler's own resource.
 *
 * An operation on hundreds of resources makes thousands of events, which take longer to read than an attempt to write may last. What was read once
 * is not read again.
 */
export class OwnHistory {
  /** Of the resource and of the stack itself, newest first. */
  private kept: readonly HistoryEvent[] = [];
  private readonly known = new Set<string>();

  constructor(private readonly ownStack: OwnStack, private readonly stackId: string, private readonly logicalId: string) {}

  async read(): Promise<OwnEvents> {
    const seen: string[] = [];
    const newer: HistoryEvent[] = [];
    let knownInARow = 0;
    for await (const event of this.ownStack.events(this.stackId)) {
      knownInARow = event.id !== undefined && this.known.has(event.id) ? knownInARow + 1 : 0;
      if (event.id !== undefined) { seen.push(event.id); }
      const isOwn = event.logicalId === this.logicalId || event.physicalId === this.stackId;
      if (isOwn) { newer.push(event); }
      if (!isOwn && knownInARow !== OVERLAP) { continue; }
      const events = knownInARow === OVERLAP ? this.withKept(newer) : newer;
      const found = ownEventsIn(events, this.stackId, this.logicalId);
      if (found.isWhole) { return this.keep(events, seen, found); }
    }
    return this.keep(newer, seen, ownEventsIn(newer, this.stackId, this.logicalId));
  }

  private withKept(newer: readonly HistoryEvent[]): HistoryEvent[] {
    const ids = newer.map(({ id }) => id);
    return [...newer, ...this.kept.filter(({ id }) => !ids.includes(id))];
  }

  private keep(events: readonly HistoryEvent[], seen: readonly string[], found: OwnEvents): OwnEvents {
    this.kept = events;
    seen.forEach((id) => this.known.add(id));
    return found;
  }
}
