import { VelocityError, VelocityValue } from './template-nodes';

/**
 * What a JSONPath finds in a value: names, indexes and `[*]`. Nothing when there is none.
 *
 * @throws VelocityError for filters, slices and deep scans, which are not played
 */
export function jsonPath(value: VelocityValue, path: string): VelocityValue {
  const steps = [...path.replace(/^\$/, '').matchAll(/\.?([\w-]+)|\[\s*'([^']*)'\s*\]|\[\s*"([^"]*)"\s*\]|\[\s*(-?\d+)\s*\]|(\[\*\]|\.\*)/gy)];
  const read = steps.reduce((length, [text]) => length + text.length, 0);
  if (read !== path.replace(/^\$/, '').length) { throw new VelocityError(`the path ${path} is not played`); }
  return steps.reduce<VelocityValue>((found, [, name, single, double, index, all]) => {
    if (all !== undefined) { return typeof found === 'object' && found !== null ? Object.values(found) as VelocityValue[] : undefined; }
    const key = name ?? single ?? double ?? index;
    if (Array.isArray(found)) { return index === undefined ? undefined : found.at(Number(index)); }
    return typeof found === 'object' && found !== null && Object.hasOwn(found, key) ? (found as Record<string, VelocityValue>)[key] : undefined;
  }, value);
}
