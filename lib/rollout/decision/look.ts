import { combined, GateResult } from './gates/gate-result';
import { StepOutcome } from './outcome';
import { Standing } from './standing';
import { ParsedStep, stepBudgetSeconds, StepProgress } from '../contract';

/** What one look knows. */
export interface LookSituation {
  readonly step: ParsedStep;
  readonly progress: StepProgress;
  /** When the look began, in milliseconds. */
  readonly now: number;
  readonly standing: Standing;
  readonly livePercent: number;
  /** In their order. */
  readonly results: readonly GateResult[];
}

const MINUTE = 60_000;
/** A look comes some time after the full minute: metrics are written then. */
const AFTER_MINUTE = 20_000;
/** So many looks in a row that could not measure are too many. */
const UNMEASURED_LOOKS = 3;

/** Whether the stage alone ends the step: then nothing is measured. */
export function endedByStage({ step, standing, now, progress }: Omit<LookSituation, 'results' | 'livePercent'>): StepOutcome | undefined {
  switch (standing) {
    case 'promoted by hand':
      return { act: 'SUCCEED', verdict: 'PROMOTED_BY_HAND', percentTraffic: step.percentTraffic, why: 'Somebody promoted the canary.' };
    case 'aborted by hand': return { act: 'FAIL', id: 'AbortedByHand', why: 'The canary is not on the stage any more.' };
    case 'modified outside': return { act: 'FAIL', id: 'ModifiedOutside', why: 'The stage is not as the step set it.' };
    case 'next percent':
      // The last look saw the pause: whoever came after it has come in time.
      return isPausing(step, progress, now) || progress.isPaused ? undefined
        : { act: 'FAIL', id: 'ModifiedOutside', why: 'The percent was changed while the step did not pause.' };
    case 'as set': return undefined;
  }
}

/** What a look leads to. The same question has the same answer, so a look may be repeated. */
export function decideLook(situation: LookSituation): StepOutcome {
  const ended = endedByStage(situation);
  if (ended !== undefined) { return ended; }
  const { step, results, standing, livePercent } = situation;
  const { verdict, decisive } = combined(results);
  const unmeasuredLooks = results.some(({ isUnmeasured }) => isUnmeasured) ? situation.progress.unmeasuredLooks + 1 : 0;
  const why = decisive ? `${decisive.gate}. ${decisive.reason}` : 'Every gate passed.';
  if (!step.dryRun) {
    if (verdict === 'FAIL') { return { act: 'FAIL', id: 'GateFailed', decisive, why }; }
    if (unmeasuredLooks >= UNMEASURED_LOOKS) {
      const unread = results.find(({ isUnmeasured }) => isUnmeasured);
      return { act: 'FAIL', id: 'CannotMeasure', decisive: unread, why: `${unread!.gate}. ${unread!.reason}` };
    }
  }
  if (standing === 'next percent') {
    const accepted = verdict === 'PASS' ? 'PASS' : step.dryRun ? 'DRY_RUN' : 'INCONCLUSIVE_ACCEPTED';
    return { act: 'SUCCEED', verdict: accepted, percentTraffic: livePercent, why: `Somebody ended the pause. ${why}` };
  }
  const judged: Judged = { why, passes: verdict === 'PASS', fails: verdict === 'FAIL', unmeasuredLooks, decisive };
  return atTheEnd(situation, judged)
    ?? waiting(situation, judged);
}

interface Judged {
  readonly why: string;
  readonly passes: boolean;
  readonly fails: boolean;
  readonly unmeasuredLooks: number;
  readonly decisive?: GateResult;
}

/** The end of the step, if it has come. */
function atTheEnd({ step, progress, now }: LookSituation, { why, passes, decisive }: Judged): StepOutcome | undefined {
  const { times, percentTraffic } = step;
  if (now < bakeEndOf(step, progress) || isPausing(step, progress, now)) { return undefined; }
  if (times.pauseSeconds > 0 && step.pauseOnTimeout === 'ABORT') {
    return { act: 'FAIL', id: 'PauseTimedOut', why: `Nobody came within ${Math.round(times.pauseSeconds / 60)} min.` };
  }
  if (passes) { return { act: 'SUCCEED', verdict: 'PASS', percentTraffic, why }; }
  if (step.dryRun) { return { act: 'SUCCEED', verdict: 'DRY_RUN', percentTraffic, why }; }
  if (now < deadlineOf(step, progress)) { return undefined; }
  return step.onInconclusive === 'PROMOTE'
    ? { act: 'SUCCEED', verdict: 'INCONCLUSIVE_ACCEPTED', percentTraffic, why }
    : { act: 'FAIL', id: 'RolloutInconclusive', decisive, why };
}

function waiting({ step, progress, now }: LookSituation, { why, unmeasuredLooks, fails }: Judged): StepOutcome {
  const isPaused = isPausing(step, progress, now);
  const tells = isPaused && !progress.isPaused ? 'PAUSED' : fails || unmeasuredLooks > 0 ? 'LOOK_FAILED' : undefined;
  return { act: 'WAIT', seconds: secondsToNextLook(step, progress, now), progress: { ...progress, isPaused, unmeasuredLooks }, tells, why };
}

/** Until 20 s after the next full minute. At the deadline at the latest. */
export function secondsToNextLook(step: ParsedStep, progress: Pick<StepProgress, 'started'>, now: number): number {
  const next = Math.floor(now / MINUTE) * MINUTE + MINUTE + AFTER_MINUTE;
  const deadline = deadlineOf(step, progress);
  const at = now < deadline ? Math.min(next, deadline) : next;
  return Math.max(1, Math.ceil((at - now) / 1_000));
}

/** Whether the step waits for a person. */
export function isPausing(step: ParsedStep, progress: Pick<StepProgress, 'started'>, now: number): boolean {
  const bakeEnd = bakeEndOf(step, progress);
  return now >= bakeEnd && now < bakeEnd + step.times.pauseSeconds * 1_000;
}

/** When the step has baked, and its data are complete. In milliseconds */
export function bakeEndOf({ times }: ParsedStep, { started }: Pick<StepProgress, 'started'>): number {
  return Date.parse(started) + (times.bakeSeconds + times.metricDelaySeconds) * 1_000;
}

/** A step that is not decided by then never will be. In milliseconds */
export function deadlineOf({ times }: ParsedStep, { started }: Pick<StepProgress, 'started'>): number {
  return Date.parse(started) + stepBudgetSeconds(times) * 1_000;
}
