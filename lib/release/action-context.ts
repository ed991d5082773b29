import { nearestName } from '../messages/nearest-name';
import { ERRORS_CONTEXT } from '../messages/warnings-as-errors';

/** Context key by which an operator says what a deploy does, without a change of code. */
export const ACTION_CONTEXT = 'cdk-canary-rest-api:action';

/** Every context key of this library. */
export const CONTEXT_KEYS: readonly string[] = [ACTION_CONTEXT, ERRORS_CONTEXT];

/** What stands in them behind the name of this package. */
const KEY_WORDS: readonly string[] = CONTEXT_KEYS.map((key) => key.split(':')[1]);

/** What an operator may say. */
export type ActionWord = 'promote' | 'abort' | 'hold' | 'skip';

/** What the operator said: one word for every release of the app, or words for some of them. */
export interface ActionInstruction {
  readonly bare?: ActionWord;
  /** By the path of a release, or of a construct around releases. */
  readonly byPath: ReadonlyMap<string, ActionWord>;
}

const WORDS: readonly unknown[] = ['promote', 'abort', 'hold', 'skip'];

/**
 * Reads the value of the context key. On the command line an object arrives as JSON text. An empty value, such as that of a variable of a CI job
 * that is not set, says nothing.
 *
 * @returns undefined if it is neither a word nor an object of words
 */
export function parseActionContext(value: unknown): ActionInstruction | undefined {
  if (isEmpty(value)) { return { byPath: new Map() }; }
  if (isWord(value)) { return { bare: value, byPath: new Map() }; }
  const object = typeof value === 'string' ? parseJson(value) : value;
  if (typeof object !== 'object' || object === null || Array.isArray(object)) { return undefined; }
  const entries = Object.entries(object).filter(([, word]) => !isEmpty(word));
  return entries.every(([, word]) => isWord(word)) ? { byPath: new Map(entries as Array<[string, ActionWord]>) } : undefined;
}

/** Paths that the context names, also those that it names with an empty word: a typo is one in either case. */
export function pathsInActionContext(value: unknown): string[] {
  const object = typeof value === 'string' ? parseJson(value) : value;
  return typeof object === 'object' && object !== null && !Array.isArray(object) ? Object.keys(object) : [];
}

/**
 * The path that says what a release does, out of those that the context names: its own, or the nearest around it.
 *
 * @param paths those by which the release is known
 */
export function nearestPath(paths: readonly string[], named: Iterable<string>): string | undefined {
  const around = [...named].filter((candidate) => paths.some((path) => path === candidate || path.startsWith(`${candidate}/`)));
  return around.sort((one, other) => other.length - one.length)[0];
}

/** The name of this package, however it is written, before a word. */
const OWN_NAME = /^\s*cdk[-_. ]?canary[-_. ]?rest[-_. ]?api\s*[:.=/]/i;
/** The name alone. Somebody may keep something of their own there, but no word that an operator says. */
const NOTHING_ELSE = /^\s*cdk[-_. ]?canary[-_. ]?rest[-_. ]?api\s*$/i;
/** A part of the name of this package, and a word. */
const SHORT_NAME = /^\s*(?:cdk[-_. ]?canary|canary[-_. ]?rest[-_. ]?api)\s*[:.=/]\s*(\w+)\s*$/i;

/** Keys of the context that are meant for this library and that it does not know: what they say would be dropped in silence. */
export function unknownContextKeys(context: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(context).filter(([key, value]) => !CONTEXT_KEYS.includes(key) && (OWN_NAME.test(key)
    || (NOTHING_ELSE.test(key) && isWord(value))
    || nearestName(key, CONTEXT_KEYS) !== undefined
    || nearestName(SHORT_NAME.exec(key)?.[1] ?? '', KEY_WORDS) !== undefined)).map(([key]) => key);
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

function isWord(value: unknown): value is ActionWord {
  return WORDS.includes(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
