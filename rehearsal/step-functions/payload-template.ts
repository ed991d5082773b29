import { Json } from './definition';
import { read, Readable } from './json-path';

/** A template (`Parameters`, `ResultSelector`) with the values of its paths: a name that ends in `.$` has a path as its value. @throws PathError */
export function fill(template: Json, from: Readable): Json {
  if (Array.isArray(template)) { return template.map((each) => fill(each, from)); }
  if (typeof template !== 'object' || template === null) { return template; }
  return Object.fromEntries(Object.entries(template).map(([name, value]) => (
    name.endsWith('.$') ? [name.slice(0, -2), read(String(value), from)] : [name, fill(value, from)]
  )));
}

/** Every path of a template. */
export function pathsOf(template: Json | undefined): string[] {
  if (typeof template !== 'object' || template === null) { return []; }
  return Object.entries(template).flatMap(([name, value]) => (name.endsWith('.$') ? [String(value)] : pathsOf(value)));
}
