import { GateResult } from './gate-result';
import { wilson } from '../../statistics';
import { shareText } from '../figures-text';
import { DatedMinute, sumOf } from '../minutes';

const GATE = 'split';
/** One false alarm in about 10,000. */
const Z = 3.9;

/**
 * Whether the canary gets what was set. Otherwise what is measured is not what was configured: a filter that counts one release only, for instance.
 *
 * @param minutes of this step, from a minute after its percent was set
 */
export function split(percentTraffic: number, minutes: readonly DatedMinute[]): GateResult {
  const canary = sumOf(minutes.map((minute) => minute.canary)).requests;
  const all = canary + sumOf(minutes.map((minute) => minute.base)).requests;
  const { lower, upper } = wilson(canary, all, Z);
  const isAsSet = lower <= percentTraffic / 100 && percentTraffic / 100 <= upper;
  return {
    gate: GATE,
    verdict: isAsSet ? 'PASS' : 'FAIL',
    reason: all === 0 ? 'No request was counted yet.'
      : `${shareText(canary / all)} of the requests were counted for the canary, ${percentTraffic} % were set.`
      + (isAsSet ? '' : ' So what is measured is not what was configured.'),
  };
}
