import { isHigh } from './mann-whitney';
import { ALPHA, evidenceGate } from '../../cli/plan/simulation/evidence-gate';
import { Gate } from '../../cli/plan/simulation/rollout';
import { Counts, evidence, Minute, ownDispersion } from '../../lib/rollout/statistics';

/** One way to judge a canary. */
export interface Competitor {
  readonly name: string;
  /** Whether each step waits for its last data. */
  readonly waits: boolean;
  /** A gate for one rollout, which remembers what it saw. @param history of the base, before the rollout */
  gate(history: readonly Counts[]): Gate;
}

/** So small that no minute is capped. */
const NO_CAP = Number.MIN_VALUE;
const WARM_UP = 2;

export const OURS: Competitor = { name: 'ours, as shipped', waits: true, gate: (history) => evidenceGate(ownDispersion(history), WARM_UP) };

/** Ours with something taken away, to show what it is good for. */
export const VARIANTS: readonly Competitor[] = [
  { name: 'ours, no warm-up', waits: true, gate: (history) => evidenceGate(ownDispersion(history), 0) },
  { name: 'ours, not waiting, no warm-up', waits: false, gate: (history) => evidenceGate(ownDispersion(history), 0) },
  {
    name: 'ours, raw (no dispersion, no cap, no warm-up)',
    waits: true,
    gate: () => (minutes) => evidence(minutes, NO_CAP, 1) >= 1 / ALPHA ? 'stop' : 'go',
  },
];

/** What people use today. */
export const PEERS: readonly Competitor[] = [
  { name: 'alarm: canary > 5 %, 1 of 1', waits: false, gate: () => alarm(({ canary }) => share(canary) > 0.05, 1, 1) },
  { name: 'alarm: canary > 5 %, 2 of 3', waits: false, gate: () => alarm(({ canary }) => share(canary) > 0.05, 2, 3) },
  { name: 'SAM\'s sample: errors > 0, 2 of 2', waits: false, gate: () => alarm(({ canary }) => canary.errors > 0, 2, 2) },
  { name: 'alarm: whole stage > 5 %, 1 of 1', waits: false, gate: () => alarm((minute) => share(wholeStage(minute)) > 0.05, 1, 1) },
  { name: 'Flagger: success >= 99 %, 5 failed checks', waits: false, gate: () => flagger(0.99, 5) },
  { name: 'Argo Rollouts: success >= 95 %, failureLimit 3', waits: false, gate: () => argo(0.95, 3) },
  { name: 'Kayenta: Mann-Whitney, every 5 min', waits: false, gate: () => kayenta(5) },
];

/** A CloudWatch alarm on minutes. One without requests is missing, and does not count as breaching. */
function alarm(breaches: (minute: Minute) => boolean, datapoints: number, of: number): Gate {
  return (visible) => visible.slice(-of).filter(breaches).length >= datapoints ? 'stop' : 'go';
}

/** A failed check keeps the weight, and so does a minute without requests, which counts as failed. Passing does not reset the count. */
function flagger(minimum: number, threshold: number): Gate {
  let failed = 0;
  return (visible) => {
    const last = visible[visible.length - 1];
    // Flagger reads a store without this delay: that nothing is there yet is not held against it.
    if (last === undefined) { return 'hold'; }
    if (last.canary.requests > 0 && 1 - share(last.canary) >= minimum) { return 'go'; }
    failed++;
    return failed >= threshold ? 'stop' : 'hold';
  };
}

/** A background analysis: one measurement a minute, and it fails with one failure more than the limit. */
function argo(minimum: number, failureLimit: number): Gate {
  let failed = 0;
  return (visible) => {
    const last = visible[visible.length - 1];
    if (last !== undefined && last.canary.requests > 0 && 1 - share(last.canary) < minimum) { failed++; }
    return failed > failureLimit ? 'stop' : 'go';
  };
}

function kayenta(interval: number): Gate {
  return (visible) => visible.length >= interval && visible.length % interval === 0 && isHigh(visible) ? 'stop' : 'go';
}

function share({ requests, errors }: Counts): number {
  return requests === 0 ? 0 : errors / requests;
}

function wholeStage({ base, canary }: Minute): Counts {
  return { requests: base.requests + canary.requests, errors: base.errors + canary.errors };
}
