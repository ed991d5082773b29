import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

/** A piece of TypeScript in the documentation. */
export interface Snippet {
  /** File and line, or the API that it is an example of. */
  readonly where: string;
  readonly source: string;
  /** Name of the file in rosetta/ that is put around it. */
  readonly fixture: string;
}

/** The blocks of a Markdown file that start with ```ts, optionally with `fixture=NAME`, as jsii-rosetta reads them. */
export function snippetsIn(path: string): Snippet[] {
  const text = readFileSync(join(ROOT, path), 'utf8');
  return [
    ...text.matchAll(/^```(?:ts|typescript)(?: +fixture=(\S+))?[^\S\n]*\n([\s\S]*?)^```$/gm),
  ].map(({ 1: fixture = 'default', 2: source, index }) => ({
    where: `${path}:${text.slice(0, index).split('\n').length}`, source, fixture,
  }));
}

/** A whole file: the snippet in the place of the fixture's `/// here`, its imports above. */
export function completed({ source, fixture }: Snippet): string {
  const lines = source.split('\n');
  const isImport = (line: string) => /^import /.test(line);
  const body = lines.filter((line) => !isImport(line)).join('\n');
  const around = readFileSync(join(ROOT, 'rosetta', `${fixture}.ts-fixture`), 'utf8');
  return [...lines.filter(isImport), around.replace('/// here', () => body)].join('\n');
}
