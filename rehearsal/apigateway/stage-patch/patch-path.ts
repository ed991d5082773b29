/** The parts of a JSON pointer, unescaped (`~1` is a slash, `~0` a tilde). */
export function pathParts(path: string): string[] {
  return path.split('/').slice(1).map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'));
}

/** One part of a JSON pointer, escaped. */
export function pathPart(text: string): string {
  return text.replace(/~/g, '~0').replace(/\//g, '~1');
}
