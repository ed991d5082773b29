import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const MAP = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8').split('## The map of the house')[1].split('\n## ')[0];
/** What the first column of the map names. `*` stands for any room. */
const LISTED = MAP.split('\n')
  .filter((line) => line.startsWith('| `'))
  .flatMap((line) => [...line.split(' | ')[0].matchAll(/`([^`]+)`/g)].map(([, path]) => path));

/** The rooms: folders beside lib and in lib, and the loose files of lib. */
function rooms(): string[] {
  const files = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8', maxBuffer: 1e8 })
    .split('\n')
    .filter((file) => existsSync(join(ROOT, file)));
  const topLevel = files
    .filter((file) => file.includes('/') && !file.startsWith('.'))
    .map((file) => `${file.split('/')[0]}/`)
    .filter((folder) => folder !== 'lib/');
  const ofLibrary = files
    .filter((file) => file.startsWith('lib/'))
    .map((file) => file.split('/').slice(0, 2))
    .map(([lib, name]) => name.endsWith('.ts') ? `${lib}/${name}` : `${lib}/${name}/`);
  return [...new Set([...topLevel, ...ofLibrary])].sort();
}

test('the map in CONTRIBUTING.md lists every room', () => {
  expect(rooms().filter((room) => !LISTED.includes(room))).toEqual([]);
});

test('the map in CONTRIBUTING.md lists no room that is not there', () => {
  expect(LISTED.filter((path) => !path.includes('*') && !existsSync(join(ROOT, path)))).toEqual([]);
});
