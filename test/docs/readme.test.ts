import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Page } from './page';

const ROOT = join(__dirname, '..', '..');
const REPOSITORY = 'https://github.com/cdk-canary-rest-api/cdk-canary-rest-api';
const PICTURES = 'https://raw.githubusercontent.com/cdk-canary-rest-api/cdk-canary-rest-api/main/docs/images/';
/** What only somebody with a clone can type. */
const OF_A_CLONE = /npm (ci|test|run)|npx projen/;

const README = new Page('README.md');
const JAPANESE = new Page('README.ja.md');

/** Why a link of a README leads nowhere from npm, Construct Hub or node_modules. Nothing, if it does not. */
function objectionTo(target: string): string | undefined {
  if (target.startsWith(PICTURES)) { return existsSync(join(ROOT, 'docs', 'images', target.slice(PICTURES.length))) ? undefined : 'no such picture'; }
  if (!target.startsWith(REPOSITORY)) { return /^https:\/\//.test(target) ? undefined : 'it is not absolute'; }
  const [, path, anchor] = /^\/(?:blob|tree)\/main\/([^#]+)(?:#(.+))?$/.exec(target.slice(REPOSITORY.length)) ?? [];
  if (path === undefined || !existsSync(join(ROOT, path))) { return 'no such file'; }
  return anchor === undefined || new Page(path).anchors.includes(decodeURIComponent(anchor)) ? undefined : 'no such heading';
}

describe.each([['README.md', README], ['README.ja.md', JAPANESE]])('%s', (_, page) => {
  test('is a page, not a book: at most 180 lines, and no section over 25', () => {
    expect(page.lines.length).toBeLessThanOrEqual(180);
    const ends = [...page.headings.slice(1).map(({ line }) => line), page.lines.length + 1];
    expect(page.headings.map(({ title, line }, index) => ({ title, lines: ends[index] - line })).filter(({ lines }) => lines > 25)).toEqual([]);
  });

  test('has its first code within 25 lines, and nothing that needs a clone before line 60', () => {
    expect(page.blocks.find(({ language }) => language === 'ts')!.line).toBeLessThan(26);
    expect(page.lines.slice(0, 59).filter((line) => OF_A_CLONE.test(line))).toEqual([]);
  });

  test('names the commands that CI runs', () => {
    const commands = page.blocks.filter(({ language }) => language === 'sh').map(({ source }) => source).join('\n');
    expect(commands).toMatch(/^npm ci && npm run demo\b/m);
    expect(commands).toMatch(/^npm ci && npm test\b/m);
  });

  test('has links that lead somewhere from npm, too', () => {
    expect(page.targets.length).toBeGreaterThan(20);
    expect(page.targets.map((target) => ({ target, objection: objectionTo(target) })).filter(({ objection }) => objection)).toEqual([]);
  });
});

describe('a link', () => {
  test.each([
    ['docs/traps.md', 'it is not absolute'],
    [`${REPOSITORY}/blob/main/docs/nothing.md`, 'no such file'],
    [`${REPOSITORY}/blob/main/docs/traps.md#nothing`, 'no such heading'],
    [`${PICTURES}nothing.svg`, 'no such picture'],
  ])('%s is objected to', (target, objection) => {
    expect(objectionTo(target)).toBe(objection);
  });
});

describe('README.ja.md, beside README.md', () => {
  const withoutComments = (source: string): string => source.replace(/\s*(\/\/|#).*$/gm, '');
  const tables = ({ prose }: Page): number[] => prose.split('\n').filter((line) => /^\|[-|]+\|$/.test(line))
    .map((line) => line.split('|').length - 2);

  test('has the same headings, level by level', () => {
    expect(JAPANESE.headings.map(({ level }) => level)).toEqual(README.headings.map(({ level }) => level));
  });

  test('has the same code, apart from comments', () => {
    expect(JAPANESE.blocks.map(({ language }) => language)).toEqual(README.blocks.map(({ language }) => language));
    expect(JAPANESE.blocks.map(({ source }) => withoutComments(source))).toEqual(README.blocks.map(({ source }) => withoutComments(source)));
  });

  test('has tables of as many columns, with as many rows', () => {
    const rows = ({ prose }: Page): number => prose.split('\n').filter((line) => line.startsWith('|')).length;
    expect(tables(JAPANESE)).toEqual(tables(README));
    expect(rows(JAPANESE)).toBe(rows(README));
  });
});
