import { LiveStage, differences } from '../../stage/live-stage';
import type { PatchOperation } from '../../stage/patch-operations';
import { ReleaseRequest, stageAfterDriver } from '../../stage/stage-after';
import { parsePhysicalId } from '../contract/physical-id';

/** The stage that a release leaves. */
export interface CaredStage {
  readonly restApiId: string;
  readonly stageName: string;
  /** Only such a canary goes. Absent when every canary does. */
  readonly only?: CanaryOfCreate;
}

/** What a Create may have left that failed, was cancelled or has crashed. */
export interface CanaryOfCreate {
  readonly request: ReleaseRequest;
  /** Whether the operation has created the deployment: then whoever sent traffic there, it must leave. */
  readonly isCreated: boolean;
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
export function removalOperations({ only }: CaredStage, live: LiveStage): PatchOperation[] {
  const goes = live.canary !== undefined && (only === undefined || isOf(only, live));
  return goes ? [{ op: 'remove', path: '/canarySettings' }] : [];
}

/** A canary on a deployment that was there before is somebody else's, unless it is exactly what the Create asked for. */
function isOf({ request, isCreated }: CanaryOfCreate, live: LiveStage): boolean {
  const asked = { ...live, canary: stageAfterDriver(request, live).canary };
  return live.canary?.deploymentId === request.deploymentId && (isCreated || differences(asked, live).length === 0);
}
