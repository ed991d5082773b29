import { StackDrift } from '../drift/stack-drift';

/** What the last detection said about a stack, as its descriptions show it. */
export function stackDriftInformation(drift: StackDrift | undefined) {
  return { StackDriftStatus: drift?.status ?? 'NOT_CHECKED', LastCheckTimestamp: drift?.detectedAt };
}

/** What the last detection said about a resource. */
export function resourceDriftInformation(drift: StackDrift | undefined, logicalId: string) {
  const found = drift?.resources.get(logicalId);
  const checked = found !== undefined && found.status !== 'NOT_CHECKED';
  return { StackResourceDriftStatus: found?.status ?? 'NOT_CHECKED', LastCheckTimestamp: checked ? drift!.detectedAt : undefined };
}
