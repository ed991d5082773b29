import { IConstruct } from 'constructs';
import { invalidInput } from '../messages/invalid-input';
import { nearestName } from '../messages/nearest-name';

/**
 * Checks the names of properties, of which JavaScript drops those that nobody knows.
 *
 * @throws for one that is a typo of a known name. Others may be there on purpose, in an object that serves several constructs.
 */
export function checkNames(scope: IConstruct | undefined, props: object, known: readonly string[]): void {
  for (const name of Object.keys(props).filter((one) => !known.includes(one))) {
    const meant = nearestName(name, known);
    if (meant !== undefined) { throw invalidInput(scope, 'UnknownOption', name, meant, known); }
  }
}

/**
 * Checks an object that serves nothing but this library, and its names.
 *
 * @throws if it is something else, or has a name that is not known
 */
export function checkObject(scope: IConstruct | undefined, option: string, given: unknown, known: readonly string[], example: string): void {
  checkNeededObject(scope, option, given, known, `${example}, or nothing`);
}

/**
 * Checks an object that serves nothing but this library, and its names. It may not be left out.
 *
 * @throws if it is something else, or has a name that is not known
 */
export function checkNeededObject(scope: IConstruct | undefined, option: string, given: unknown, known: readonly string[], example: string): void {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw invalidInput(scope, 'InvalidOption', option, given, `an object such as ${example}`);
  }
  checkAllNames(scope, given, known);
}

/**
 * Checks that a call has no more arguments than its function knows: JavaScript drops the others.
 *
 * @throws at once, if there is one
 */
export function checkNoMore(call: string, args: ArrayLike<unknown>, known: number): void {
  const more = Array.from(args).slice(known).find((one) => one !== undefined && one !== null);
  if (more === undefined) { return; }
  const allowed = known === 0 ? `none: write ${call}()` : `${known} argument, and what follows would be dropped`;
  throw invalidInput(undefined, 'InvalidOption', `Argument ${known + 1} of ${call}`, more, allowed);
}

/**
 * Checks the names in an object that serves nothing but this library.
 *
 * @throws for one that is not known
 */
export function checkAllNames(scope: IConstruct | undefined, given: object, known: readonly string[]): void {
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown === undefined) { return; }
  throw invalidInput(scope, 'UnknownOption', unknown, nearestName(unknown, known) ?? longerName(unknown, known), known);
}

/** The only known name with this in it: `percentTraffic` for `percent`. */
function longerName(part: string, known: readonly string[]): string | undefined {
  const names = known.filter((name) => name.toLowerCase().includes(part.toLowerCase()));
  return names.length === 1 ? names[0] : undefined;
}
