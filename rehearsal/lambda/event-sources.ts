/** An event source mapping, as far as it names a function. */
export interface EventSource {
  readonly uuid: string;
  /** With the qualifier, if it has one. */
  readonly functionArn: string;
}

/** Which functions event sources call: queues, streams. They deliver nothing here. */
export class EventSources {
  private readonly sources = new Map<string, EventSource>();

  put(source: EventSource): void {
    this.sources.set(source.uuid, source);
  }

  delete(uuid: string): void {
    this.sources.delete(uuid);
  }

  /** Those that call exactly this function, version or alias. */
  list(functionArn: string): EventSource[] {
    return [...this.sources.values()].filter((source) => source.functionArn === functionArn);
  }
}
