import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const ROOMS = ['lib', 'cli', 'rehearsal', 'integ', 'examples', 'scripts', 'bench', 'projenrc', 'test'];

/** Every docstring, by the file that it stands in. */
function docstrings(): Array<[file: string, text: string]> {
  const files = ROOMS
    .flatMap((room) => readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' }).map((path) => join(room, path)))
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts') && !/\.snapshot|node_modules|cdk\.out/.test(path));
  return files.flatMap((path) => [...readFileSync(join(ROOT, path), 'utf8').matchAll(/^ *\/\*\*[\s\S]*?\*\//gm)]
    .map(({ 0: text }): [string, string] => [path, text]));
}

/** A docstring without what is code in it. */
const prose = (text: string): string => text.replace(/@example[\s\S]*/, '').replace(/```[\s\S]*?```|`[^`]*`/g, '');

describe('a docstring', () => {
  const all = docstrings();

  test('is found in every room that has sources', () => {
    expect(new Set(all.map(([file]) => file.split('/')[0]))).toEqual(new Set(ROOMS));
  });

  // The API reference prints what follows the name as it stands, a hyphen, too.
  test('writes @param in one form: the name, then the text, without a hyphen or a type', () => {
    expect(all.filter(([, text]) => /@param (?:\{|\S+ - |\S+\s*$)/m.test(text))).toEqual([]);
  });

  // One thought a sentence. API.md cuts summaries at the first full stop, so what stands behind a semicolon is in every list of members.
  test('has full stops, not semicolons', () => {
    expect(all.filter(([, text]) => /;(?:\s|$)/m.test(prose(text)))).toEqual([]);
  });

  test('says something', () => {
    expect(all.filter(([, text]) => !/[a-z0-9]/i.test(text))).toEqual([]);
  });
});
