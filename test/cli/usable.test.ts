import { spawn } from 'node:child_process';
import { createServer, AddressInfo } from 'node:net';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { Stack } from 'aws-cdk-lib';
import { answeringFunction, apiOn, RehearsalBench } from './rehearsal-bench';
import { loggingProgress } from '../../cli/progress';
import { run } from '../../cli/run';

let bench: RehearsalBench;

beforeEach(() => { bench = new RehearsalBench(); });
afterEach(() => bench.close());

const shop = (): string => bench.assembly((app) => {
  const stack = new Stack(app, 'Shop');
  apiOn(stack, answeringFunction(stack, 'Hello', 'hello'));
});

describe('--listen', () => {
  test('without assemblies serves an empty account, and says the first step', async () => {
    let stacks: unknown;
    bench.terminal.whileWaiting = async () => {
      const [, endpoint] = /AWS_ENDPOINT_URL=(\S+)/.exec(bench.terminal.output)!;
      const client = new CloudFormationClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
      stacks = (await client.send(new DescribeStacksCommand({}))).Stacks;
    };
    expect(await bench.rehearse('--listen', '0')).toBe(0);
    expect(stacks).toEqual([]);
    expect(bench.terminal.output).toContain('npx cdk bootstrap aws://123456789012/us-east-1');
  });

  test('on a port that is in use is refused before anything is played', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    expect(await bench.rehearse(shop(), '--listen', String(port))).toBe(2);
    server.close();
    expect(bench.terminal.errors).toBe(
      `error: --listen must be a free port, got ${port}: it is in use. Give another one, or 0 for any that is free.`,
    );
    expect(bench.terminal.output).toBe('');
  });
});

describe('record', () => {
  const record = (...args: string[]): Promise<number> => run(['record', ...args], bench.terminal);

  test('says before it reads anything that its file cannot be written', async () => {
    expect(await record('--assembly', 'nowhere', '-o', 'reports/endpoints.json')).toBe(2);
    expect(bench.terminal.errors).toMatch(/^error: --output must be a file that can be written, got reports\/endpoints\.json: the folder /);
  });

  test('names the folder that does not exist', async () => {
    expect(await record('--assembly', 'nowhere', '-o', 'endpoints.json')).toBe(2);
    expect(bench.terminal.errors).toMatch(/nowhere/);
  });
});

test('a reader that closes gets no stack trace, and the exit code stays', async () => {
  const command = join(__dirname, '..', '..', 'assets', 'cdk-canary', 'index.js');
  const ended = (args: string[]) => new Promise<{ errors: string; exit: number | null }>((resolve) => {
    const child = spawn(process.execPath, [command, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (chunk) => { errors += chunk; });
    child.stdout.destroy();
    child.on('close', (exit) => resolve({ errors, exit }));
  });
  expect(await ended(['rehearse', '--help'])).toEqual({ errors: '', exit: 0 });
  expect(await ended(['rehearse', shop(), '--no-invoke'])).toEqual({ errors: '', exit: 0 });
});

describe('progress in a log', () => {
  beforeEach(() => { jest.useFakeTimers(); });
  afterEach(() => { jest.useRealTimers(); });

  test('says nothing for two seconds, then what is being done', async () => {
    const lines: string[] = [];
    const done = loggingProgress((line) => lines.push(line))('Deploy 1 of 2: cdk.out', async (show) => {
      show('create Hello (AWS::Lambda::Function)');
      await jest.advanceTimersByTimeAsync(1_900);
      expect(lines).toEqual([]);
      await jest.advanceTimersByTimeAsync(10_200);
      return 'done';
    });
    expect(await done).toBe('done');
    const line = (seconds: number): string => `... Deploy 1 of 2: cdk.out, ${seconds} s: create Hello (AWS::Lambda::Function)`;
    expect(lines).toEqual([line(2), line(12)]);
  });
});
