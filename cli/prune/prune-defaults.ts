const DAY = 86_400_000;

/** What `prune` keeps when nobody says otherwise. Times in milliseconds. */
export const PRUNE_DEFAULTS = { keep: 5, olderThan: 7 * DAY, idleFor: 14 * DAY, limit: 20 };
