import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Page } from './page';

const ROOT = join(__dirname, '..', '..');
const PAGES = ['.', 'docs'].flatMap((folder) => readdirSync(join(ROOT, folder)).map((name) => join(folder, name)))
  .filter((path) => path.endsWith('.md') && path !== 'API.md')
  .map((path) => new Page(path));
const byPath = new Map(PAGES.map((page) => [page.path, page]));

/** Links of a page to files and headings of this repository that are not there. */
function deadLinks(page: Page): string[] {
  return page.targets.filter((target) => !/^(https?|mailto):/.test(target)).filter((target) => {
    const [file, anchor] = target.split('#');
    const path = file === '' ? page.path : join(dirname(page.path), file);
    if (!existsSync(join(ROOT, path))) { return true; }
    const linked = byPath.get(path);
    return anchor !== undefined && linked !== undefined && !linked.anchors.includes(decodeURIComponent(anchor));
  });
}

test.each(PAGES.map((page) => [page.path, page] as const))('the links of %s lead somewhere', (_, page) => {
  expect(deadLinks(page)).toEqual([]);
});

test('there is a page with links', () => {
  expect(PAGES.flatMap(({ targets }) => targets).length).toBeGreaterThan(100);
});
