import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Retain } from '../../lib';
import { FunctionLogLine } from '../../rehearsal/lambda/function-log';
import { LocalAws } from '../../rehearsal/local-aws';
import { canaryRestApi } from '../apps';
import { StackStatusRules } from '../harness/stack-status-rules';

const scratch = mkdtempSync(join(tmpdir(), 'pruner-'));
const lines: FunctionLogLine[] = [];
const aws = new LocalAws({ log: (line) => { lines.push(line); } });
const rules = new StackStatusRules(() => aws);

afterAll(async () => {
  await aws.close();
  rmSync(scratch, { recursive: true, force: true });
});

test('the bundled function runs in a process of its own, behind a deploy that has succeeded', async () => {
  for (const version of ['1', '2', '3']) {
    const app = new App({ outdir: join(scratch, version), analyticsReporting: false });
    canaryRestApi(new Stack(app, 'Shop', { env: { account: '123456789012', region: 'us-east-1' } }), { retain: Retain.last(1) }, version);
    expect(await aws.deploy(app.synth().directory)).toMatchObject({ succeeded: true });
    await rules.deliver();
  }
  expect(rules.calls).toEqual([1, 2].map(() => expect.objectContaining({ outcome: 'returned' })));
  const logged = lines.flatMap(({ line }) => /"message":"([^"]*kept\.)"/.exec(line)?.[1] ?? []);
  // All of it is young.
  expect(logged).toEqual([1, 2].map(() => expect.stringMatching(/^0 deleted, 0 more may go, \d+ kept\.$/)));
}, 120_000);
