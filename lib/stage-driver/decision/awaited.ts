import { isObject } from '../../templates/is-object';
import type { HistoryEvent, ResourceReading, StackReading } from '../contract/stack-history';

/** Which way the operation goes that an event belongs to. */
export type Direction = 'forward' | 'back' | 'removal';

/** The part of an event that says which one it is. */
export interface EventIdentity {
  readonly requestType: 'Create' | 'Update' | 'Delete';
  readonly physicalId?: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly previousProperties?: Readonly<Record<string, unknown>>;
}

/** What was read of the stack and of the handler's own resource. */
export interface AwaitedReading {
  readonly stack: StackReading;
  readonly resource?: ResourceReading;
  /** Events of the own resource, newest first, back to the newest begin of an operation of the stack. */
  readonly ownEvents: readonly HistoryEvent[];
  /** Those of them that came before the stack began to roll back. @default - all, it does not roll back */
  readonly forwardEvents?: readonly HistoryEvent[];
}

/** Whether CloudFormation waits for an event. */
export type Awaited = { readonly awaited: true; readonly direction: Direction } | { readonly awaited: false; readonly why: string };

const FORWARD = ['CREATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS', 'IMPORT_IN_PROGRESS'];
const BACK = ['UPDATE_ROLLBACK_IN_PROGRESS', 'IMPORT_ROLLBACK_IN_PROGRESS'];
const IN_PROGRESS = { Create: 'CREATE_IN_PROGRESS', Update: 'UPDATE_IN_PROGRESS', Delete: 'DELETE_IN_PROGRESS' };
/** What tells one operation on a resource from another. */
const TELLING = ['Action', 'DeploymentId', 'Digest', 'RolloutId'];
const PERCENT = 'PercentTraffic';
/** What an event would write. By parameters of the template it may differ between two operations though nothing that tells them does. */
const WRITTEN = [PERCENT, 'UseStageCache', 'Variables', 'StageVariableOverrides'];

/**
 * A write belongs to its operation: it is CloudFormation that must be waiting for this very event, now.
 *
 * An event runs late when Lambda's queue held it, twice when Lambda delivered it twice, and any time later when a frozen environment is thawed.
 * By then its operation is over, and what it would do to the stage is wrong.
 */
export function isAwaited(event: EventIdentity, { stack, resource, ownEvents, forwardEvents = ownEvents }: AwaitedReading): Awaited {
  const [newest] = ownEvents;
  const expected = IN_PROGRESS[event.requestType];
  // Of a physical resource that another one has superseded only the history tells.
  const isCurrent = event.requestType !== 'Delete' || resource?.physicalId === event.physicalId;
  if (isCurrent && resource?.status !== expected) { return notAwaited(`the resource is ${resource?.status ?? 'not in the stack'}, not ${expected}`); }
  if (newest?.status !== expected) { return notAwaited(`the newest event of the resource is ${newest?.status ?? 'not there'}, not ${expected}`); }
  const direction = directionOf(event, stack, ownEvents);
  if (direction === undefined) { return notAwaited(`the stack is ${stack.status}`); }
  const other = differentProperty(event, direction, newest, forwardEvents);
  return other === undefined ? { awaited: true, direction } : notAwaited(`its ${other} is not that of the resource's newest event`);
}

function notAwaited(why: string): Awaited {
  return { awaited: false, why };
}

/** Undefined when the status of the stack does not fit the event. */
function directionOf({ requestType }: EventIdentity, { status }: StackReading, ownEvents: readonly HistoryEvent[]): Direction | undefined {
  if (requestType === 'Delete') { return /(DELETE|ROLLBACK|CLEANUP)_IN_PROGRESS$/.test(status) ? 'removal' : undefined; }
  if (BACK.includes(status)) { return requestType === 'Update' ? 'back' : undefined; }
  const isTakenBack = requestType === 'Update' && ownEvents.some((event) => event.status === 'UPDATE_FAILED');
  if (isTakenBack) { return [...FORWARD, 'UPDATE_FAILED'].includes(status) ? 'back' : undefined; }
  return FORWARD.includes(status) ? 'forward' : undefined;
}

/**
 * How AWS shows the properties of a custom resource in its events is not documented: what is masked or missing does not count. Nor is it known
 * whether the events of a rollback show the properties of before or of the failed operation. Where both directions show the same, they show the
 * latter.
 */
function differentProperty(
  event: EventIdentity, direction: Direction, newest: HistoryEvent, forwardEvents: readonly HistoryEvent[],
): string | undefined {
  // A paused operation may have touched the resource in an earlier attempt only: then nothing of this one shows the way forward.
  const [forward] = forwardEvents.filter((one) => one !== newest && one.status === 'UPDATE_IN_PROGRESS').slice(-1);
  const showsFailedOperation = direction === 'back' && forward !== undefined && differing(forward.properties, newest.properties) === undefined
    && event.previousProperties !== undefined && differing(event.properties, event.previousProperties) !== undefined;
  return differing(showsFailedOperation ? event.previousProperties! : event.properties, newest.properties);
}

function differing(one: Readonly<Record<string, unknown>>, other: Readonly<Record<string, unknown>>): string | undefined {
  const isEqual = (name: string): boolean => name === PERCENT ? Number(one[name]) === Number(other[name]) : isSame(one[name], other[name]);
  return [...TELLING, ...WRITTEN].find((name) => isShown(one[name]) && isShown(other[name]) && !isEqual(name));
}

/** Of two maps, each part counts. Numbers and booleans may stand there as such, or as text. */
function isSame(one: unknown, other: unknown): boolean {
  if (isObject(one) && isObject(other)) {
    return Object.keys({ ...one, ...other }).every((key) => key in one && key in other && isSame(one[key], other[key]));
  }
  // A map that is shown as a text tells nothing.
  return [one, other].some((value) => isObject(value) || isMasked(value)) || String(one) === String(other);
}

/** Whether properties, as an event of a stack shows them, tell one operation on a resource from another. */
export function isTelling(properties: Readonly<Record<string, unknown>>): boolean {
  return TELLING.some((name) => isShown(properties[name]));
}

function isShown(value: unknown): boolean {
  return value !== undefined && !isMasked(value);
}

/** The value of a parameter with `NoEcho`, also within a text. */
function isMasked(value: unknown): boolean {
  return /\*{4}/.test(String(value));
}
