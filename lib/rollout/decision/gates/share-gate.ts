import { GateResult, Reading, unmeasured } from './gate-result';
import type { ReleaseFigures } from '../../contract';
import { Counts, evidence, excludedRatio, mutualDispersion, ownDispersion } from '../../statistics';
import { compared } from '../figures-text';
import { completeMinutes, historyOf, ShareSeries, sumOf, Window } from '../minutes';

/** A healthy release is stopped with at most this probability, in each gate. */
const ALPHA = 0.05;
const NEEDED_EVIDENCE = 1 / ALPHA;

/** How messages speak of what a gate counts. */
export type WhatFailed = 'failed' | 'were slow';

/** Whether the canary's share of the failed (or slow) requests is higher than chance lets it be. */
export function shareGate(gate: string, counted: WhatFailed, read: Reading<ShareSeries>, window: Window): GateResult {
  if ('error' in read) { return unmeasured(gate, read.error); }
  const silent = silentSeries(read.value);
  if (silent !== undefined) { return { gate, verdict: 'INCONCLUSIVE', reason: `There are no data of ${silent}.` }; }
  const minutes = completeMinutes(read.value, window, window.warm);
  if (minutes.length === 0) { return { gate, verdict: 'INCONCLUSIVE', reason: 'No minute after the warm-up is complete yet.' }; }
  const dispersion = Math.max(1, ownDispersion(historyOf(read.value, window)), mutualDispersion(minutes));
  const strength = evidence(minutes, ALPHA, dispersion);
  const [base, canary] = [sumOf(minutes.map((minute) => minute.base)), sumOf(minutes.map((minute) => minute.canary))];
  return {
    gate,
    verdict: strength >= NEEDED_EVIDENCE ? 'FAIL' : 'PASS',
    reason: compared({ base, canary, evidence: strength }, counted),
    figures: {
      base: figuresOf(base, counted),
      canary: figuresOf(canary, counted),
      evidence: strength,
      dispersion,
      excludedRatio: excludedRatio(minutes, ALPHA, dispersion),
    },
  };
}

function figuresOf({ requests, errors }: Counts, counted: WhatFailed): ReleaseFigures {
  return counted === 'failed' ? { requests, errors } : { requests, errors: 0, slow: errors };
}

/** A series without any data point says nothing. It is not zero. */
function silentSeries({ base, canary }: ShareSeries): string | undefined {
  const series = {
    'the requests of the base': base.requests,
    'the errors of the base': base.errors,
    'the requests of the canary': canary.requests,
    'the errors of the canary': canary.errors,
  };
  return Object.entries(series).find(([, { size }]) => size === 0)?.[0];
}
