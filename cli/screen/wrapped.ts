import { cellWidth } from './cells';

/**
 * Lines that are broken between words, and not before a %. A word that is longer than a line stays whole.
 *
 * @param indent before each line, part of its width
 */
export function wrapped(text: string, columns: number, indent = ''): string[] {
  const lines: string[] = [];
  for (const word of text.split(/ (?!%)/)) {
    const last = lines[lines.length - 1];
    if (last !== undefined && cellWidth(last) + 1 + cellWidth(word) <= columns) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(indent + word);
    }
  }
  return lines;
}
