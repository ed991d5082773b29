import { GateResult, Reading, unmeasured } from './gate-result';
import { cutReason } from '../cut-reason';

/**
 * Takes what a function answered. Anything that is no verdict is a failed question, never a pass.
 *
 * @param whenSilent the verdict of an answer that is empty
 */
export function functionGate(gate: string, read: Reading<unknown>, whenSilent?: 'PASS'): GateResult {
  if ('error' in read) { return unmeasured(gate, read.error); }
  if (read.value === undefined || read.value === null) {
    return whenSilent ? { gate, verdict: whenSilent, reason: 'It had nothing to say.' } : unmeasured(gate, 'the function returned nothing.');
  }
  const { verdict, reason } = read.value as { verdict?: unknown; reason?: unknown };
  if (verdict === 'PASS' || verdict === 'FAIL' || verdict === 'INCONCLUSIVE') {
    return { gate, verdict, reason: typeof reason === 'string' && reason !== '' ? cutReason(reason) : `The function says ${verdict}.` };
  }
  if (whenSilent !== undefined && verdict === undefined) { return { gate, verdict: whenSilent, reason: 'It had nothing to say.' }; }
  return unmeasured(gate, 'the function returned no verdict.');
}
