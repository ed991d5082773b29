/**
 * Compares the snapshots of stacks in a `cdk.Stage`: `npx tsx integ/lifecycle/stage-snapshots.ts [--update]`.
 *
 * integ-runner looks at the stacks of the App only, and says of all others that nothing changed. Ids of assets do not count, as with the runner.
 * Exits with 1 when a template differs.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';

const integ = path.join(__dirname, '..');
const [option] = process.argv.slice(2);

/** Templates of Stages, by their place in a cloud assembly. */
function templatesIn(assembly: string): string[] {
  return readdirSync(assembly, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.startsWith('assembly-') && file.endsWith('.template.json'))
    .sort();
}

/** The salt of an assertion is the time of its synthesis. */
function readTemplate(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8').replace(/[0-9a-f]{64}/g, '(asset)').replace(/"salt": "\d+"/g, '"salt": "(time)"') : '';
}

/** The Stage templates of an app that differ from its snapshot, or are missing on one side. */
function differing(snapshot: string, synthesized: string): string[] {
  return [...new Set([...templatesIn(snapshot), ...templatesIn(synthesized)])]
    .filter((file) => readTemplate(path.join(snapshot, file)) !== readTemplate(path.join(synthesized, file)));
}

let failed = false;
for (const name of readdirSync(integ).filter((file) => file.endsWith('.snapshot'))) {
  const snapshot = path.join(integ, name);
  if (templatesIn(snapshot).length === 0) { continue; }
  const outdir = mkdtempSync(path.join(tmpdir(), 'stage-snapshot-'));
  execFileSync('node', ['--import', 'tsx', path.join(integ, path.basename(name, '.snapshot'))], {
    // As integ-runner synthesizes.
    env: { ...process.env, CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify({ 'aws:cdk:enable-path-metadata': false }) },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const changed = differing(snapshot, outdir);
  if (option === '--update') {
    changed.forEach((file) => cpSync(path.join(outdir, file), path.join(snapshot, file)));
  } else if (changed.length > 0) {
    failed = true;
  }
  process.stdout.write(`${name}: ${changed.length === 0 ? 'UNCHANGED in its Stages' : `CHANGED: ${changed.join(', ')}`}\n`);
  rmSync(outdir, { recursive: true });
}
process.exit(failed ? 1 : 0);
