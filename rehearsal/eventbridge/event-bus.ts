/** An event that was put on a bus. */
export interface PutEvent {
  readonly id: string;
  readonly at: Date;
  readonly bus: string;
  readonly source: string;
  readonly detailType: string;
  readonly detail: any;
  readonly resources: readonly string[];
}

/** EventBridge's buses: they keep what was put on them. No rule matches, and nothing is called. */
export class EventBus {
  private readonly events: PutEvent[] = [];

  /** Every event, the oldest first. */
  get all(): readonly PutEvent[] {
    return this.events;
  }

  put(event: PutEvent): void {
    this.events.push(event);
  }
}
