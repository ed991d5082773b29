import type { CloudFormationCustomResourceEvent } from 'aws-lambda';

/** One line of a handler's log. */
export interface LogEntry {
  /** @default 'INFO' */
  readonly level?: 'INFO' | 'WARN' | 'ERROR';
  readonly message: string;
  readonly [field: string]: unknown;
}

export interface Log {
  (entry: LogEntry): void;
  /** Values of stage variables that no line may quote: some people keep keys in them. @default - nothing is hidden */
  hide?(values: readonly string[]): void;
}

/** Writes a line of a function's log. Lambda puts time and request id before what `console` prints, and no filter would read such a line as JSON. */
export function writeLine(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** What a line has in the place of a value that it may not quote. */
const HIDDEN = "'(not logged)'";

/**
 * A log whose every line says what it is about: one function serves all releases of a stack, and its log group interleaves their events.
 *
 * Reasons quote values of stage variables, which the stack's events may show: the template declares them. The log does not have them.
 */
export function eventLog(write: (entry: LogEntry) => void, event: CloudFormationCustomResourceEvent): Log {
  const { RestApiId: api, StageName: stage } = event.ResourceProperties ?? {};
  const identity = {
    stackId: event.StackId, logicalId: event.LogicalResourceId, requestId: event.RequestId, requestType: event.RequestType, api, stage,
  };
  const hidden = new Set(declaredValues(event));
  const log: Log = (entry) => {
    const shown = Object.entries(entry).map(([field, value]) => [field, typeof value === 'string' ? withoutValues(value, hidden) : value]);
    write({ level: 'INFO', ...identity, ...Object.fromEntries(shown) });
  };
  log.hide = (values) => { values.forEach((value) => hidden.add(value)); };
  return log;
}

function declaredValues({ ResourceProperties, ...event }: CloudFormationCustomResourceEvent): string[] {
  const old = event.RequestType === 'Update' ? event.OldResourceProperties : undefined;
  return [ResourceProperties, old].flatMap((properties) => [
    properties?.Variables, properties?.StageVariableOverrides, properties?.SettingsAside?.StageVariableOverrides,
  ]).flatMap((variables) => typeof variables === 'object' && variables !== null ? Object.values(variables).map(String) : []);
}

function withoutValues(text: string, hidden: ReadonlySet<string>): string {
  return [...hidden].filter((value) => value !== '').reduce((shown, value) => shown.replaceAll(`'${value}'`, HIDDEN), text);
}
