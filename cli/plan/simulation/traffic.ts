import { Counts, Minute } from '../../../lib/rollout/statistics';
import { Random } from '../../../rehearsal/traffic/random';

/** Traffic of a stage, as steady as chance allows. */
export interface Traffic {
  readonly requestsPerMinute: number;
  /** Share of the base's requests that fail, 0 to 1. */
  readonly errorShare: number;
}

/** Requests and errors of one release in one minute: both are Poisson, and independent of each other once split. */
export function drawCounts(random: Random, requests: number, errorShare: number): Counts {
  const share = Math.min(1, errorShare);
  const errors = random.poisson(requests * share);
  return { requests: errors + random.poisson(requests * (1 - share)), errors };
}

/** A minute in which the canary fails `ratio` times as often as the base. */
export function drawMinute(random: Random, { requestsPerMinute, errorShare }: Traffic, percentTraffic: number, ratio: number): Minute {
  const canaryShare = percentTraffic / 100;
  return {
    base: drawCounts(random, requestsPerMinute * (1 - canaryShare), errorShare),
    canary: drawCounts(random, requestsPerMinute * canaryShare, errorShare * ratio),
  };
}
