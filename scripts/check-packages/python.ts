import { join } from 'path';
import { run } from './command';
import { expectSameTemplates, Templates } from './practice';
import { ROOT, Scratch } from './scratch';

/** The wheel in a clean virtual environment, with examples/python. */
export function checkPython(scratch: Scratch, expected: Templates): void {
  run('rm -rf dist/python && npx projen package:python', { cwd: ROOT });
  const example = join(ROOT, 'examples', 'python');
  const venv = join(scratch.dir('python'), 'venv');
  run(`python3 -m venv '${venv}'`, { cwd: example });
  const bin = join(venv, 'bin');
  // The wheel by its path: an index is asked for its dependencies alone.
  run(`'${bin}/pip' install --quiet ../../dist/python/*.whl -r requirements.txt`, { cwd: example });
  run(`'${bin}/pip' check`, { cwd: example });
  const env = { PATH: `${bin}:${process.env.PATH}`, PYTHONDONTWRITEBYTECODE: '1' };
  expectSameTemplates('Python', { command: 'python3 app.py', cwd: example, env }, scratch, expected);
}
