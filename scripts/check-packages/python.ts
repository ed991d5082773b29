import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './command';
import { ExpectedByExample, expectSameTemplates } from './examples';
import { checkNewPythonApp } from './new-python-app';
import { ROOT, Scratch } from './scratch';

/** The wheel in clean virtual environments: with examples/python and the lowest aws-cdk-lib, and in the app of `cdk init`. */
export function checkPython(scratch: Scratch, expected: ExpectedByExample): void {
  runCommand('rm -rf dist/python && npx projen package:python', { cwd: ROOT });
  const example = join(ROOT, 'examples', 'python');
  const dist = join(ROOT, 'dist', 'python');
  const wheel = join(dist, readdirSync(dist).find((name) => name.endsWith('.whl'))!);
  const venv = join(scratch.dir('python'), 'venv');
  runCommand(`python3 -m venv '${venv}'`, { cwd: example });
  const bin = join(venv, 'bin');
  // The wheel by its path: an index is asked for its dependencies alone.
  runCommand(`'${bin}/pip' install --quiet --no-compile '${wheel}' -r requirements.txt`, { cwd: example });
  runCommand(`'${bin}/pip' check`, { cwd: example });
  // aws-cdk-lib has thousands of modules: those that are imported get compiled, once, and not into the repository.
  const env = { PATH: `${bin}:${process.env.PATH}`, PYTHONDONTWRITEBYTECODE: '', PYTHONPYCACHEPREFIX: scratch.dir('pycache') };
  expectSameTemplates('Python', { command: 'python3 app.py', cwd: example, env }, scratch, expected.practice);
  expectSameTemplates('Python', { command: 'python3 shop.py', cwd: example, env }, scratch, expected.shop);
  checkNewPythonApp(scratch, wheel);
}
