import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Makes new folders that are gone after each test. */
export function inScratchFolder(): (prefix: string) => string {
  let root: string;
  beforeEach(() => { root = mkdtempSync(join(tmpdir(), 'rehearsal-test-')); });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  return (prefix) => mkdtempSync(join(root, prefix));
}
