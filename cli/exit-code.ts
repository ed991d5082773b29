/** How a command ended. `rehearse` has its own meanings of 1 and 3. */
export const EXIT = {
  DONE: 0,
  /** The answer is no, and nothing was changed: refused, declined, worse, doctor found errors. */
  NO: 1,
  /** Wrong arguments, or what they name is not there. */
  WRONG_INPUT: 2,
  /** No data, too few requests, or the time of `--until` was over. */
  CANNOT_TELL: 3,
  /** AWS refused, did not answer, or could not be asked for want of credentials, a profile or a region. Nothing was changed. */
  AWS: 4,
  /** Somebody else changed the stage meanwhile, or what became of a write is not known. */
  CHANGED: 5,
  INTERRUPTED: 130,
} as const;

export type ExitCode = typeof EXIT[keyof typeof EXIT];
