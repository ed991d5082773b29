import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Library } from './library';
import { Page } from './page';
import { NAMED_FIRST, withWhatToReadFirst } from '../../scripts/api-reference/what-to-read-first';

const ROOT = join(__dirname, '..', '..');
const GENERATED = '# API Reference <a name="API Reference" id="api-reference"></a>\n\n## Constructs\n';

describe('what to read first in the API reference', () => {
  const written = withWhatToReadFirst(GENERATED);

  test('stands between the title and the first type', () => {
    expect(written.startsWith(`${GENERATED.split('\n')[0]}\n`)).toBe(true);
    expect(written.indexOf('Begin with')).toBeLessThan(written.indexOf('## Constructs'));
  });

  test('stands there once, however often it is written', () => {
    expect(withWhatToReadFirst(written)).toBe(written);
  });

  test('names types that the package exports', () => {
    const exported = new Library([]).exports.map(({ name }) => name);
    expect(NAMED_FIRST.filter((name) => !exported.includes(name))).toEqual([]);
  });

  test('links guides that there are', () => {
    const guides = [...written.matchAll(/blob\/main\/([^#)]+)(?:#([^)]+))?\)/g)];
    expect(guides.filter(([, path, anchor]) => anchor !== undefined && !new Page(path).anchors.includes(anchor))).toEqual([]);
    expect(guides.map(([, path]) => readFileSync(join(ROOT, path), 'utf8').length)).not.toContain(0);
  });

  test('is written whenever the reference is', () => {
    const { steps } = JSON.parse(readFileSync(join(ROOT, '.projen', 'tasks.json'), 'utf8')).tasks.docgen;
    expect(steps.at(-1)).toEqual({ exec: 'tsx scripts/api-reference.ts' });
  });
});
