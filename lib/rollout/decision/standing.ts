import { LiveStage, samePercent } from '../../stage/live-stage';
import type { ParsedPart, ParsedStep } from '../contract';

/**
 * How the live stage stands to a step that has set its percent. The stage is the control channel: whoever changes it is heard.
 *
 * `as set`: nobody did. `next percent`: the percent of the next step is live. In a pause this means to go on.
 */
export type Standing = 'as set' | 'next percent' | 'promoted by hand' | 'aborted by hand' | 'modified outside';

/** @param live absent when there is no stage */
export function standingOf(step: ParsedStep, live: LiveStage | undefined): Standing {
  if (live === undefined) { return 'modified outside'; }
  if (live.deploymentId === step.deploymentId) { return 'promoted by hand'; }
  if (live.deploymentId !== step.baseDeploymentId) { return 'modified outside'; }
  if (live.canary === undefined) { return 'aborted by hand'; }
  if (isCanaryAt(step, live, step.percentTraffic)) { return 'as set'; }
  return isCanaryAt(step, live, step.nextPercent) ? 'next percent' : 'modified outside';
}

/** Whether production is on the base and this rollout's canary has so many percent. */
export function isCanaryAt({ baseDeploymentId, deploymentId }: ParsedPart, live: LiveStage, percentTraffic: number): boolean {
  const { canary } = live;
  return live.deploymentId === baseDeploymentId && canary?.deploymentId === deploymentId && samePercent(canary.percentTraffic, percentTraffic);
}

/** Whether there is anything for the steps to do. */
export function hasNothingToShift({ steps, deploymentId }: ParsedPart, live: LiveStage | undefined): boolean {
  return steps !== 'RUN' || live === undefined || live.deploymentId === deploymentId;
}
