/** Whether the value is what JSON and YAML call an object or a mapping. */
export function isObject(value: unknown): value is Record<string, any> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
