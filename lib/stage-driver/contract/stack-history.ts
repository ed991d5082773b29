/** What time a service had when it answered. */
export interface ClockReading {
  /** By its own clock. */
  readonly told: Date;
  /** By the handler's clock. */
  readonly heard: Date;
}

/** What CloudFormation says of a stack. */
export interface StackReading {
  readonly status: string;
  /** The stack itself when it is not nested. */
  readonly rootId: string;
  /** `STANDARD` or `EXPRESS`. Absent when the service said nothing. */
  readonly mode?: string;
  readonly rollbackDisabled: boolean;
  /** Absent when CloudFormation did not tell its time. */
  readonly clock?: ClockReading;
}

/** What CloudFormation says of a resource. */
export interface ResourceReading {
  readonly status: string;
  readonly physicalId?: string;
}

/** What a resource of a stack is called. */
export interface NamedResource {
  /** Preceded by those of the nested stacks around it: `Routes/Hello`. */
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
}

/** A line of a stack's history. */
export interface HistoryEvent {
  /** Absent where it does not matter. */
  readonly id?: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
  readonly time: Date;
  /** As far as CloudFormation shows them. */
  readonly properties: Readonly<Record<string, unknown>>;
}
