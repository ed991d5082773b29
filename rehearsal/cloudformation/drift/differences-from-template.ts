import { Properties } from '../resource-type';

/** How a live property differs from the template. `ADD` is an additional element of a list or key of a map. */
export interface PropertyDifference {
  /** For instance `/CanarySetting/PercentTraffic`. */
  readonly path: string;
  readonly type: 'ADD' | 'REMOVE' | 'NOT_EQUAL';
  /** Absent for `ADD`. */
  readonly expected?: unknown;
  /** Absent for `REMOVE`. */
  readonly actual?: unknown;
}

/**
 * Where the live properties differ from those of the template.
 *
 * Only what the template sets is compared: a live property that it does not mention is no difference, such as a canary on a stage
 * without `CanarySetting`. A property that the resource type does not tell is not compared either, such as the code of a function.
 *
 * @param expected resolved properties of the template
 * @param live what the type tells of the resource. A property that it tells, but that is not there, is undefined
 * @param maps paths of properties whose keys are the user's, where an additional key counts
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html
 */
export function differencesFromTemplate(expected: Properties, live: Properties, maps: ReadonlyArray<string> = []): PropertyDifference[] {
  return Object.keys(expected)
    .filter((name) => name in live)
    .flatMap((name) => valueDifferences(`/${name}`, expected[name], live[name], maps));
}

function valueDifferences(path: string, expected: unknown, actual: unknown, maps: ReadonlyArray<string>): PropertyDifference[] {
  if (actual === undefined) { return isEmpty(expected) ? [] : [{ path, type: 'REMOVE', expected }]; }
  if (Array.isArray(expected) && Array.isArray(actual)) { return listDifferences(path, expected, actual, maps); }
  if (isObject(expected) && isObject(actual)) { return objectDifferences(path, expected, actual, maps); }
  // A template may write a number or a boolean as text.
  return isObject(expected) || isObject(actual) || String(expected) !== String(actual) ? [{ path, type: 'NOT_EQUAL', expected, actual }] : [];
}

function objectDifferences(path: string, expected: Properties, actual: Properties, maps: ReadonlyArray<string>): PropertyDifference[] {
  const added = maps.includes(path) ? Object.keys(actual).filter((key) => !(key in expected)) : [];
  return [
    ...Object.keys(expected).flatMap((key) => valueDifferences(`${path}/${key}`, expected[key], actual[key], maps)),
    ...added.map((key): PropertyDifference => ({ path: `${path}/${key}`, type: 'ADD', actual: actual[key] })),
  ];
}

function listDifferences(path: string, expected: unknown[], actual: unknown[], maps: ReadonlyArray<string>): PropertyDifference[] {
  return [
    ...expected.flatMap((element, index) => valueDifferences(`${path}/${index}`, element, actual[index], maps)),
    ...actual.slice(expected.length)
      .map((element, index): PropertyDifference => ({ path: `${path}/${expected.length + index}`, type: 'ADD', actual: element })),
  ];
}

function isObject(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null;
}

/** An empty map or list is the same as none to every service played here. */
function isEmpty(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}
