import { GatewayObject, VelocityError, VelocityValue } from './template-nodes';

/** A value as the template prints it. Maps print as in Java, lists as JSON (recorded on AWS: LocalStack `test_input_path_template_formatting`). */
export function printed(value: VelocityValue): string {
  if (value === null || value === undefined || value instanceof GatewayObject) { return ''; }
  if (Array.isArray(value)) { return JSON.stringify(value); }
  if (typeof value !== 'object') { return String(value); }
  return `{${Object.entries(value).map(([key, each]) => `${key}=${each === null ? 'null' : printed(each)}`).join(', ')}}`;
}

/** A property of a value. Nothing when it has none of this name. */
export function property(value: VelocityValue, name: string): VelocityValue {
  if (value instanceof GatewayObject) { return value.properties[name]; }
  if (Array.isArray(value)) { return value[Number(name)]; }
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** Calls a method of a value. @throws VelocityError for a method that is not played */
export function callMethod(value: VelocityValue, name: string, args: VelocityValue[]): VelocityValue {
  if (value instanceof GatewayObject && Object.hasOwn(value.methods, name)) { return value.methods[name](...args); }
  if (value === null || value === undefined) { return null; }
  const ofKind = (Array.isArray(value) ? LIST : typeof value === 'object' ? MAP : TEXT) as Methods<VelocityValue>;
  const method = [ofKind, ANY].find((methods) => Object.hasOwn(methods, name))?.[name];
  if (method === undefined) { throw new VelocityError(`the method ${name}() is not played`); }
  return method(value, ...args);
}

type Methods<T> = Readonly<Record<string, (value: T, ...args: any[]) => VelocityValue>>;
type VelocityMap = Record<string, VelocityValue>;

const ANY: Methods<VelocityValue> = {
  toString: (value: VelocityValue) => printed(value),
  equals: (value: VelocityValue, other: VelocityValue) => value === other,
};

const TEXT: Methods<string | number | boolean> = {
  length: (value) => String(value).length,
  isEmpty: (value) => String(value) === '',
  trim: (value) => String(value).trim(),
  toLowerCase: (value) => String(value).toLowerCase(),
  toUpperCase: (value) => String(value).toUpperCase(),
  contains: (value, part) => String(value).includes(String(part)),
  startsWith: (value, part) => String(value).startsWith(String(part)),
  endsWith: (value, part) => String(value).endsWith(String(part)),
  indexOf: (value, part) => String(value).indexOf(String(part)),
  substring: (value, from, to) => String(value).substring(Number(from), to === undefined ? undefined : Number(to)),
  split: (value, pattern) => String(value).split(new RegExp(String(pattern))),
  matches: (value, pattern) => new RegExp(`^(?:${String(pattern)})$`).test(String(value)),
  replace: (value, part, by) => String(value).replaceAll(String(part), () => String(by)),
  replaceAll: (value, pattern, by) => String(value).replace(new RegExp(String(pattern), 'g'), String(by)),
  concat: (value, other) => String(value) + String(other),
};

const LIST: Methods<VelocityValue[]> = {
  size: (value) => value.length,
  isEmpty: (value) => value.length === 0,
  get: (value, index) => value[Number(index)],
  contains: (value, element) => value.includes(element),
  add: (value, element) => {
    value.push(element);
    return true;
  },
};

const MAP: Methods<VelocityMap> = {
  size: (value) => Object.keys(value).length,
  isEmpty: (value) => Object.keys(value).length === 0,
  get: (value, key) => value[String(key)],
  containsKey: (value, key) => String(key) in value,
  keySet: (value) => Object.keys(value),
  values: (value) => Object.values(value),
  entrySet: (value) => Object.entries(value).map(([key, each]) => ({ key, value: each })),
  put: (value, key, each) => {
    value[String(key)] = each;
    return each;
  },
};
