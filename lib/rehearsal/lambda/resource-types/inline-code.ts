import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let root: string | undefined;

/** A folder with this inline code (`ZipFile`) as `index.js`, as Lambda unpacks it; gone when this process ends. */
export function inlineCodeFolder(source: string): { directory: string; codeId: string } {
  const codeId = createHash('sha256').update(source).digest('hex');
  const directory = join(inlineCodeRoot(), codeId.slice(0, 32));
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'index.js'), source);
  return { directory, codeId };
}

function inlineCodeRoot(): string {
  if (root === undefined) {
    const created = mkdtempSync(join(tmpdir(), 'cdk-canary-inline-'));
    process.once('exit', () => rmSync(created, { recursive: true, force: true }));
    root = created;
  }
  return root;
}
