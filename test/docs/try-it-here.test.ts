/** The walk through a bad canary of docs/operate.md: its app and its commands, on the engine that it starts. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Page } from './page';
import { runBlock } from './run-block';
import { run } from '../../cli/run';
import { FakeTerminal } from '../cli/fake-terminal';
import { cdkCli } from '../rehearsal/cdk-cli-process';

const { blocks } = new Page('docs/operate.md').section('Try it here');
const APP = blocks.find(({ language }) => language === 'ts')!.source;
const [start, look, deploy] = blocks.filter(({ language }) => language === 'sh').map(({ source }) => source.trim().split('\n'));

let scratch: string;
const before = process.env;
beforeAll(() => { scratch = mkdtempSync(join(tmpdir(), 'try-it-here-')); });
afterAll(() => {
  process.env = before;
  rmSync(scratch, { recursive: true, force: true });
});

/** Words of a command, after its name. The app of the page and its context are a folder of an assembly. */
function wordsOf(line: string, name: string): string[] {
  const synthesized = line.replace(/ #.*/, '').replace(/--app "npx tsx app\.ts"((?: -c \S+)*)/g, (_, options: string) => {
    const context = Object.fromEntries(options.split(' -c ').slice(1).map((pair) => pair.split('=')));
    const outdir = mkdtempSync(join(scratch, 'cdk.out-'));
    const app = new App({ outdir, context, analyticsReporting: false });
    // Where it makes an app of its own, it gets this one.
    runBlock(APP, app, { App: function madeAlready() { return app; } });
    app.synth();
    return name === 'cdk' ? `--app ${outdir}` : outdir;
  });
  const [npx, command, ...words] = synthesized.trim().split(/\s+/);
  expect([npx, command]).toEqual(['npx', name]);
  return words;
}

test('a bad canary is found and stopped, its code does not come back, and new code is the next canary', async () => {
  const first = new FakeTerminal(scratch);
  const screens: string[] = [];
  const deploys: Array<{ exitCode: number; output: string }> = [];
  first.whileWaiting = async () => {
    const [, exported] = /export (.+)/.exec(first.output)!;
    process.env = { ...before, ...Object.fromEntries(exported.split(' ').map((pair) => pair.split('='))) };
    for (const line of look) {
      const second = new FakeTerminal(scratch);
      expect(await run(wordsOf(line, 'cdk-canary'), second)).toBe(0);
      screens.push(second.output);
    }
    const [bootstrap, ...rest] = deploy;
    const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('AWS_'))) as Record<string, string>;
    const cdk = cdkCli({ home: scratch, environment });
    expect((await cdk(...wordsOf(bootstrap, 'cdk'))).exitCode).toBe(0);
    for (const line of rest) { deploys.push(await cdk(...wordsOf(line, 'cdk'))); }
    const third = new FakeTerminal(scratch);
    await run(['status', 'Shop'], third);
    screens.push(third.output);
  };
  // The port of the page may be in use here.
  expect(await run(wordsOf(start[0], 'cdk-canary').map((word) => word === '4600' ? '0' : word), first)).toBe(0);
  expect(first.output).toMatch(/Clients have sent 8\d{3}|Clients have sent 9\d{3}/);

  const [status, abort, after, next] = screens;
  expect(status).toMatch(/HELD +10 % of the requests go to the canary, for 15 min/);
  expect(status).toMatch(/WORSE +the canary fails/);
  expect(status).toContain('npx cdk-canary abort Shop takes it off');
  expect(abort).toContain('the canary is off');
  expect(abort).toMatch(/same code, other settings +refused \[AbortedDeployment\]/);
  expect(after).toContain('ABORTED BY HAND');
  const [refused, held] = deploys;
  expect(refused).toMatchObject({ exitCode: 1, output: expect.stringContaining('[AbortedDeployment]') });
  expect(held).toMatchObject({ exitCode: 0 });
  expect(next).toMatch(/HELD +10 % of the requests go to the canary/);
  expect(next).toContain('TOO EARLY');
}, 120_000);
