import { DefinitionNotPlayed, Json } from './definition';

/** A path that leads nowhere, or to a value of the wrong kind. */
export class PathError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'States.Runtime';
  }
}

/** What a path can lead into: the data of the execution (`$`), and its context object (`$$`). */
export interface Readable {
  readonly data: Json;
  readonly context: Json;
}

const STEP = /\.([A-Za-z_][\w-]*)|\[(\d+)\]|\['([^']+)'\]/y;

/** The names and indexes of a path. @throws DefinitionNotPlayed for wildcards, slices, filters and functions */
export function stepsOf(path: string): Array<string | number> {
  const start = /^\$\$?/.exec(path)?.[0];
  const steps: Array<string | number> = [];
  const step = new RegExp(STEP);
  step.lastIndex = start?.length ?? 0;
  while (start !== undefined && step.lastIndex < path.length) {
    const found = step.exec(path);
    if (found === null) { throw new DefinitionNotPlayed(`the path ${path} is more than names and indexes.`); }
    steps.push(found[2] === undefined ? found[1] ?? found[3] : Number(found[2]));
  }
  if (start === undefined) {
    throw new DefinitionNotPlayed(`${path} is no path: it begins with $ or $$, and functions (States.Format, ...) are not played.`);
  }
  return steps;
}

/** The value at a path. `undefined` when there is none. */
export function find(path: string, { data, context }: Readable): Json | undefined {
  const from: Json | undefined = path.startsWith('$$') ? context : data;
  return stepsOf(path).reduce<Json | undefined>((value, step) => (
    typeof value === 'object' && value !== null && Object.hasOwn(value, step) ? (value as Record<string | number, Json>)[step] : undefined
  ), from);
}

/** The value at a path. @throws PathError when there is none */
export function read(path: string, from: Readable): Json {
  const value = find(path, from);
  if (value === undefined) { throw new PathError(`The path '${path}' has no value in the ${path.startsWith('$$') ? 'context object' : 'input'}.`); }
  return value;
}

/** Data with a value at a path of names. Objects on the way are made. `$` replaces everything, `null` discards the value. @throws PathError */
export function write(path: string | null, data: Json, value: Json): Json {
  if (path === null) { return data; }
  const put = (target: Json | undefined, [step, ...rest]: ReadonlyArray<string | number>): Json => {
    if (step === undefined) { return value; }
    const isObject = typeof target === 'object' && target !== null && !Array.isArray(target);
    if (target !== undefined && !isObject || typeof step === 'number') { throw new PathError(`The ResultPath '${path}' can't be set in the input.`); }
    return { ...target, [step]: put(target?.[step], rest) };
  };
  return put(data, stepsOf(path));
}
