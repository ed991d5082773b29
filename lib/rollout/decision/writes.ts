import { isCanaryAt } from './standing';
import { LiveStage, samePercent } from '../../stage/live-stage';
import type { PatchOperation } from '../../stage/patch-operations';
import type { ParsedPart, ParsedPromotion, ParsedStep } from '../contract';

/**
 * The three kinds of write of a rollout, each harmless when it comes late. UpdateStage has no condition, but its recorded behaviour makes these
 * conditional:
 *
 * - a percent on a stage without a canary makes one of the base itself: users see the base.
 * - `copy` is refused without a canary: production cannot move.
 * - the canary is only taken off when it is this rollout's.
 *
 * The driver attaches the canary, at 0 %. On the way back nothing of this is sent.
 */

/** What a writer does next: operations, none when the stage is as wanted, or an end. */
export type NextWrite = { readonly operations: readonly PatchOperation[] } | { readonly end: 'aborted by hand' | 'modified outside' | 'superseded' };

/** Sets the percent of a step: that alone. @param hasWritten whether the stage was read after the own write */
export function setPercent(step: ParsedStep, live: LiveStage | undefined, hasWritten: boolean): NextWrite {
  if (live !== undefined && isCanaryAt(step, live, step.percentTraffic)) { return { operations: [] }; }
  if (live !== undefined && isCanaryAt(step, live, step.previousPercent) && !hasWritten) {
    return { operations: [{ op: 'replace', path: '/canarySettings/percentTraffic', value: String(step.percentTraffic) }] };
  }
  const isOther = live?.canary !== undefined && live.canary.deploymentId !== step.deploymentId;
  if (isOther) { return { end: hasWritten ? 'superseded' : 'modified outside' }; }
  return { end: live?.deploymentId === step.baseDeploymentId && live.canary === undefined ? 'aborted by hand' : 'modified outside' };
}

/**
 * Takes the canary of this rollout off, and no other.
 *
 * When the write of a step came late, the canary is one of the base itself, at the step's percent.
 *
 * @param wrotePercent of a step that read such a canary after its write
 */
export function putBack(
  { deploymentId, baseDeploymentId }: ParsedPart, live: LiveStage | undefined, wrotePercent?: number,
): readonly PatchOperation[] {
  const canary = live?.canary;
  if (canary === undefined) { return []; }
  const isOwnLateWrite = wrotePercent !== undefined && canary.deploymentId === baseDeploymentId && samePercent(canary.percentTraffic, wrotePercent);
  return canary.deploymentId === deploymentId || isOwnLateWrite ? [{ op: 'remove', path: '/canarySettings' }] : [];
}

/**
 * Promotes: production takes over what the canary has, and the canary leaves, in one call.
 *
 * @param previousVariables what the template before declared: those that this one does not declare leave
 */
export function promote(promotion: ParsedPromotion, live: LiveStage | undefined, previousVariables: Readonly<Record<string, string>>): NextWrite {
  const { deploymentId, lastPercent, variables } = promotion;
  if (live === undefined) { return { end: 'modified outside' }; }
  const removed = Object.keys(previousVariables).filter((name) => variables[name] === undefined && live.variables[name] !== undefined);
  const tidy: PatchOperation[] = removed.map((name) => ({ op: 'remove', path: `/variables/${name}` }));
  if (live.deploymentId === deploymentId) { return { operations: [...tidy, ...putBack(promotion, live)] }; }
  if (!isCanaryAt(promotion, live, lastPercent)) { return { end: live.canary === undefined ? 'aborted by hand' : 'modified outside' }; }
  const hasOverrides = Object.keys(live.canary!.stageVariableOverrides).length > 0;
  return {
    operations: [
      { op: 'copy', from: '/canarySettings/deploymentId', path: '/deploymentId' },
      ...hasOverrides ? [{ op: 'copy' as const, from: '/canarySettings/stageVariableOverrides', path: '/variables' }] : [],
      ...tidy,
      { op: 'remove', path: '/canarySettings' },
    ],
  };
}
