import type { RolloutFigures } from '../../contract';
import { cutReason } from '../cut-reason';

export type GateVerdict = 'PASS' | 'FAIL' | 'INCONCLUSIVE';

/** What a gate says in one look. */
export interface GateResult {
  /** What messages call it. */
  readonly gate: string;
  readonly verdict: GateVerdict;
  /** In a sentence. */
  readonly reason: string;
  /** Something could not be read: three looks in a row are too many. @default false */
  readonly isUnmeasured?: boolean;
  /** Of a gate that compares shares. */
  readonly figures?: RolloutFigures;
}

/** Something that was read, or why it could not be. */
export type Reading<T> = { readonly value: T } | { readonly error: string };

/** FAIL beats INCONCLUSIVE beats PASS. The first result of its kind is named. Without any gate nothing stands against the canary. */
export function combined(results: readonly GateResult[]): { readonly verdict: GateVerdict; readonly decisive?: GateResult } {
  for (const verdict of ['FAIL', 'INCONCLUSIVE'] as const) {
    const decisive = results.find((result) => result.verdict === verdict);
    if (decisive !== undefined) { return { verdict, decisive }; }
  }
  return { verdict: 'PASS' };
}

export function unmeasured(gate: string, error: string): GateResult {
  return { gate, verdict: 'INCONCLUSIVE', reason: `It could not be measured: ${cutReason(error)}`, isUnmeasured: true };
}
