import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { FakeTerminal } from './fake-terminal';
import { rehearse } from '../../cli/rehearse/rehearse-deploys';
import { trafficProfile } from '../../cli/rehearse/traffic-options';
import { ShopStack } from '../../examples/rollout/shop-stack';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rehearse-rollout-'));
  for (const greeting of ['one', 'two']) {
    const app = new App({ outdir: join(folder, greeting), analyticsReporting: false });
    new ShopStack(app, 'Shop', { greeting });
    app.synth();
  }
});

afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

/** Rehearses the deploy of the second release after that of the first. */
async function rehearsed(options: Partial<Parameters<typeof rehearse>[0]>): Promise<{ readonly exitCode: number; readonly text: string }> {
  const terminal = new FakeTerminal(folder);
  const sources = [{ folder: 'one' }, { folder: 'two' }];
  const exitCode = await rehearse({ sources, seed: 1, invoke: false, destroy: false, ...options }, terminal);
  return { exitCode, text: terminal.printed.join('\n') };
}

test('a rollout without clients has no data, does not begin, and says what is missing', async () => {
  const { exitCode, text } = await rehearsed({});
  expect(exitCode).toBe(3);
  expect(text).toContain('[GateWithoutData]');
  expect(text).toContain('This rollout had no requests to judge by');
  expect(text).toContain('Add --traffic 600/min');
}, 60_000);

test('a rollout with clients is promoted, and the page has its picture', async () => {
  const clients = trafficProfile({ traffic: 600, errors: { base: 0.001, canary: 0.001 } });
  const { exitCode, text } = await rehearsed({ clients, html: 'page.html', json: 'report.json' });
  expect(exitCode).toBe(0);
  expect(text).toMatch(/✓ after 4\d min: promoted/);
  expect(readFileSync(join(folder, 'page.html'), 'utf8').match(/<circle class="base"/g)!.length).toBeGreaterThan(30);
  const { deploys } = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
  expect(deploys[1].operations[0].rollouts).toMatchObject([{ verdict: 'PASS', counts: { canary: { failedByUs: 0 } } }]);
}, 60_000);
