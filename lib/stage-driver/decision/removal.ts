import type { LiveStage } from '../../stage/live-stage';
import type { PatchOperation } from '../../stage/patch-operations';
import { parsePhysicalId } from '../contract/physical-id';

/** The stage that a release leaves. */
export interface CaredStage {
  readonly restApiId: string;
  readonly stageName: string;
  /** Only a canary on this deployment goes. Absent when every canary does. */
  readonly onlyDeploymentId?: string;
}

/** A resource of the driver's stack. */
export interface OwnResource {
  readonly type?: string;
  readonly physicalId?: string;
  readonly status?: string;
}

/** Ids of drivers and anchors are told apart by the type, never by their form. */
const DRIVER_TYPE = 'Custom::CanaryStage';

/** Whether a resource is a driver that goes on caring for the stage. */
export function caresFor({ type, physicalId, status = '' }: OwnResource, { restApiId, stageName }: CaredStage): boolean {
  if (type !== DRIVER_TYPE || status.startsWith('DELETE')) { return false; }
  const its = parsePhysicalId(physicalId);
  return its?.restApiId === restApiId && its.stageName === stageName;
}

/** Takes the canary off the stage. */
export function removalOperations({ onlyDeploymentId }: CaredStage, { canary }: LiveStage): PatchOperation[] {
  const goes = canary !== undefined && (onlyDeploymentId === undefined || canary.deploymentId === onlyDeploymentId);
  return goes ? [{ op: 'remove', path: '/canarySettings' }] : [];
}
