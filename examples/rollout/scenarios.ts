import { TrafficProfile } from '../../rehearsal/traffic/traffic-profile';

/** A release that goes through a rollout, and what must become of it. */
export interface RolloutScenario {
  readonly name: 'healthy' | 'broken';
  readonly greeting: string;
  /** Share of the canary's requests that fail. */
  readonly canaryErrorShare: number;
  readonly expected: { readonly verdict: 'PASS' | 'FAIL'; readonly production: 'new' | 'base' };
}

/** One after the other: the second finds the first in production. */
export const SCENARIOS: readonly RolloutScenario[] = [
  { name: 'healthy', greeting: 'Hello, two', canaryErrorShare: 0.001, expected: { verdict: 'PASS', production: 'new' } },
  { name: 'broken', greeting: 'Hello, three', canaryErrorShare: 0.02, expected: { verdict: 'FAIL', production: 'base' } },
];

const BASE_ERROR_SHARE = 0.001;
const SLOW_SHARE = 0.01;

export function trafficOf({ canaryErrorShare }: RolloutScenario, requestsPerMinute: number): TrafficProfile {
  return {
    requestsPerMinute,
    base: { errorShare: BASE_ERROR_SHARE, slowShare: SLOW_SHARE },
    canary: { errorShare: canaryErrorShare, slowShare: SLOW_SHARE },
  };
}
