import { GateResult } from './gate-result';
import { grouped } from '../figures-text';
import { DatedMinute, sumOf } from '../minutes';

const GATE = 'minimumRequests';

/** What is counted. */
export interface Minimum {
  /** Complete minutes of this step. */
  readonly ofStep: readonly DatedMinute[];
  /** Judged minutes of the rollout. */
  readonly judged: readonly DatedMinute[];
  readonly isLast: boolean;
  readonly minimumRequests: number;
}

/** No data is never a pass: each step needs a complete minute with requests, and the rollout so many of the canary before it is promoted. */
export function minimumRequests({ ofStep, judged, isLast, minimumRequests: needed }: Minimum): GateResult {
  const canary = sumOf(judged.map((minute) => minute.canary)).requests;
  const reason = `The canary had ${grouped(canary)} requests of the ${grouped(needed)} that the rollout needs.`;
  if (!ofStep.some((minute) => minute.base.requests + minute.canary.requests > 0)) {
    return { gate: GATE, verdict: 'INCONCLUSIVE', reason: 'In no complete minute of this step the stage had a request.' };
  }
  return { gate: GATE, verdict: isLast && canary < needed ? 'INCONCLUSIVE' : 'PASS', reason };
}
