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

describe('| head -1', () => {
  const command = join(__dirname, '..', '..', 'assets', 'cdk-canary', 'index.js');
  /** Through a pipe of the shell. The exit code is that of the command. */
  const piped = (script: string, args: readonly string[]) => spawn('bash', ['-c', script, 'bash', process.execPath, command, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = async (child: ReturnType<typeof piped>) => {
    const [output, errors]: string[][] = [[], []];
    child.stdout.on('data', (chunk) => output.push(String(chunk)));
    child.stderr.on('data', (chunk) => errors.push(String(chunk)));
    const exit = await new Promise<number | null>((resolve) => { child.on('close', resolve); });
    return { exit, lines: output.join('').split('\n').length - 1, errors: errors.join('') };
  };

  test.each<[string, () => string[], number]>([
    ['--help', () => ['--help'], 0],
    ['help abort', () => ['help', 'abort'], 0],
    ['plan', () => ['plan', '--rpm', '600', '--error-rate', '0.1%', '--runs', '8'], 0],
    ['rehearse', () => ['rehearse', shop(), '--no-invoke'], 0],
    ['rehearse of a stack that is not there', () => ['rehearse', shop(), '--stack', 'Nope'], 2],
  ])('%s ends without a stack trace, and keeps its exit code', async (_, args, exit) => {
    const { errors, ...rest } = await ended(piped('"$@" | head -1; exit ${PIPESTATUS[0]}', args()));
    expect(rest).toEqual({ exit, lines: exit === 0 ? 1 : 0 });
    expect(errors).not.toMatch(/EPIPE|\n {4}at /);
  });

  test('an error whose reader has gone ends without a stack trace, and keeps its exit code', async () => {
    const { exit, errors } = await ended(piped('"$@" 2>&1 | head -1; exit ${PIPESTATUS[0]}', []));
    expect({ exit, errors }).toEqual({ exit: 2, errors: '' });
  });

  test('rehearse --listen goes on serving, and ends with 0 when it is told to', async () => {
    const child = piped('{ "$@" & echo "pid $!" >&2; wait $!; echo "exit $?" >&2; } | { head -1; echo gone >&2; }', ['rehearse', '--listen', '0']);
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += String(chunk);
      const [, pid] = /^pid (\d+)\ngone/.exec(said) ?? [];
      if (pid !== undefined && !said.includes('exit')) { process.kill(Number(pid), 'SIGTERM'); }
    });
    expect(await ended(child)).toEqual({ exit: 0, lines: 1, errors: expect.stringMatching(/^pid \d+\ngone\nexit 0\n$/) });
  });
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
