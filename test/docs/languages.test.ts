import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Page } from './page';
import * as library from '../../lib';

const ROOT = join(__dirname, '..', '..');
/** The apps that `npx projen check-packages` runs with the packages. */
const APPS: Readonly<Record<string, string>> = {
  python: 'examples/python/shop.py', java: 'examples/java/src/main/java/shop/ShopApp.java', go: 'examples/go/shop/main.go',
};
const GUIDE = new Page('docs/languages.md');
const TASKS = GUIDE.headings.filter(({ level }) => level === 2).map(({ title }) => title);

/** What stands between the marks of a task in an app, without its indentation. */
function excerpt(path: string, task: string): string {
  const [, text] = new RegExp(`^[^\\n]*(?://|#) docs: ${task.toLowerCase()}\\n([\\s\\S]*?)^[^\\n]*(?://|#) docs: end$`, 'm')
    .exec(readFileSync(join(ROOT, path), 'utf8')) ?? [];
  if (text === undefined) { throw new Error(`${path} has no mark 'docs: ${task.toLowerCase()}'.`); }
  const [indentation] = /^\s*/.exec(text)!;
  return text.split('\n').map((line) => line.startsWith(indentation) ? line.slice(indentation.length) : line).join('\n').replace(/\s+$/, '\n');
}

describe.each(TASKS)('%s', (task) => {
  test.each(Object.entries(APPS))('in %s is what its app runs', (language, path) => {
    expect(GUIDE.section(task).blocks.find((block) => block.language === language)!.source).toBe(excerpt(path, task));
  });

  test('is told in C#, with names that there are', () => {
    const { source } = GUIDE.section(task).blocks.find(({ language }) => language === 'csharp')!;
    const names = [...source.matchAll(/new ((?!CanaryRelease(?:Props|Options)\b)[A-Z]\w+)\(|\b(UnqualifiedFunctions)\.(\w+)/g)];
    for (const [, type = 'CanaryRelease', enumeration, member] of names) {
      expect(Object.keys(library)).toContain(type);
      if (enumeration) { expect(Object.keys(library.UnqualifiedFunctions)).toContain(member); }
    }
    expect(source).toMatch(/CanaryRelease|release\.Promote\(\)|ReleasedThroughCanary/);
  });
});

test('there are the tasks of the guide', () => {
  expect(TASKS).toEqual(['Adopt', 'Hold', 'Promote', 'Release all']);
});

test.each(Object.entries({ ...APPS, typescript: 'examples/typescript/shop.ts' }))('the app in %s is linked', (_, path) => {
  expect(GUIDE.targets).toContain(`../${path}`);
});
