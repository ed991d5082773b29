import type { ParsedStep, StepProgress } from '../contract';
import type { Counts, Minute } from '../statistics';

/** What a metric counted, by the begin of the minute in milliseconds. */
export type Series = ReadonlyMap<number, number>;

/** What was counted of one release. */
export interface CountedSeries {
  readonly requests: Series;
  readonly errors: Series;
}

/** What was counted of both. */
export interface ShareSeries {
  readonly base: CountedSeries;
  readonly canary: CountedSeries;
}

/** A minute and when it began, in milliseconds. */
export interface DatedMinute extends Minute {
  readonly begin: number;
}

/** Which minutes a look judges. In milliseconds. */
export interface Window {
  readonly historyBegan: number;
  readonly rolloutStarted: number;
  /** Minutes that begin before are not judged: a release that is cold fails more often for a while. */
  readonly warm: number;
  readonly stepStarted: number;
  /** Minutes that end by then are complete: their data have come. */
  readonly completeUntil: number;
}

const MINUTE = 60_000;
/** The dispersion is estimated from so many minutes before the rollout. */
const HISTORY_MINUTES = 180;

/** @param now when the look began */
export function windowOf({ times, warmUpSeconds }: ParsedStep, progress: Pick<StepProgress, 'started' | 'rolloutStarted'>, now: number): Window {
  const rolloutStarted = Date.parse(progress.rolloutStarted);
  return {
    historyBegan: fullMinute(rolloutStarted) - HISTORY_MINUTES * MINUTE,
    rolloutStarted,
    warm: rolloutStarted + warmUpSeconds * 1_000,
    stepStarted: Date.parse(progress.started),
    completeUntil: fullMinute(now - times.metricDelaySeconds * 1_000),
  };
}

/**
 * The base's minutes before the rollout, from the first one on that has data: before, nothing was counted yet.
 *
 * A minute without data points is zero, as everywhere.
 */
export function historyOf({ base }: ShareSeries, { historyBegan, rolloutStarted }: Window): Counts[] {
  const first = Math.max(historyBegan, Math.min(...base.requests.keys()));
  return beginsBetween(first, rolloutStarted).map((begin) => countsAt(base, begin));
}

/** Complete minutes that begin at `from` or later, and in the rollout. */
export function completeMinutes({ base, canary }: ShareSeries, { rolloutStarted, completeUntil }: Window, from: number): DatedMinute[] {
  return beginsBetween(Math.max(from, rolloutStarted), completeUntil)
    .map((begin) => ({ begin, base: countsAt(base, begin), canary: countsAt(canary, begin) }));
}

/** The sum of one release. */
export function sumOf(counts: readonly Counts[]): Counts {
  return counts.reduce((sum, one) => ({ requests: sum.requests + one.requests, errors: sum.errors + one.errors }), { requests: 0, errors: 0 });
}

/** Begins of the full minutes from a time on that end by another. */
function beginsBetween(from: number, until: number): number[] {
  const first = Math.ceil(from / MINUTE) * MINUTE;
  const count = Math.max(0, Math.floor((until - first) / MINUTE));
  return Number.isFinite(count) ? Array.from({ length: count }, (_, index) => first + index * MINUTE) : [];
}

function countsAt({ requests, errors }: CountedSeries, begin: number): Counts {
  return { requests: requests.get(begin) ?? 0, errors: errors.get(begin) ?? 0 };
}

function fullMinute(time: number): number {
  return Math.floor(time / MINUTE) * MINUTE;
}
