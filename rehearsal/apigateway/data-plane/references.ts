/**
 * Puts values in place of the Velocity references `$<object>.<name>` and `${<object>.<name>}`. An unknown name leaves nothing.
 *
 * @param object regular expression of the object's name, for instance `context`
 */
export function replaceReferences(template: string, object: string, values: Readonly<Record<string, string>>): string {
  const name = '\\w+(?:\\.\\w+)*';
  return template.replace(
    new RegExp(`\\$(?:\\{${object}\\.(${name})\\}|${object}\\.(${name}))`, 'g'),
    (_, inBraces: string | undefined, bare: string | undefined) => values[inBraces ?? bare ?? ''] ?? '',
  );
}
