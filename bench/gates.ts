/**
 * `npm run bench:gates`: gates against each other, on the same simulated traffic. `--runs N` (default 500), `--seed N` (default 1), `--write` into
 * the docs.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pictureOf, withGateTables } from './gates/document';
import { measure } from './gates/measure';
import { tables } from './gates/tables';

const ROOT = join(__dirname, '..');

function main(): void {
  const { values } = parseArgs({
    options: { runs: { type: 'string', default: '500' }, seed: { type: 'string', default: '1' }, write: { type: 'boolean', default: false } },
  });
  const results = measure(wholeNumber('--runs', values.runs), wholeNumber('--seed', values.seed), (line) => console.error(line));
  for (const [name, table] of Object.entries(tables(results))) { console.log(`\n${name}\n\n${table}`); }
  if (!values.write) { return; }
  const guide = join(ROOT, 'docs', 'gates.md');
  const document = withGateTables(readFileSync(guide, 'utf8'), results);
  writeFileSync(guide, document);
  writeFileSync(join(ROOT, 'docs', 'images', 'gates.svg'), pictureOf(document));
}

function wholeNumber(option: string, text: string): number {
  if (!/^\d+$/.test(text) || Number(text) < 1) { throw new Error(`${option} must be a whole number from 1, got '${text}'.`); }
  return Number(text);
}

try {
  main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
