import { evidence, excludedRatio, Minute, mutualDispersion, ownDispersion } from '../../lib/rollout/statistics';
import type { Figures, MeasuredMinute, ReadTraffic, TrafficSource } from '../readings/traffic';

export type HealthVerdict = 'HEALTHY' | 'WORSE' | 'TOO_EARLY' | 'NO_DATA' | 'UNKNOWN';

/** Whether a canary fails, or is slow, more often than the base. */
export interface Health {
  readonly verdict: HealthVerdict;
  /** The larger of the evidence of errors and of slow requests. 1 is none. */
  readonly evidence?: number;
  /** The evidence at which a canary counts as worse. */
  readonly needed?: number;
  /** What the evidence is about. */
  readonly about?: 'errors' | 'slow requests';
  /** How many times as often as the base the canary fails. @default - the base does not fail at all */
  readonly ratio?: number;
  /** A canary that fails so many times as often as the base would have been seen by now. */
  readonly excludedRatio?: number;
  readonly source?: TrafficSource;
  /** For TOO_EARLY: how many requests of the canary are missing, and for how many minutes at this rate. */
  readonly missingRequests?: number;
  readonly missingMinutes?: number;
  /** For UNKNOWN: other releases of the stack that call the same functions, so that nothing tells whose requests those got. */
  readonly alsoCalledBy?: readonly string[];
}

/** The gate of a rollout by default: one healthy canary in 20 is called worse, at the most. */
const ALPHA = 0.05;
export const NEEDED_EVIDENCE = 1 / ALPHA;
/** Fewer requests say nothing about most traffic. */
export const NEEDED_REQUESTS = 300;
/** Metrics of younger minutes may not be complete. */
const COMPLETE_AFTER = 2 * 60_000;
const MINUTE = 60_000;

export interface HealthReading {
  /** @default - nothing counts the releases */
  readonly traffic?: ReadTraffic;
  /** Whether something should count them, whatever it has counted. */
  readonly isMeasured: boolean;
  /** Other releases of the stack that call the same functions. */
  readonly alsoCalledBy?: readonly string[];
  /** When the split was changed last. */
  readonly changedAt: Date;
  readonly now: Date;
}

/** Judged by the same statistics as the steps of a rollout, over all complete minutes since the split was changed. */
export function healthOf({ traffic, isMeasured, alsoCalledBy = [], changedAt, now }: HealthReading): Health {
  const isFresh = now.getTime() - changedAt.getTime() < 2 * COMPLETE_AFTER;
  if (traffic === undefined && !isMeasured) { return { verdict: 'UNKNOWN', ...alsoCalledBy.length > 0 ? { alsoCalledBy } : {} }; }
  if (traffic === undefined) { return isFresh ? { verdict: 'TOO_EARLY', missingRequests: NEEDED_REQUESTS } : { verdict: 'NO_DATA' }; }
  const { source } = traffic;
  const measured = traffic.minutes.filter(({ begin }) => begin >= changedAt && begin.getTime() + MINUTE + COMPLETE_AFTER <= now.getTime());
  if (measured.length === 0) { return isFresh ? { verdict: 'TOO_EARLY', source, missingRequests: NEEDED_REQUESTS } : { verdict: 'NO_DATA', source }; }
  const errors = judged(measured, ({ serverErrors }) => serverErrors);
  const slow = measured.some(({ canary }) => canary.slow !== undefined) ? judged(measured, (figures) => figures.slow ?? 0) : undefined;
  const worst = slow !== undefined && slow.evidence > errors.evidence ? slow : errors;
  const figures = {
    evidence: worst.evidence,
    needed: NEEDED_EVIDENCE,
    about: worst === errors ? 'errors' as const : 'slow requests' as const,
    ratio: worst.ratio,
    source,
  };
  if (worst.evidence >= NEEDED_EVIDENCE) { return { verdict: 'WORSE', ...figures }; }
  const requests = measured.reduce((sum, { canary }) => sum + canary.requests, 0);
  if (requests < NEEDED_REQUESTS) {
    const missing = NEEDED_REQUESTS - requests;
    return {
      verdict: 'TOO_EARLY',
      ...figures,
      missingRequests: missing,
      ...requests > 0 ? {
        missingMinutes: Math.ceil(missing / (requests / measured.length)),
      } : {},
    };
  }
  return { verdict: 'HEALTHY', ...figures, excludedRatio: errors.excludedRatio };
}

function judged(measured: readonly MeasuredMinute[], errorsOf: (figures: Figures) => number) {
  const minutes = measured.map(({ base, canary }): Minute => ({
    base: { requests: base.requests, errors: errorsOf(base) }, canary: { requests: canary.requests, errors: errorsOf(canary) },
  }));
  const dispersion = Math.max(1, ownDispersion(minutes.map(({ base }) => base)), mutualDispersion(minutes));
  return { evidence: evidence(minutes, ALPHA, dispersion), excludedRatio: excludedRatio(minutes, ALPHA, dispersion), ratio: ratioOf(minutes) };
}

function ratioOf(minutes: readonly Minute[]): number | undefined {
  const share = (release: 'base' | 'canary') => {
    const [requests, errors] = (['requests', 'errors'] as const).map((name) => minutes.reduce((sum, minute) => sum + minute[release][name], 0));
    return errors / requests;
  };
  const ratio = share('canary') / share('base');
  return Number.isFinite(ratio) ? ratio : undefined;
}
