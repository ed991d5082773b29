import { isDeepStrictEqual } from 'node:util';
import { Properties } from '../../cloudformation/resource-type';

/** The replacement rule of a type whose create-only properties are these. */
export function replacedOn(...createOnly: string[]): (previous: Properties, next: Properties) => boolean {
  return (previous, next) => createOnly.some((name) => !isDeepStrictEqual(previous[name], next[name]));
}
