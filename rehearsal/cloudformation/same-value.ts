/** Whether two resolved values are equal, key order aside. */
export function sameValue(left: unknown, right: unknown): boolean {
  if (left === right) { return true; }
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) { return false; }
  if (Array.isArray(left) || Array.isArray(right)) {
    return Array.isArray(left) && Array.isArray(right) && left.length === right.length && left.every((element, i) => sameValue(element, right[i]));
  }
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length
    && keys.every((key) => key in right && sameValue((left as Record<string, unknown>)[key], (right as Record<string, unknown>)[key]));
}
