import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The repository. */
export const ROOT = join(__dirname, '..', '..');

/** What the repository pins: the lowest version that the package promises to work with. */
export function pinned(dependency: string): string {
  return JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).devDependencies[dependency];
}

/** A folder outside of the repository, so that nothing is found in a node_modules above the apps. */
export class Scratch {
  readonly folder = mkdtempSync(join(tmpdir(), 'check-packages-'));

  /** A folder of its own for a purpose. */
  dir(name: string): string {
    const folder = join(this.folder, name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
