import { cellWidth } from './cells';
import { wrapped } from './wrapped';

type Paint = (text: string) => string;

/**
 * A text that is broken between words, its other lines below its first word.
 *
 * @param before what the first line begins with: a mark, a number, spaces
 * @param paint colours the text of each line. @default - it stays as it is
 */
export function hanging(before: string, text: string, columns: number, paint: Paint = (same) => same): string[] {
  const indent = ' '.repeat(cellWidth(before));
  return wrapped(text, columns, indent).map((line, index) => `${index === 0 ? before : indent}${paint(line.slice(indent.length))}`);
}
