import { join } from 'node:path';
import { runCommand } from './command';
import { ExpectedByExample, expectSameTemplates } from './examples';
import { ROOT, Scratch } from './scratch';

/** The source package, compiled into examples/go. */
export function checkGo(scratch: Scratch, expected: ExpectedByExample): void {
  runCommand('rm -rf dist/go && npx projen package:go', { cwd: ROOT });
  const example = join(ROOT, 'examples', 'go');
  const app = join(scratch.dir('go'), 'practice');
  // Says why it is there.
  const env = { GOWORK: join(__dirname, 'go.work') };
  runCommand(`go build -o '${app}' .`, { cwd: example, env });
  runCommand('go vet .', { cwd: example, env });
  expectSameTemplates('Go', { command: `'${app}'`, cwd: example }, scratch, expected.practice);
  const shop = join(scratch.dir('go'), 'shop');
  runCommand(`go build -o '${shop}' ./shop && go vet ./shop`, { cwd: example, env });
  expectSameTemplates('Go', { command: `'${shop}'`, cwd: example }, scratch, expected.shop);
}
