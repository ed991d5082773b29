/** How the requests of a release end, when they reach what is behind the routes. */
export interface ReleaseProfile {
  /** Share that is answered with a 5xx, from 0 to 1. */
  readonly errorShare: number;
  /** Share that takes {@link SLOW_MILLISECONDS}, from 0 to 1. Whether a request fails does not depend on it. */
  readonly slowShare: number;
}

/** The requests of clients. */
export interface TrafficProfile {
  /** To each stage. */
  readonly requestsPerMinute: number;
  /** Of the deployments that production was on when a deploy began. */
  readonly base: ReleaseProfile;
  /** Of all others, also once production is on them. */
  readonly canary: ReleaseProfile;
}

/** What a request takes. A slow one is slower than any gate asks for, and faster than API Gateway's limit of 29 s. */
export const FAST_MILLISECONDS = 50;
export const SLOW_MILLISECONDS = 20_000;

/** Requests of a release, counted. */
export interface RequestCounts {
  readonly requests: number;
  /** Answered with a 5xx by what is behind the route: the release's own failures. */
  readonly errors: number;
  readonly slow: number;
  /** Failed before they reached anything, although the release has the route. Neither release alone would have failed them. */
  readonly failedByUs: number;
}

export const NO_COUNTS: RequestCounts = { requests: 0, errors: 0, slow: 0, failedByUs: 0 };

/** Both together. */
export function added(a: RequestCounts, b: RequestCounts): RequestCounts {
  return { requests: a.requests + b.requests, errors: a.errors + b.errors, slow: a.slow + b.slow, failedByUs: a.failedByUs + b.failedByUs };
}
