import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { inTurns, show } from './measure';
import { PRACTICE, STACK } from './practice';
import { LIKELY_HYPOTHESES } from '../rehearsal/hypotheses';
import { inProcessAws } from '../test/harness/in-process-aws';

const PACKAGE = join(__dirname, '..');
const HANDLER = join(PACKAGE, 'assets', 'lib', 'stage-driver', 'handler', 'stage-driver.lambda', 'index.js');

/** What the stage driver costs: its size, the time to load it, and the calls it makes in each operation. */
export async function benchDriver(rounds: number): Promise<void> {
  const run = (code: string) => () => {
    execFileSync(process.execPath, ['-e', code], { cwd: PACKAGE, env: { ...process.env, AWS_REGION: 'us-east-1' } });
  };
  const { subject, peer } = inTurns(rounds, run(`require(${JSON.stringify(HANDLER)})`), run('0'));
  console.log(`\nStage driver: ${(statSync(HANDLER).size / 1024).toFixed(1)} KiB; loading it with the AWS SDK takes `
    + `${(subject.median - peer.median).toFixed(1)} ms `
    + `(whole processes: ${show(subject)} ms with, ${show(peer)} ms without)`);
  console.log('\noperation | AWS API calls of the driver');
  for (const [operation, calls] of Object.entries(await callsByOperation())) { console.log(`${operation} | ${calls.length}: ${calls.join(', ')}`); }
}

/** Through the engine, with the handler and the SDK clients that run on Lambda. */
async function callsByOperation(): Promise<Record<string, string[]>> {
  const aws = inProcessAws(1, LIKELY_HYPOTHESES);
  const { requestHandler } = aws;
  const handle = requestHandler.handle.bind(requestHandler);
  let calls: string[] = [];
  requestHandler.handle = async (request) => {
    calls.push(nameOf(request));
    return handle(request);
  };
  const byOperation: Record<string, string[]> = {};
  const record = async (operation: string, act: () => Promise<unknown>) => {
    calls = [];
    await act();
    byOperation[operation] = calls;
  };
  for (const [at, { step, template }] of PRACTICE.entries()) {
    await record(step, () => at === 0
      ? aws.cloudFormation.createStack({ stackName: STACK, template })
      : aws.cloudFormation.updateStack({ stackName: STACK, template }));
  }
  await record('destroy', () => aws.destroy(STACK));
  await aws.close();
  return byOperation;
}

/** CloudFormation names the operation in the body, API Gateway by method and path. */
function nameOf({ method, path, body }: { method: string; path: string; body?: unknown }): string {
  const action = typeof body === 'string' ? /Action=(\w+)/.exec(body) : null;
  if (action) { return action[1]; }
  return `${{ GET: 'Get', PATCH: 'Update' }[method] ?? method}${path.includes('/deployments/') ? 'Deployment' : 'Stage'}`;
}
