import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

/** A package of others whose code is in a bundle that ships. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** As its package.json says. */
  readonly licence: string;
  /** The text of its licence, and its notice if there is one. */
  readonly text: string;
  /** Files in assets/ that contain code of it. */
  readonly bundles: readonly string[];
}

/** What esbuild finds when it builds the bundles of .projen/tasks.json, sorted by name. */
export function bundledPackages(): BundledPackage[] {
  const found = new Map<string, BundledPackage>();
  for (const args of bundleCommands()) {
    const bundle = args.find((arg) => arg.startsWith('--outfile='))!.slice('--outfile='.length);
    for (const folder of packageFoldersOf(args)) {
      const one = describe(folder);
      // npm may have installed it several times in one version.
      const id = `${one.name}@${one.version}`;
      const bundles = new Set([...found.get(id)?.bundles ?? [], bundle]);
      found.set(id, { ...one, bundles: [...bundles].sort() });
    }
  }
  return [...found].sort(([a], [b]) => a < b ? -1 : 1).map(([, one]) => one);
}

/** Arguments of esbuild, without its name. */
function bundleCommands(): string[][] {
  const { tasks } = JSON.parse(readFileSync(join(ROOT, '.projen', 'tasks.json'), 'utf8'));
  return Object.entries<any>(tasks).filter(([name]) => name.startsWith('bundle:') && !name.endsWith(':watch'))
    .flatMap(([, { steps }]) => steps.map(({ execArgs }: { execArgs?: string[] }) => execArgs))
    .filter((command?: string[]) => command?.[0] === 'esbuild').map((command) => command.slice(1));
}

function packageFoldersOf(args: readonly string[]): Set<string> {
  const scratch = mkdtempSync(join(tmpdir(), 'licences-'));
  const metafile = join(scratch, 'meta.json');
  try {
    const elsewhere = args.filter((arg) => !arg.startsWith('--outfile='));
    // By command: its library does not run inside jest, whose Uint8Array is another one.
    const { status, stderr } = spawnSync('npx', [
      'esbuild', ...elsewhere, `--outfile=${join(scratch, 'bundle.js')}`, `--metafile=${metafile}`,
    ], { cwd: ROOT, encoding: 'utf8' });
    if (status !== 0) { throw new Error(`esbuild ${args.join(' ')} exited with ${status}: ${stderr}`); }
    const { inputs } = JSON.parse(readFileSync(metafile, 'utf8'));
    return new Set(Object.keys(inputs).flatMap((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []));
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

function describe(folder: string): Omit<BundledPackage, 'bundles'> {
  const { name, version, license } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));
  const files = readdirSync(join(ROOT, folder)).filter((entry) => /^(licen[cs]e|notice)/i.test(entry)).sort();
  const text = files.map((file) => readFileSync(join(ROOT, folder, file), 'utf8').replace(/\r/g, '').trim()).join('\n\n');
  return { name, version, licence: String(license), text };
}
