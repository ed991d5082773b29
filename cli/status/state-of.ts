import type { LiveStage } from '../../lib/stage/live-stage';
import { movesProduction } from '../../lib/stage/stage-after';
import type { DesiredStage } from '../../lib/stage-driver/contract/driver-properties';
import type { Memory } from '../../lib/stage-driver/contract/physical-id';
import { isStuck } from '../target/stack-state';

/** How a release stands. Later ones may be added. */
export type ReleaseStanding =
  'NO_STAGE' | 'ROLLBACK_FAILED' | 'STACK_FAILED' | 'ROLLING_OUT' | 'PAUSED' | 'DEPLOYING' | 'ROLLING_BACK' | 'FOREIGN_CANARY' | 'MOVED_BY_HAND'
  | 'ABORTED_BY_HAND' | 'HELD' | 'PARKED' | 'PRODUCTION';

export interface StateReading {
  /** @default - there is no stage */
  readonly live?: LiveStage;
  /** Of the stack. @default - only the stage is looked at */
  readonly stackStatus?: string;
  /** Whether a rollout has its canary on the stage, or waits for a person. @default - neither */
  readonly rollout?: 'ROLLING_OUT' | 'PAUSED';
  /** What the template in force asks. @default - not known */
  readonly desired?: DesiredStage;
  /** What the driver remembers. @default - not known */
  readonly memory?: Memory;
}

/** The first that applies, the most urgent first. */
export function stateOf({ live, stackStatus = '', rollout, desired, memory }: StateReading): ReleaseStanding {
  if (live === undefined) { return 'NO_STAGE'; }
  if (stackStatus === 'UPDATE_ROLLBACK_FAILED') { return 'ROLLBACK_FAILED'; }
  if (isStuck(stackStatus)) { return 'STACK_FAILED'; }
  if (rollout !== undefined) { return rollout; }
  if (stackStatus.endsWith('_IN_PROGRESS')) { return /ROLLBACK/.test(stackStatus) ? 'ROLLING_BACK' : 'DEPLOYING'; }
  const { canary, deploymentId: production } = live;
  if (desired !== undefined) {
    const isForeign = canary && (desired.canary === undefined || ![desired.deploymentId, production].includes(canary.deploymentId));
    if (isForeign && canary.percentTraffic > 0) { return 'FOREIGN_CANARY'; }
    const left = productionLeft(desired, memory);
    if (left !== undefined && production !== left) { return 'MOVED_BY_HAND'; }
    if (canary === undefined && desired.action === 'HOLD' && desired.deploymentId !== production) { return 'ABORTED_BY_HAND'; }
  }
  if (canary === undefined) { return 'PRODUCTION'; }
  return canary.percentTraffic > 0 && canary.deploymentId !== production ? 'HELD' : 'PARKED';
}

/** What the last deploy left production on. undefined when nobody knows */
export function productionLeft(desired: DesiredStage, memory: Memory | undefined): string | undefined {
  return movesProduction(desired) ? desired.deploymentId : memory?.deploymentId;
}
