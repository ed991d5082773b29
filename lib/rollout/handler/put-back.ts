import type { RolloutScope } from './rollout-scope';
import type { LiveStage } from '../../stage/live-stage';
import type { FunctionPayload, HookPayload, RolloutFigures, ParsedPart } from '../contract';
import { FailedRollout, rolloutFailure } from '../decision/failure-text';
import { putBack } from '../decision/writes';

/** A rollout that ends badly. */
export interface BadEnd extends Omit<FailedRollout, 'part' | 'live' | 'logGroup'> {
  readonly at: string;
  readonly gate?: string;
  readonly step?: { readonly index: number; readonly percentTraffic: number };
  readonly figures?: RolloutFigures;
  /** What hooks are told. */
  readonly told: FunctionPayload;
  /** The step has set a percent and read a canary of the base itself: that one is its own doing. */
  readonly wrotePercent?: number;
}

/**
 * Puts back, tells it, and answers FAILED: in this order, so that the base serves everybody when the rollback begins.
 *
 * @throws StaleEvent, or what did not let it put back
 */
export async function endBadly(scope: RolloutScope, part: ParsedPart, end: BadEnd): Promise<void> {
  const live = await backToBase(scope, part, end.wrotePercent);
  const failure = rolloutFailure({ ...end, part, live, logGroup: scope.world.logGroup });
  const payload: HookPayload = { ...end.told, hook: 'onAbort', reason: failure.text, figures: end.figures };
  await Promise.all([
    scope.tell(part, end.at, { state: 'ABORTED', reason: failure.text, gate: end.gate, step: end.step, figures: end.figures }),
    scope.tellHook(part.hooks.OnAbort, payload),
  ]);
  await scope.answer(failure);
}

/** GET. Only if the canary is this rollout's: PATCH remove. GET. */
async function backToBase(scope: RolloutScope, part: ParsedPart, wrotePercent: number | undefined): Promise<LiveStage | undefined> {
  const found = await scope.gateway.readStage(part.restApiId, part.stageName);
  const writer = scope.writer(part);
  const last = await writer.lead(found, (reading) => putBack(part, reading?.stage, wrotePercent), 'forward', scope.calls);
  const message = writer.hasWritten ? 'Put the canary back' : 'There was no canary of this rollout to put back';
  scope.log({ message, stageMoved: writer.hasWritten });
  return last?.stage;
}
