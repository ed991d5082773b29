import { isObject } from './is-object';
import { attributeOf } from './template-values';

/**
 * Where two values of a template differ: `MethodSettings.ThrottlingRateLimit`, each place once. Items of a list go by the name of the list.
 *
 * The order of properties doesn't matter, nor does whether a number or boolean is written as text.
 */
export function propertyDifferences(base: unknown, today: unknown): string[] {
  return [...new Set(differences(base, today, ''))].sort();
}

function differences(base: unknown, today: unknown, place: string): string[] {
  const [one, other] = [withPairs(base), withPairs(today)];
  if (Array.isArray(one) && Array.isArray(other) && one.length === other.length) {
    return one.flatMap((item, i) => differences(item, other[i], place));
  }
  if (isPlain(one) && isPlain(other)) {
    return [...new Set([...Object.keys(one), ...Object.keys(other)])]
      .flatMap((name) => differences(one[name], other[name], place === '' ? name : `${place}.${name}`));
  }
  return canonical(one) === canonical(other) ? [] : [place];
}

/** An object with names of its own, and not what CloudFormation computes. */
function isPlain(value: unknown): value is Record<string, unknown> {
  return isObject(value) && !Object.keys(value).some((name) => name === 'Ref' || name.startsWith('Fn::'));
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) { return `[${value.map((item) => canonical(withPairs(item))).join()}]`; }
  if (!isObject(value)) { return JSON.stringify(String(value)); }
  const names = Object.keys(value).sort().filter((name) => value[name] !== undefined);
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(withPairs(value[name]))}`).join()}}`;
}

/** The value with `Fn::GetAtt` as a list, which templates may also write as text. */
function withPairs(value: unknown): unknown {
  const attribute = attributeOf(value);
  return attribute ? { 'Fn::GetAtt': [attribute.logicalId, attribute.attribute] } : value;
}
