import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let root: string | undefined;
/** Code whose folder this process has written: rehearsals create the same functions over and over. */
const written = new Map<string, { directory: string; codeId: string }>();

/** A folder with this inline code (`ZipFile`) as `index.js`, as Lambda unpacks it. Gone when this process ends. */
export function inlineCodeFolder(source: string): { directory: string; codeId: string } {
  const known = written.get(source);
  if (known !== undefined) { return known; }
  const codeId = createHash('sha256').update(source).digest('hex');
  const directory = join(inlineCodeRoot(), codeId.slice(0, 32));
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'index.js'), source);
  const folder = { directory, codeId };
  written.set(source, folder);
  return folder;
}

function inlineCodeRoot(): string {
  if (root === undefined) {
    const created = mkdtempSync(join(tmpdir(), 'cdk-canary-inline-'));
    process.once('exit', () => rmSync(created, { recursive: true, force: true }));
    root = created;
  }
  return root;
}
