import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const COMMAND = join(__dirname, '..', '..', 'assets', 'cdk-canary', 'index.js');
const hasScript = spawnSync('script', ['--version']).status === 0;

/** In a terminal of util-linux, where there is one. */
function inTerminal(command: string): string {
  const env = { PATH: process.env.PATH, TERM: 'xterm' };
  return spawnSync('script', ['-qec', command, '/dev/null'], { encoding: 'utf8', timeout: 40_000, input: '', env }).stdout;
}

(hasScript ? test : test.skip)('a terminal without a size is taken for one of 80 columns', () => {
  const text = inTerminal(`${process.execPath} ${COMMAND} plan --rpm 600 --error-rate 0.1% --runs 8`);
  expect(text).toContain('600 requests a minute');
  expect(text.split('\r\n').every((line) => line.length <= 100)).toBe(true);
});

(hasScript ? test : test.skip)('probe draws over itself in a terminal, and leaves the last picture and the cursor', () => {
  const text = inTerminal(`${process.execPath} ${COMMAND} probe http://127.0.0.1:1/ -n 15 --rate 20`);
  expect(text).toContain('\u001b[?25l');
  expect(text).toContain('15 without an answer');
  expect(text.trimEnd().endsWith('\u001b[?25h')).toBe(true);
});
