const DAY = 86_400_000;

/** What is kept when nobody says otherwise, and how much goes in one run: of the command `prune`, and of `retain`. Times in milliseconds. */
export const PRUNE_DEFAULTS = { keep: 5, olderThan: 7 * DAY, idleFor: 14 * DAY, limit: 20 };

/** What may be said. Times in milliseconds. CloudWatch keeps what it counts for 455 days. */
export const PRUNE_BOUNDS = { mostReleases: 1_000, leastIdle: DAY, longest: 455 * DAY };
