import { ANCHOR_TYPE, parseAnchorId } from '../contract/anchor';
import type { HistoryEvent } from '../contract/stack-history';

/** What the running operation of a stack has done so far, as its history tells. */
export interface Operation {
  /** Absent when the history does not reach back so far. */
  readonly began?: Date;
  /** The physical id with which the driver succeeded on the way forward. */
  readonly answeredPhysicalId?: string;
  /** Physical ids of the deployments that it created. */
  readonly created: ReadonlySet<string>;
  /** Production when the operation began, by the deployment that was new: what its anchor remembered. */
  readonly anchored: ReadonlyMap<string, string>;
}

const STACK_TYPE = 'AWS::CloudFormation::Stack';
/** The states from which every operation begins. Failed ones belong to an operation that is still to be retried, continued or rolled back. */
const STABLE = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'IMPORT_COMPLETE', 'IMPORT_ROLLBACK_COMPLETE'];

/** Whether everything from this event on belongs to earlier operations. */
export function endsEarlierOperation(event: HistoryEvent, rootId: string): boolean {
  return isOfStack(event, rootId) && STABLE.includes(event.status);
}

/** When the operation began. @param events - of the root stack, newest first, back to `endsEarlierOperation` */
export function beginOf(events: readonly HistoryEvent[], rootId: string): Date | undefined {
  const begins = events.filter((event) => isOfStack(event, rootId) && ['CREATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS'].includes(event.status));
  return begins[begins.length - 1]?.time;
}

/**
 * Reads the operation out of what happened in the driver's stack since it began.
 *
 * @param events - of the driver's stack, newest first, of this operation only
 * @param driver - logical id of the driver
 */
export function operationOf(events: readonly HistoryEvent[], stackId: string, driver: string, began: Date | undefined): Operation {
  const rollbacks = events.filter((event) => isOfStack(event, stackId) && /ROLLBACK/.test(event.status));
  const forward = events.slice(events.indexOf(rollbacks[rollbacks.length - 1]) + 1);
  const completed = (type: string) => events.filter((event) => event.type === type && event.status === 'CREATE_COMPLETE');
  const anchors = completed(ANCHOR_TYPE).flatMap(({ physicalId }) => parseAnchorId(physicalId) ?? []);
  return {
    began,
    answeredPhysicalId: forward.find(({ logicalId, status }) => logicalId === driver && /^(CREATE|UPDATE)_COMPLETE$/.test(status))?.physicalId,
    created: new Set(completed('AWS::ApiGateway::Deployment').map(({ physicalId }) => physicalId)),
    anchored: new Map(anchors.flatMap(({ deploymentId, production }) => production === undefined ? [] : [[deploymentId, production]])),
  };
}

function isOfStack({ type, physicalId }: HistoryEvent, stackId: string): boolean {
  return type === STACK_TYPE && physicalId === stackId;
}
