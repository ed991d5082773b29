import { Properties } from '../../cloudformation/resource-type';

/** What is left out where a property has this value, as an end of "The engine does not play ...". Undefined where nothing is. */
export type Telling = (value: unknown, resource: Properties) => string | readonly string[] | undefined;

/**
 * What becomes of a property:
 * - `played`, as on AWS,
 * - `harmless`: no answer to a request depends on it,
 * - `told elsewhere`: another note of the same report says what is left out, `method-omissions.ts` for what OpenAPI documents have as well,
 * - `everywhere`: what is true of every app, and so stands in docs/rehearsal.md,
 * - or what a rehearsal tells of it.
 */
export type PropertyClass = 'played' | 'harmless' | 'told elsewhere' | 'everywhere' | Telling;

/** By property, what is nested in it after a dot, for instance `Integration.Uri`. Lists do not count, `*` is any key of a map. */
export type PropertyClasses = Readonly<Record<string, PropertyClass>>;

/** Of types that the engine carries along without effect: a rehearsal tells them by their names. */
export type TypeClass = 'inert' | PropertyClasses;

/** Tells it of every value. */
export function told(what: string): Telling {
  return () => what;
}

/** Tells it of the values for which a condition holds. */
export function toldWhen(holds: (value: unknown, resource: Properties) => unknown, what: string): Telling {
  return (value, resource) => (holds(value, resource) ? what : undefined);
}

/** Whether a value says yes, as a template may write it. */
export function isTrue(value: unknown): boolean {
  return String(value) === 'true';
}

/** All of the same class. */
export function each(kind: PropertyClass, ...names: readonly string[]): PropertyClasses {
  return Object.fromEntries(names.map((name) => [name, kind]));
}

/** What is left out of a resource, by the classes of its properties. */
export function leftOut(classes: PropertyClasses, resource: Properties): string[] {
  return [...new Set(Object.entries(classes).flatMap(([path, kind]) => typeof kind !== 'function'
    ? []
    : valuesAt(resource, path.split('.')).flatMap((value) => kind(value, resource) ?? [])))];
}

/** The values of a property: several where lists or maps are on the way. */
function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  if (value === undefined || value === null) { return []; }
  if (path.length === 0) { return [value]; }
  if (Array.isArray(value)) { return value.flatMap((element) => valuesAt(element, path)); }
  if (typeof value !== 'object') { return []; }
  const [name, ...rest] = path;
  return name === '*' ? Object.values(value).flatMap((inner) => valuesAt(inner, rest)) : valuesAt((value as Properties)[name], rest);
}
