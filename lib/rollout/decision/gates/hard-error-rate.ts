import { GateResult } from './gate-result';
import { grouped, shareText } from '../figures-text';
import type { DatedMinute } from '../minutes';

const GATE = 'hardErrorRate';
const MINUTE = 60_000;
const LEAST_REQUESTS = 20;
/** The base must fail less than half as often: otherwise the trouble is not the canary's. */
const PART_OF_BASE = 0.5;

/**
 * Total failure of the canary only: in two complete minutes in a row.
 *
 * One minute would stop up to half of the healthy releases whose errors come in bursts.
 *
 * @param rate percent
 * @param minutes complete ones, the warm-up included
 */
export function hardErrorRate(rate: number, minutes: readonly DatedMinute[]): GateResult {
  const isHard = ({ base, canary }: DatedMinute) => {
    const share = canary.errors / canary.requests;
    return canary.requests >= LEAST_REQUESTS && share >= rate / 100 && base.requests > 0 && base.errors / base.requests < PART_OF_BASE * share;
  };
  const second = minutes.slice(1).find((minute, index) => {
    const before = minutes[index];
    return minute.begin - before.begin === MINUTE && isHard(before) && isHard(minute);
  });
  if (second === undefined) { return { gate: GATE, verdict: 'PASS', reason: `No two minutes in a row had ${rate} % of failed requests.` }; }
  const { canary, base } = second;
  return {
    gate: GATE,
    verdict: 'FAIL',
    reason: `For two minutes in a row at least ${rate} % of its requests failed: at last ${grouped(canary.errors)} of ${grouped(canary.requests)}, `
      + `while ${shareText(base.errors / base.requests)} of the base's did.`,
  };
}
