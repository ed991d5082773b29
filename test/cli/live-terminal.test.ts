import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Fault, LiveShop, ShopState } from './live-shop';

/** Commands as a person has them: the bundled command in a terminal of its own, the real SDK, and the local engine behind it. */
const COMMAND = join(__dirname, '..', '..', 'assets', 'cdk-canary', 'index.js');
const IN_TERMINAL = join(__dirname, 'in-terminal.py');
const hasPty = spawnSync('python3', ['-c', 'import pty, fcntl, termios']).status === 0;
const V1: ShopState = { code: 'v1', failing: 20 };
const [CTRL_C, HIDDEN, SHOWN] = ['\u0003', '\u001b[?25l', '\u001b[?25h'];

interface Act { readonly seen: string; readonly keys?: string; readonly columns?: number }
interface Ended { readonly output: string; readonly exit: number | null; readonly signal: number | null }

let shop: LiveShop;
beforeAll(async () => {
  // Its process has a clock of its own: the engine's time is the real one when the clients have gone.
  shop = await LiveShop.open(new Date(Date.now() - 30 * 60_000));
  await shop.deploy(V1);
  await shop.deploy({ ...V1, code: 'v2', failing: 400, canary: { percentTraffic: 10 } });
  await shop.visit(10, 200);
  shop.pass((Date.now() - shop.aws.clock.now().getTime()) / 1000 - 60);
});
afterAll(() => shop.close());
beforeEach(() => { shop.faults.length = 0; });

/** Without what a test runner has around it. */
const environment = (): NodeJS.ProcessEnv => {
  const { CI: _, FORCE_COLOR: __, NO_COLOR: ___, ...env } = process.env;
  return { ...env, TERM: 'xterm-256color', AWS_EC2_METADATA_DISABLED: 'true' };
};

async function inTerminal(args: readonly string[], acts: readonly Act[], { columns = 100, rows = 50 } = {}): Promise<Ended> {
  const person = spawn('python3', [IN_TERMINAL], { env: environment(), stdio: ['pipe', 'pipe', 'inherit'] });
  person.stdin.end(JSON.stringify({ argv: [process.execPath, COMMAND, ...args], columns, rows, acts }));
  return JSON.parse(await textOf(person.stdout));
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) { parts.push(part); }
  return Buffer.concat(parts).toString('utf8');
}

/** Through a shell, without a terminal, its input closed. */
async function inShell(line: string): Promise<{ readonly output: string; readonly exit: number | null }> {
  const child = spawn('bash', ['-c', `set -o pipefail; ${line.replaceAll('cdk-canary', `${process.execPath} ${COMMAND}`)}`], {
    env: environment(), stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => { child.on('close', resolve); });
  const [output, errors] = await Promise.all([textOf(child.stdout), textOf(child.stderr)]);
  return { output: output + errors, exit: await ended };
}

// eslint-disable-next-line no-control-regex
const plain = (text: string): string => text.replace(/\u001b\[[?0-9;]*[A-Za-z]/g, '');
const slow = (action: string): void => {
  // Nobody answers: the command waits.
  shop.faults.push({ matches: (call) => call.action === action, status: 0, code: '', message: '', hangs: true });
};

(hasPty ? describe : describe.skip)('status --watch in a terminal', () => {
  test('draws over itself, ends with 0 on q, and leaves the last picture and the cursor', async () => {
    const { output, exit } = await inTerminal(['status', 'Shop', '--watch', '--every', '1s'], [{ seen: 'q quits' }, { seen: '\\[\\d+A', keys: 'q' }]);
    expect(exit).toBe(0);
    expect(output.startsWith(HIDDEN)).toBe(true);
    expect(output.endsWith(SHOWN)).toBe(true);
    expect(plain(output)).toContain('WORSE');
    // The second picture wrote the line with the time, and not the table.
    const [, second] = output.split(/\u001b\[\d+A/);
    expect(plain(second)).toMatch(/UTC/);
    expect(plain(second)).not.toContain('deployment');
  });

  test.each<[string, Act, () => void]>([
    ['while it waits for AWS, before the first picture', { seen: '^$' }, () => slow('cloudwatch:GetMetricData')],
    ['while the first picture stands', { seen: 'q quits' }, () => undefined],
    ['while it reads again', { seen: 'q quits' }, () => undefined],
  ])('ends with 130 on Ctrl-C %s', async (_, { seen }, prepare) => {
    prepare();
    const { output, exit, signal } = await inTerminal(['status', 'Shop', '--watch', '--every', '1s'], [{ seen, keys: CTRL_C }]);
    expect({ exit: exit ?? 128 + signal! }).toEqual({ exit: 130 });
    if (output.includes(HIDDEN)) { expect(output.endsWith(SHOWN)).toBe(true); }
  });

  test('is drawn anew when the window becomes narrower, in lines that fit', async () => {
    const acts = [{ seen: 'q quits', columns: 56 }, { seen: 'q quits', keys: 'q' }];
    const { output, exit } = await inTerminal(['status', 'Shop', '--watch', '--every', '10m'], acts, { columns: 120 });
    expect(exit).toBe(0);
    const [wide, narrow] = output.split('q quits');
    expect(plain(wide).split('\r\n').some((line) => line.length > 100)).toBe(true);
    const lines = plain(narrow).split('\r\n').map((line) => line.split('\r').pop()!);
    expect(lines.filter((line) => line.length > 56)).toEqual([]);
    expect(plain(narrow)).toContain('WORSE');
  });

  test('fits into a terminal of a few lines, and says how many are missing', async () => {
    const { output } = await inTerminal(['status', 'Shop', '--watch'], [{ seen: 'more lines', keys: 'q' }], { columns: 100, rows: 10 });
    expect(plain(output).split('\r\n').length).toBeLessThanOrEqual(11);
    expect(plain(output)).toMatch(/… \d+ more lines/);
  });
});

(hasPty ? test.each : test.skip.each)([['status', 40], ['status', 50], ['doctor', 40], ['doctor', 50]])(
  '%s in a terminal of %i columns has no line that is longer, but for a word', async (command, columns) => {
    const { output } = await inTerminal([command, 'Shop'], [], { columns });
    const tooLong = plain(output).split('\r\n').filter((line) => line.length > columns && line.trim().includes(' '));
    expect(tooLong).toEqual([]);
  },
);

(hasPty ? test : test.skip)('probe ends with 130 on Ctrl-C, and prints what it has measured', async () => {
  const url = `${process.env.AWS_ENDPOINT_URL}/restapis/${shop.restApiId}/prod/_user_request_/orders`;
  const { output, exit } = await inTerminal(['probe', url, '-n', '2000', '--rate', '50', '--yes'], [{ seen: '[1-9]\\d of 2,000', keys: CTRL_C }]);
  expect(exit).toBe(130);
  expect(plain(output)).toMatch(/p50 +p90 +p99/);
  expect(output.trimEnd().endsWith(SHOWN) || !output.includes(HIDDEN)).toBe(true);
});

(hasPty ? test : test.skip).each<[string, Act, () => void]>([
  ['at the question, and sends nothing', { seen: 'Go on' }, () => undefined],
  ['while it asks AWS where the stage is', { seen: '^$' }, () => slow('cloudformation:DescribeStacks')],
])('probe ends with 130 on Ctrl-C %s', async (_, { seen }, prepare) => {
  prepare();
  const { output, exit, signal } = await inTerminal(['probe', 'Shop', '--path', '/orders', '--rate', '200'], [{ seen, keys: CTRL_C }]);
  expect({ exit: exit ?? 128 + signal! }).toEqual({ exit: 130 });
  expect(plain(output)).not.toContain('requests\r\n');
});

describe('without a terminal, the input closed', () => {
  test.each([
    ['status Shop', 0], ['doctor Shop', 0], ['status Shop --watch --until stable', 0], ['status Shop --json', 0], ['status Shop --exit-code', 1],
  ])(
    '%s asks nothing, writes no colours, and ends', async (args, exit) => {
      const ended = await inShell(`cdk-canary ${args}`);
      expect(ended).toMatchObject({ exit });
      expect(ended.output).not.toContain('\u001b');
    },
  );

  test('status --watch | head -1 ends with the next change, without a complaint', async () => {
    const setPercent = (percent: number) => shop.byHand({ op: 'replace', path: '/canarySettings/percentTraffic', value: String(percent) });
    const matches: Fault['matches'] = ({ action, resource }) => {
      // Every look finds another share.
      if (action === 'apigateway:GET' && resource.endsWith('/stages/prod')) { setPercent(1 + shop.stage.canarySettings!.percentTraffic % 50); }
      return false;
    };
    shop.faults.push({ matches, status: 0, code: '', message: '' });
    expect(await inShell('cdk-canary status Shop --watch --every 1s | head -1')).toEqual({
      exit: 0, output: expect.stringMatching(/^[\d:]+ HELD, .*\n$/),
    });
    setPercent(10);
  });

  test.each([
    'status Shop', 'doctor Shop', 'status Shop --watch --json --every 1s', 'status Shop --json', '--help', 'probe Shop --path /orders -n 5 --json',
  ])(
    '%s | head -1 ends without a complaint', async (args) => {
      const { output, exit } = await inShell(`cdk-canary ${args} | head -1`);
      expect(output.trimEnd().split('\n')).toHaveLength(1);
      // Five answers do not tell a share.
      expect(exit).toBe(args.startsWith('probe') ? 3 : 0);
    },
  );
});
