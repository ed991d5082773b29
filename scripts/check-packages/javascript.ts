import { cpSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './command';
import { ExpectedByExample, expectSameTemplates } from './examples';
import { checkNewTypeScriptApp } from './new-typescript-app';
import { pinned, ROOT, Scratch } from './scratch';
import { kibibytes, objections, PackedFile } from './tarball-contents';

const CONSUMERS = join(__dirname, 'consumers');
const PACKAGE = 'cdk-canary-rest-api';

/**
 * The npm tarball: its contents, its use from CommonJS, ES modules and TypeScript in an app that has only the peers in their lowest versions, and
 * from the app of `cdk init`.
 *
 * @throws at the first thing that is not as it should be
 */
export function checkJavaScript(scratch: Scratch, expected: ExpectedByExample): void {
  const tarball = buildTarball();
  checkContents(tarball);
  const app = scratch.dir('javascript');
  installWithPeers(app, tarball);
  cpSync(CONSUMERS, app, { recursive: true });
  cpSync(join(ROOT, 'examples', 'practice'), join(app, 'practice'), { recursive: true });
  expectSameTemplates('CommonJS', { command: 'node app.cjs', cwd: app }, scratch, expected.practice);
  expectSameTemplates('ES modules', { command: 'node app.mjs', cwd: app }, scratch, expected.practice);
  compileTypeScript(app);
  expectSameTemplates('TypeScript', { command: 'node practice/app.js', cwd: app }, scratch, expected.practice);
  runCommands(app);
  checkNewTypeScriptApp(scratch, tarball);
}

function buildTarball(): string {
  runCommand('rm -rf dist/js && npx projen package:js', { cwd: ROOT });
  const dist = join(ROOT, 'dist', 'js');
  return join(dist, readdirSync(dist).find((name) => name.endsWith('.tgz'))!);
}

function checkContents(tarball: string): void {
  const packedBytes = statSync(tarball).size;
  const files = runCommand(`tar -tvzf '${tarball}'`, { cwd: ROOT }).trim().split('\n').map(packedFile);
  const found = objections(files, packedBytes);
  if (found.length > 0) { throw new Error(`The npm tarball is not as it should be:\n  ${found.join('\n  ')}`); }
  const unpackedBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
  console.log(`tarball: ${files.length} files, ${kibibytes(packedBytes)} packed, ${kibibytes(unpackedBytes)} unpacked`);
}

/** `-rw-r--r-- root/root  1234 2026-01-31 12:00 package/build/index.js` */
function packedFile(line: string): PackedFile {
  const [, bytes, path] = /^\S+\s+\S+\s+(\d+)\s+\S+\s+\S+\s+package\/(.*)$/.exec(line)!;
  return { path, bytes: Number(bytes) };
}

function installWithPeers(app: string, tarball: string): void {
  const peers = ['aws-cdk-lib', 'constructs'];
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'app', private: true }));
  runCommand(`npm install --no-audit --no-fund --save-exact '${tarball}' ${peers.map((peer) => `${peer}@${pinned(peer)}`).join(' ')}`, { cwd: app });
  // Fails if a peer or a dependency of the package is missing or invalid.
  runCommand('npm ls --all', { cwd: app });
  const { dependencies, peerDependencies } = manifest(app);
  if (dependencies !== undefined || Object.keys(peerDependencies).join() !== peers.join()) {
    throw new Error(`The package must depend on its peers ${peers} alone, got ${JSON.stringify({ dependencies, peerDependencies })}.`);
  }
}

/** The practice as a user writes it: with the name of the package instead of a path to the sources. */
function compileTypeScript(app: string): void {
  const stack = join(app, 'practice', 'practice-stack.ts');
  writeFileSync(stack, readFileSync(stack, 'utf8').replace("'../../lib'", `'${PACKAGE}'`));
  runCommand(`npm install --no-audit --no-fund --save-exact typescript@'${pinned('typescript')}' @types/node@'${pinned('@types/node')}'`, {
    cwd: app,
  });
  const compilerOptions = { target: 'ES2022', module: 'node16', strict: true, skipLibCheck: false, types: ['node'] };
  writeFileSync(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['practice'] }));
  runCommand('npx tsc', { cwd: app });
}

function runCommands(app: string): void {
  for (const name of Object.keys(manifest(app).bin ?? {})) {
    runCommand(`npx --no-install ${name} --help`, { cwd: app });
  }
}

function manifest(app: string): { dependencies?: object; peerDependencies: object; bin?: Record<string, string> } {
  return JSON.parse(readFileSync(join(app, 'node_modules', PACKAGE, 'package.json'), 'utf8'));
}
