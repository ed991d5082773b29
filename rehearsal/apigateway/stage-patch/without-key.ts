/** The map without one key. `undefined` instead of an empty map. */
export function withoutKey<V>(map: Readonly<Record<string, V>> | undefined, key: string): Record<string, V> | undefined {
  const rest = Object.entries(map ?? {}).filter(([name]) => name !== key);
  return rest.length > 0 ? Object.fromEntries(rest) : undefined;
}
