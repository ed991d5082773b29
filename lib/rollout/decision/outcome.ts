import type { RolloutState, StepProgress, StepVerdict } from '../contract';
import type { GateResult } from './gates/gate-result';

/** Why a step or a promotion fails: ids of `lib/messages/ids.ts`. */
export type FailureId =
  | 'GateFailed' | 'RolloutInconclusive' | 'CannotMeasure' | 'PauseTimedOut' | 'HookFailed' | 'AbortedByHand' | 'ModifiedOutside' | 'Superseded'
  | 'NoVerdict' | 'GateWithoutData' | 'RolloutBroken';

/** How a step ends, or that it goes on. */
export type StepOutcome =
  | { readonly act: 'SUCCEED'; readonly verdict: StepVerdict; readonly percentTraffic: number; readonly why: string }
  | { readonly act: 'FAIL'; readonly id: FailureId; readonly decisive?: GateResult; readonly why: string }
  | {
    readonly act: 'WAIT';
    readonly seconds: number;
    readonly progress: StepProgress;
    /** An event of this look. */
    readonly tells?: Extract<RolloutState, 'PAUSED' | 'LOOK_FAILED'>;
    readonly why: string;
  }
  /** Nobody waits for the step any more: it writes nothing, and answers nothing. */
  | { readonly act: 'LEAVE'; readonly why: string };

/** States of a stack in which its steps go on. Any other is over: the way back is the driver's. */
const IN_PROGRESS = ['CREATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS'];

export function isOver(stackStatus: string): boolean {
  return !IN_PROGRESS.includes(stackStatus);
}
