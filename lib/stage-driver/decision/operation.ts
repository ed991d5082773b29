import { isTelling } from './awaited';
import { ACCURACY_MILLISECONDS } from './clocks';
import { ANCHOR_TYPE, parseAnchorId } from '../contract/anchor';
import type { DesiredStage } from '../contract/driver-properties';
import type { ClockReading, HistoryEvent } from '../contract/stack-history';

/** What the running operation of a stack has done so far, as its history tells. */
export interface Operation {
  /** Absent when the history does not reach back so far. */
  readonly began?: Date;
  /** The physical id with which the driver succeeded on the way forward. */
  readonly answeredPhysicalId?: string;
  /** The driver's physical id when it came to the driver first. Absent when its history does not show that. */
  readonly beganWith?: string;
  /** Physical ids of the deployments that it created. */
  readonly created: ReadonlySet<string>;
  /** Production when the operation began, by the deployment that was new: what its anchor remembered. */
  readonly anchored: ReadonlyMap<string, string>;
  /** Deployments that CloudFormation's own Stage was given in it, by the name of the stage. */
  readonly givenToStage: ReadonlyMap<string, ReadonlySet<string>>;
  /** Whether an attempt of it has failed and was paused: what was declared before that is not what an event says. */
  readonly isRetried?: boolean;
  /** What the driver was asked on the way forward, by each attempt, newest first. As far as its history shows that. */
  readonly asked?: ReadonlyArray<HistoryEvent['properties']>;
  /** Whether CloudFormation is rolling it back by now. */
  readonly isRolledBack?: boolean;
  /** When that began, or when the driver failed in an attempt that is not rolled back: CloudFormation takes it back by itself then. */
  readonly wayBackBegan?: Date;
  /** Whether the driver is new to the stack in it. @default false */
  readonly bringsDriver?: boolean;
  /** Whether its history shows properties of the driver. */
  readonly showsProperties?: boolean;
  /** The clock by which its history tells times. */
  readonly clock?: ClockReading;
}

const STAGE_TYPE = 'AWS::ApiGateway::Stage';
const STACK_TYPE = 'AWS::CloudFormation::Stack';
const BEGINS = ['CREATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS'];
/** The states from which every operation begins. Failed ones belong to an operation that is still to be retried, continued or rolled back. */
const STABLE = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'IMPORT_COMPLETE', 'IMPORT_ROLLBACK_COMPLETE'];

/** Whether everything from this event on belongs to earlier operations. */
export function endsEarlierOperation(event: HistoryEvent, rootId: string): boolean {
  return isOfStack(event, rootId) && STABLE.includes(event.status);
}

/** When the operation began. @param events of the root stack, newest first, back to `endsEarlierOperation` */
export function beginOf(events: readonly HistoryEvent[], rootId: string): Date | undefined {
  const begins = events.filter((event) => isOfStack(event, rootId) && BEGINS.includes(event.status));
  return begins[begins.length - 1]?.time;
}

/**
 * Reads the operation out of what happened in the driver's stack since it began.
 *
 * @param events of the driver's stack, newest first, of this operation only
 * @param driver logical id of the driver
 */
export function operationOf(events: readonly HistoryEvent[], stackId: string, driver: string, began: Date | undefined): Operation {
  const completed = (type: string) => events.filter((event) => event.type === type && event.status === 'CREATE_COMPLETE');
  const forward = forwardEvents(events, stackId, driver);
  const anchors = completed(ANCHOR_TYPE).flatMap(({ physicalId }) => parseAnchorId(physicalId) ?? []);
  return {
    began,
    isRetried: events.filter((event) => isOfStack(event, stackId) && BEGINS.includes(event.status)).length > 1,
    isRolledBack: /ROLLBACK/.test(events.find((event) => isOfStack(event, stackId))?.status ?? ''),
    wayBackBegan: rollbackBeganIn(events, stackId) ?? driverFailedAt(events, stackId, driver),
    bringsDriver: events.some(({ logicalId, status }) => logicalId === driver && status.startsWith('CREATE_')),
    showsProperties: events.some(({ logicalId, properties }) => logicalId === driver && isTelling(properties)),
    answeredPhysicalId: forward.find(({ status }) => /^(CREATE|UPDATE)_COMPLETE$/.test(status))?.physicalId,
    beganWith: events.filter(({ logicalId, physicalId }) => logicalId === driver && physicalId !== '').pop()?.physicalId,
    asked: forward.filter(({ status, properties }) => BEGINS.includes(status) && isTelling(properties)).map(({ properties }) => properties),
    givenToStage: givenToStage(events),
    created: new Set(completed('AWS::ApiGateway::Deployment').map(({ physicalId }) => physicalId)),
    anchored: new Map(anchors.flatMap(({ deploymentId, production }) => production === undefined ? [] : [[deploymentId, production]])),
  };
}

/**
 * Whether an event that comes on the way back is one of the way forward. Both are updates, and CloudFormation need not show the properties of either.
 *
 * The way back leads to the template of before. No operation creates the deployment of that, unless an attempt has brought the driver itself and the
 * next one takes it back to that. Where the operation created none, and no properties are shown, an event of the way forward is one that was sent
 * before the way back began.
 *
 * @param sent when CloudFormation sent it, if that is known
 */
export function isOfWayForward(
  { created, isRolledBack, bringsDriver, wayBackBegan, showsProperties }: Operation, deploymentId: string, sent?: Date,
): boolean {
  const isEarlier = wayBackBegan !== undefined && sent !== undefined && sent.getTime() + ACCURACY_MILLISECONDS < wayBackBegan.getTime();
  const leadsToCreated = isRolledBack !== true && bringsDriver === true;
  return (created.has(deploymentId) && !leadsToCreated) || (isEarlier && showsProperties === false);
}

/** When the driver failed in the running attempt, as long as the stack is not rolled back. */
function driverFailedAt(events: readonly HistoryEvent[], stackId: string, driver: string): Date | undefined {
  const attempt = events.findIndex((event) => isOfStack(event, stackId));
  return events.slice(0, Math.max(attempt, 0)).find(({ logicalId, status }) => logicalId === driver && /_FAILED$/.test(status))?.time;
}

/** A stage of another API may have the same name: then it has other deployments. */
function givenToStage(events: readonly HistoryEvent[]): Map<string, Set<string>> {
  const given = new Map<string, Set<string>>();
  for (const { type, physicalId, properties: { DeploymentId: deploymentId } } of events) {
    if (type !== STAGE_TYPE || typeof deploymentId !== 'string') { continue; }
    given.set(physicalId, (given.get(physicalId) ?? new Set()).add(deploymentId));
  }
  return given;
}

/** Of the newest attempt. A rollback that failed and is continued began when it began first. */
function rollbackBeganIn(events: readonly HistoryEvent[], stackId: string): Date | undefined {
  const ofStack = events.filter((event) => isOfStack(event, stackId));
  const attempt = ofStack.findIndex(({ status }) => BEGINS.includes(status));
  return (attempt < 0 ? ofStack : ofStack.slice(0, attempt)).filter(({ status }) => /ROLLBACK_IN_PROGRESS$/.test(status)).pop()?.time;
}

/**
 * The driver's events on the way forward, newest first. What follows a failure of the driver in the same attempt is CloudFormation taking it back,
 * which it does by itself while rollback is disabled.
 */
function forwardEvents(events: readonly HistoryEvent[], stackId: string, driver: string): HistoryEvent[] {
  const found: HistoryEvent[] = [];
  let isBack = false;
  for (const event of [...events].reverse()) {
    if (isOfStack(event, stackId)) { isBack = !BEGINS.includes(event.status); }
    if (event.logicalId !== driver) { continue; }
    if (/_FAILED$/.test(event.status)) { isBack = true; }
    if (!isBack) { found.unshift(event); }
  }
  return found;
}

/** What a driver was asked by the newest operation that succeeded. Undefined when the history does not show it. @param events newest first */
export async function askedLast(
  events: AsyncIterable<HistoryEvent>, stackId: string, driver: string, before: Date,
): Promise<HistoryEvent['properties'] | undefined> {
  return declaredLast(events, stackId, before, ({ logicalId }) => logicalId === driver);
}

/**
 * Names of the variables that CloudFormation's own Stage was given by the newest operation that succeeded and touched it. Undefined when the history
 * does not show it.
 *
 * @param events newest first
 */
export async function variablesGivenLast(
  events: AsyncIterable<HistoryEvent>, stackId: string, { restApiId, stageName }: Pick<DesiredStage, 'restApiId' | 'stageName'>, before: Date,
): Promise<readonly string[] | undefined> {
  const given = await declaredLast(events, stackId, before, ({ type, physicalId, properties }) =>
    type === STAGE_TYPE && physicalId === stageName && properties.RestApiId === restApiId);
  return given && Object.keys(given.Variables ?? {});
}

async function declaredLast(
  events: AsyncIterable<HistoryEvent>, stackId: string, before: Date, isAsked: (event: HistoryEvent) => boolean,
): Promise<HistoryEvent['properties'] | undefined> {
  let isRolledBack = false;
  for await (const event of events) {
    if (event.time >= before) { continue; }
    if (isOfStack(event, stackId) && STABLE.includes(event.status)) { isRolledBack = /ROLLBACK/.test(event.status); }
    const hasSucceeded = isAsked(event) && /^(CREATE|UPDATE)_COMPLETE$/.test(event.status) && !isRolledBack;
    if (hasSucceeded) { return isTelling(event.properties) ? event.properties : undefined; }
  }
  return undefined;
}

function isOfStack({ type, physicalId }: HistoryEvent, stackId: string): boolean {
  return type === STACK_TYPE && physicalId === stackId;
}
