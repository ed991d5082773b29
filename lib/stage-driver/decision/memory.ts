import { gatewayAhead } from './clocks';
import type { Operation } from './operation';
import type { DesiredStage } from '../contract/driver-properties';
import { Memory, parsePhysicalId } from '../contract/physical-id';
import type { ClockReading } from '../contract/stack-history';

/** What an event and the history of the stack say of the running operation. */
export interface OperationReading {
  readonly desired: DesiredStage;
  /** What the template asked before. Absent when the release is new to the stack. */
  readonly previous?: DesiredStage;
  /** The physical id that was delivered. Absent for a Create. */
  readonly delivered?: string;
  /** Absent for a Create with a new stage. */
  readonly operation?: Operation;
  /** When the stage was changed last, by anyone. */
  readonly lastUpdated?: Date;
  /** The clock by which API Gateway tells that. */
  readonly gatewayClock?: ClockReading;
}

/** The memory of the operation, and whether it is its own. */
export interface OperationMemory {
  readonly memory?: Memory;
  readonly memoryIsOfThisOperation: boolean;
  /** Whether the driver itself has answered in the operation. @default false */
  readonly driverHasAnswered?: boolean;
}

/**
 * What the stage was on when the operation began.
 *
 * What the driver answered in this operation knows it. The history tells that answer, or an id is delivered with which the operation did not begin:
 * CloudFormation has given the driver up, and still took its id. When the driver was cancelled before its answer, the anchor of the deployment that
 * the operation brought still knows production. The id that is delivered then is of an earlier operation.
 */
export function memoryOf({ desired, previous, delivered, operation }: OperationReading): OperationMemory {
  const isNewId = operation?.beganWith !== undefined && delivered !== operation.beganWith;
  const answered = memoryAbout(operation?.answeredPhysicalId ?? (isNewId ? delivered : undefined), desired);
  if (answered) { return { memory: answered, memoryIsOfThisOperation: true, driverHasAnswered: true }; }
  const anchored = previous && operation?.anchored.get(previous.deploymentId);
  // An attempt without the release may have moved production before the anchor came.
  if (anchored !== undefined && !operation?.givenToStage.get(desired.stageName)?.has(anchored)) {
    return { memory: { restApiId: desired.restApiId, stageName: desired.stageName, deploymentId: anchored }, memoryIsOfThisOperation: true };
  }
  return { memory: memoryAbout(delivered, desired), memoryIsOfThisOperation: false };
}

/** The memory in a physical id, if it is about the stage that is asked for. */
export function memoryAbout(physicalId: string | undefined, desired: DesiredStage): Memory | undefined {
  const memory = parsePhysicalId(physicalId);
  return memory?.restApiId === desired.restApiId && memory.stageName === desired.stageName ? memory : undefined;
}

/** Whether the stage was changed since the operation began, by the clocks of two services: only asked where no memory knows it. */
export function isMovedSinceBegin({ operation, lastUpdated, gatewayClock }: OperationReading): boolean {
  if (operation?.began === undefined || lastUpdated === undefined) { return false; }
  const updated = new Date(lastUpdated.getTime() - gatewayAhead(gatewayClock, operation.clock));
  return seconds(updated) >= seconds(operation.began);
}

/** API Gateway gives whole seconds. */
function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
