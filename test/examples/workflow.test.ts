import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parse } from 'yaml';
import { DeployedExample } from './deployed-example';
import { OrdersStack } from '../../examples/existing-api/orders-stack';

const FOLDER = join(__dirname, '..', '..', 'examples', 'workflow');
const { steps } = parse(readFileSync(join(FOLDER, 'canary.yml'), 'utf8')).jobs.release;

/** What a step of the workflow says to the app: its `-c key=value`. */
function contextOf(stepName: string): Record<string, string> {
  const { run } = steps.find(({ name }: { name: string }) => name === stepName);
  return Object.fromEntries([...run.matchAll(/-c (\S+?)=(\S+)/g)].map(([, key, value]) => [key, value]));
}

describe('the workflow', () => {
  const example = new DeployedExample();
  const run = (stepName: string, code: string) => example.deploy((app) => {
    new OrdersStack(app, 'Orders', { code, released: true, percentTraffic: Number(app.node.tryGetContext('percent')) });
  }, contextOf(stepName));
  afterAll(() => example.close());

  test('holds each push as a canary, and promotes or aborts it', async () => {
    await run('Hold a canary', 'first push');
    await run('Promote', 'first push');
    await run('Hold a canary', 'second push');
    expect(example.stage.canarySettings).toMatchObject({ percentTraffic: 10 });
    expect(await example.ask('base', '/orders')).toMatchObject({ code: 'first push' });
    expect(await example.ask('canary', '/orders')).toMatchObject({ code: 'second push' });

    await run('Promote', 'second push');
    expect(await example.ask('base', '/orders')).toMatchObject({ code: 'second push' });

    await run('Hold a canary', 'third push');
    await run('Abort', 'third push');
    expect(example.stage.canarySettings).toBeUndefined();
    expect(await example.ask('base', '/orders')).toMatchObject({ code: 'second push' });
  });

  test('aborts only after the hold succeeded, whatever else failed or was cancelled', () => {
    const [hold, check, promote, abort] = steps.slice(-4);
    expect([hold, check, promote, abort].map(({ name }) => name)).toEqual(['Hold a canary', 'Check', 'Promote', 'Abort']);
    expect([check.if, promote.if]).toEqual([undefined, undefined]);
    expect(abort.if).toBe(`\${{ !success() && steps.${hold.id}.outcome == 'success' }}`);
  });
});

describe('the same for GitLab', () => {
  const { canary } = parse(readFileSync(join(FOLDER, 'gitlab-ci.yml'), 'utf8'));

  test('runs the same commands in the same order', () => {
    const commands = ['Hold a canary', 'Check', 'Promote'].map((step) => steps.find(({ name }: { name: string }) => name === step).run);
    expect(canary.script.filter((line: string) => line !== 'touch held')).toEqual(commands);
  });

  test('aborts only after the hold succeeded, whatever else failed or was cancelled', () => {
    expect(canary.script.indexOf('touch held')).toBe(1);
    const { run: abort } = steps.find(({ name }: { name: string }) => name === 'Abort');
    expect(canary.after_script).toEqual([`if [ "$CI_JOB_STATUS" != success ] && [ -e held ]; then ${abort}; fi`]);
  });

  test('runs one after the other, and is not cancelled by the next push', () => {
    expect(canary).toMatchObject({ resource_group: 'canary', interruptible: false });
  });
});

describe('check.mjs', () => {
  let server: Server;
  let statuses: number[];
  beforeEach(async () => {
    server = createServer((_, response) => { response.writeHead(statuses.shift() ?? 200).end(); });
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  });
  afterEach(() => new Promise((resolve) => { server.close(resolve); }));

  function check(...args: string[]): Promise<{ exitCode: number; output: string }> {
    return new Promise((resolve) => {
      const child = spawn(process.execPath, [join(FOLDER, 'check.mjs'), ...args]);
      let output = '';
      for (const stream of [child.stdout, child.stderr]) { stream.on('data', (text) => { output += text; }); }
      child.on('close', (code) => resolve({ exitCode: code!, output }));
    });
  }
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/live/orders`;

  test('exits with 0 when no request failed; a 4xx is an answer', async () => {
    statuses = [200, 404, 200];
    expect(await check(url(), '--minutes', '0', '--requests', '3')).toEqual({ exitCode: 0, output: expect.stringContaining('3 requests to') });
  });

  test('exits with 1 at the first 5xx', async () => {
    statuses = [200, 502];
    expect(await check(url(), '--minutes', '0', '--requests', '3')).toEqual({ exitCode: 1, output: expect.stringContaining('Request 2 of 3 to') });
  });

  test('exits with 2 without a URL', async () => {
    expect(await check('--minutes', '0')).toEqual({ exitCode: 2, output: expect.stringContaining('Usage:') });
  });
});
