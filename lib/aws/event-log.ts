import type { CloudFormationCustomResourceEvent } from 'aws-lambda';

/** One line of a handler's log. */
export interface LogEntry {
  /** @default 'INFO' */
  readonly level?: 'INFO' | 'WARN' | 'ERROR';
  readonly message: string;
  readonly [field: string]: unknown;
}

export type Log = (entry: LogEntry) => void;

/**
 * A log whose every line says what it is about: one function serves all releases of a stack, and its log group interleaves their events.
 */
export function eventLog(write: Log, event: CloudFormationCustomResourceEvent): Log {
  const { RestApiId: api, StageName: stage } = event.ResourceProperties ?? {};
  const identity = {
    stackId: event.StackId, logicalId: event.LogicalResourceId, requestId: event.RequestId, requestType: event.RequestType, api, stage,
  };
  return (entry) => write({ level: 'INFO', ...identity, ...entry });
}
