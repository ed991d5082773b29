import type { PruningMoment } from '../contract/pruning-readings';

/**
 * Why nothing goes now, in words. Undefined: the last operation has succeeded, and no rollback can need anything of what it superseded.
 *
 * More careful than a person is with the command: after a rollback nobody has said yet what shall become of the code that failed.
 */
export function reasonToWait({ status, rootId }: PruningMoment): string | undefined {
  if (rootId !== undefined) { return `The stack is nested in ${rootId}, whose operation may still take it back.`; }
  if (/^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status)) { return undefined; }
  if (/_IN_PROGRESS$/.test(status)) { return `An operation is running: the stack is in ${status}.`; }
  return `The last operation has not succeeded: the stack is in ${status === '' ? 'no known state' : status}.`;
}
