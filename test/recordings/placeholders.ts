import { isDeepStrictEqual } from 'node:util';

/** Values of the placeholders met so far in a scenario, by name. */
export type Bindings = Map<string, string>;

const PLACEHOLDER = /<((?:any|region|account|partition|role|backend|root|earlier answer|output \w+|[a-z][a-z-]*-\d+))>/g;

/** The value with placeholders replaced. A name that nothing has bound yet becomes its own value. */
export function fill(value: unknown, bindings: Bindings): any {
  if (typeof value === 'string') { return value.replace(PLACEHOLDER, (_, name: string) => bound(name, bindings)); }
  if (Array.isArray(value)) { return value.map((each) => fill(each, bindings)); }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [fill(key, bindings), fill(each, bindings)]));
  }
  return value;
}

/** How lists are compared. */
export type ListOrder = 'in-order' | 'any-order';

/**
 * How an answer differs from the recorded one. Nothing when every recorded field is there with its value.
 *
 * Placeholders that were not bound before are bound to what the answer has, but only when the whole agrees.
 */
export function differences(recorded: unknown, answer: unknown, order: ListOrder, bindings: Bindings): string[] {
  const attempt = new Map(bindings);
  const found = compare(recorded, answer, order, attempt, '');
  if (found.length === 0) { attempt.forEach((value, name) => bindings.set(name, value)); }
  return found;
}

function compare(recorded: unknown, answer: unknown, order: ListOrder, bindings: Bindings, path: string): string[] {
  const read = typeof recorded !== 'string' && typeof answer === 'string' ? parsed(answer) : answer;
  if (typeof recorded === 'string') { return compareText(recorded, read, bindings, path); }
  if (Array.isArray(recorded)) { return Array.isArray(read) ? compareLists(recorded, read, order, bindings, path) : [differs(recorded, read, path)]; }
  if (typeof recorded === 'object' && recorded !== null) {
    if (typeof read !== 'object' || read === null) { return [differs(recorded, read, path)]; }
    return Object.entries(recorded).flatMap(([key, value]) =>
      compare(value, (read as Record<string, unknown>)[fill(key, bindings)], order, bindings, `${path}.${key}`));
  }
  return isDeepStrictEqual(recorded, read) ? [] : [differs(recorded, read, path)];
}

function compareLists(recorded: readonly unknown[], answer: readonly unknown[], order: ListOrder, bindings: Bindings, path: string): string[] {
  if (recorded.length !== answer.length) { return [differs(recorded, answer, path)]; }
  if (order === 'in-order') { return recorded.flatMap((each, index) => compare(each, answer[index], order, bindings, `${path}[${index}]`)); }
  const left = [...answer];
  return recorded.flatMap((each, index) => {
    const found = left.findIndex((candidate) => differences(each, candidate, order, bindings).length === 0);
    if (found < 0) { return [differs(each, left, `${path}[${index}]`)]; }
    left.splice(found, 1);
    return [];
  });
}

function compareText(recorded: string, answer: unknown, bindings: Bindings, path: string): string[] {
  if (answer === undefined || answer === null) { return [differs(recorded, answer, path)]; }
  const names: string[] = [];
  const pieces = recorded.split(PLACEHOLDER).map((piece, index) => {
    if (index % 2 === 0) { return escaped(piece); }
    if (bindings.has(piece)) { return escaped(bindings.get(piece)!); }
    names.push(piece);
    return piece === 'any' ? '(.*)' : '(.+)';
  });
  const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
  const pattern = new RegExp(`^${pieces.join('')}$`, 's');
  // Text that is JSON may be written as the value that it holds.
  const match = pattern.exec(text) ?? pattern.exec(String(parsed(text)));
  if (match === null) { return [differs(recorded, answer, path)]; }
  names.forEach((name, index) => { if (name !== 'any') { bindings.set(name, match[index + 1]); } });
  return [];
}

function bound(name: string, bindings: Bindings): string {
  if (!bindings.has(name)) { bindings.set(name, name); }
  return bindings.get(name)!;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function differs(recorded: unknown, answer: unknown, path: string): string {
  return `${path || '.'}: AWS ${JSON.stringify(recorded)}, here ${JSON.stringify(answer)}`;
}
