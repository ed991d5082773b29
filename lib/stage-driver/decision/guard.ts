import type { LiveStage } from '../../stage/live-stage';
import { PatchOperation, patchOperations } from '../../stage/patch-operations';
import type { AnchorMemory } from '../contract/anchor';

/**
 * Takes the stage off a deployment that is about to lose what it calls: production goes back to where it was, the canary leaves.
 *
 * @param memory of the deployment's anchor
 */
export function guardOperations({ deploymentId, production }: AnchorMemory, live: LiveStage): PatchOperation[] {
  return patchOperations(live, {
    ...live,
    deploymentId: live.deploymentId === deploymentId && production !== undefined ? production : live.deploymentId,
    canary: live.canary?.deploymentId === deploymentId ? undefined : live.canary,
  });
}

/** Only what an operation created is taken back, with the operation or with the whole stack. */
export function isTakenBack(stackStatus: string): boolean {
  return /ROLLBACK/.test(stackStatus) || stackStatus === 'DELETE_IN_PROGRESS';
}

/** Production as the operation found it: an earlier attempt of the same operation may have moved it to a deployment that goes with it. */
export function productionBefore(live: string, anchored: ReadonlyMap<string, string>): string {
  const seen = new Set<string>();
  let production = live;
  while (anchored.has(production) && !seen.has(production)) {
    seen.add(production);
    production = anchored.get(production)!;
  }
  return production;
}
