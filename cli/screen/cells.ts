import { stripVTControlCharacters } from 'node:util';

/** East Asian wide and fullwidth characters, and emoji: they take two cells. */
// eslint-disable-next-line @stylistic/max-len -- one range after the other
const WIDE = /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1faff}\u{20000}-\u{3fffd}]/u;
/** Combining marks, joiners and variation selectors: they take none. */
const NARROW = /[\p{M}\u200b-\u200f\ufe00-\ufe0f]/u;

/** How many cells of a terminal a text takes, without its colours. */
export function cellWidth(text: string): number {
  return [...stripVTControlCharacters(text)].reduce((sum, character) => sum + widthOf(character), 0);
}

/** Fills a text with spaces, up to so many cells. */
export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - cellWidth(text)));
}

/** A name that is too long loses its middle: its ends tell more. @param width at least 3 */
export function shortenedName(name: string, width: number): string {
  if (cellWidth(name) <= width) { return name; }
  const [left, right] = [Math.ceil((width - 1) / 2), Math.floor((width - 1) / 2)];
  const characters = [...name];
  return `${fitting(characters, left).join('')}…${fitting([...characters].reverse(), right).reverse().join('')}`;
}

function fitting(characters: readonly string[], width: number): string[] {
  const taken: string[] = [];
  let left = width;
  for (const character of characters) {
    left -= widthOf(character);
    if (left < 0) { break; }
    taken.push(character);
  }
  return taken;
}

function widthOf(character: string): number {
  return NARROW.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
}

/** A line that is cut at its end, colours left whole. */
export function clipped(line: string, width: number): string {
  if (cellWidth(line) <= width) { return line; }
  let left = width - 1;
  // eslint-disable-next-line no-control-regex
  const kept = line.split(/(\u001b\[[0-9;]*m)/).map((part, index) => {
    if (index % 2 === 1) { return part; }
    const taken = fitting([...part], left).join('');
    left = taken === part ? left - cellWidth(part) : 0;
    return taken;
  });
  return `${kept.join('')}…`;
}
