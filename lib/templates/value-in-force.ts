import { isObject } from './is-object';

/** What the names in a template stand for, as far as the stack tells. */
export interface KnownNames {
  /** Physical ids by logical id, and values of parameters. */
  readonly refs: ReadonlyMap<string, string>;
}

/**
 * A value of a template as the stack has it: references are filled in.
 *
 * @returns undefined for what only CloudFormation knows, such as most attributes. Members of an object that are unknown are left out
 */
export function valueIn(value: unknown, names: KnownNames): unknown {
  if (Array.isArray(value)) { return value.map((item) => valueIn(item, names)).filter((item) => item !== undefined); }
  if (!isObject(value)) { return value; }
  const [[name, argument] = ['', undefined], ...others] = Object.entries(value);
  if (others.length === 0 && name === 'Ref') { return names.refs.get(String(argument)); }
  const isJoin = others.length === 0 && name === 'Fn::Join' && Array.isArray(argument) && Array.isArray(argument[1]);
  if (isJoin) { return joined(argument[0], argument[1], names); }
  if (others.length === 0 && name.startsWith('Fn::')) { return undefined; }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, valueIn(item, names)]).filter(([, item]) => item !== undefined));
}

function joined(delimiter: unknown, parts: readonly unknown[], names: KnownNames): string | undefined {
  const values = parts.map((part) => valueIn(part, names));
  return values.every((part) => typeof part === 'string' || typeof part === 'number') ? values.join(String(delimiter)) : undefined;
}
