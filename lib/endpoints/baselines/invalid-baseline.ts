import { conditionError } from '../../messages/condition-error';
import type { ErrorId } from '../../messages/ids';

/** The conditions under which a baseline cannot be used. */
export type InvalidBaselineId = Extract<ErrorId, `Baseline${string}`>;

/**
 * An error about a baseline, naming the file and the place in it.
 *
 * @param id names the condition, whatever the wording
 * @param where the file or argument, and the place in it, for instance `Baseline file 'endpoints.json', endpoints[3]`
 * @param problem what is wrong there, what is allowed, and the fix
 */
export function invalidBaseline(id: InvalidBaselineId, where: string, problem: string): Error {
  return conditionError(id, where, problem);
}

/** How a value from a file appears in a message: short enough for one line. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? `'${value}'` : JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
