import type { ListedResource } from '../../lib/aws/stack-in-force';
import type { LiveStage } from '../../lib/stage/live-stage';
import type { DeclaredRollout } from '../target/declared-rollout';
import type { Release } from '../target/release';

/** A rollout of the operation that runs. */
export interface RunningRollout extends DeclaredRollout {
  /** When the operation began. What changed before is of an earlier one. */
  readonly operationBegan: Date;
  /** When the driver had attached the canary, at 0 %. */
  readonly began: Date;
  /** Whether its canary is on the stage. Not before the first step, and not when a person took it off. */
  readonly isAttached: boolean;
}

/** undefined when no step runs, is about to, or has just failed */
export function runningRollout({ declared }: Release, live: LiveStage | undefined): RunningRollout | undefined {
  const { rollout, root, driver } = declared ?? {};
  const operationBegan = root?.begunAt;
  if (rollout === undefined || operationBegan === undefined || !root?.status.endsWith('_IN_PROGRESS')) { return undefined; }
  const isOfOperation = (resource: ListedResource | undefined) => resource?.updatedAt !== undefined && resource.updatedAt >= operationBegan;
  const resources = [...rollout.steps.map(({ resource }) => resource), rollout.promotion].filter(isOfOperation);
  const isOnItsWay = /^(CREATE|UPDATE)_IN_PROGRESS$/.test(root.status);
  const isAttached = rollout.deploymentId !== undefined && live?.canary?.deploymentId === rollout.deploymentId
    && live.deploymentId !== rollout.deploymentId;
  const hasBegun = isOnItsWay && isOfOperation(driver) && isAttached;
  const isSeen = resources.some((resource) => (isOnItsWay && resource!.status.endsWith('_IN_PROGRESS')) || resource!.status.endsWith('_FAILED'));
  return hasBegun || isSeen ? { ...rollout, operationBegan, began: driver?.updatedAt ?? operationBegan, isAttached: hasBegun } : undefined;
}
