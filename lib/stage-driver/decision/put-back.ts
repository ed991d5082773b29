import { LiveStage, differences } from '../../stage/live-stage';
import { PatchOperation, patchOperations } from '../../stage/patch-operations';

/** What a handler wrote before it failed. */
export interface Written {
  /** The stage before. */
  readonly found: LiveStage;
  /** The stage that was asked for. */
  readonly expected: LiveStage;
  /** The deployment of the template. */
  readonly deploymentId: string;
}

/**
 * Takes back what a failed handler wrote, from what is live now. None when nothing of it is on the stage.
 *
 * What is neither as it was nor as it was asked for, and has no release on the deployment of this operation, is somebody else's.
 */
export function putBackOperations({ found, expected, deploymentId }: Written, live: LiveStage): PatchOperation[] {
  const isAsAsked = differences(expected, live).length === 0;
  const broughtProduction = live.deploymentId === deploymentId && found.deploymentId !== deploymentId;
  const broughtCanary = live.canary?.deploymentId === deploymentId && found.canary?.deploymentId !== deploymentId;
  return isAsAsked || broughtProduction || broughtCanary ? patchOperations(live, found) : [];
}
