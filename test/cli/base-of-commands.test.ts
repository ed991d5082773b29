import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { FakeTerminal } from './fake-terminal';
import { run } from '../../cli/run';

const COMMAND = join(__dirname, '..', '..', 'assets', 'cdk-canary', 'index.js');
const ON_AWS = ['status', 'doctor', 'prune', 'abort', 'promote', 'set-percent', 'remove', 'rollback', 'probe'];
const argumentsOf = (command: string): string[] => command === 'set-percent' ? [command, '5'] : [command];

interface Ended { readonly exit: number | null; readonly output: string; readonly errors: string; readonly milliseconds: number }

/** The bundled command, where nobody can answer. */
function ended(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const begun = Date.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [COMMAND, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env.PATH, HOME: '/nowhere', AWS_EC2_METADATA_DISABLED: 'true', ...env },
    });
    const [output, errors]: Buffer[][] = [[], []];
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => errors.push(chunk));
    child.on('close', (exit) => resolve(
      { exit, output: Buffer.concat(output).toString(), errors: Buffer.concat(errors).toString(), milliseconds: Date.now() - begun },
    ));
  });
}

describe.each(ON_AWS)('%s', (command) => {
  test('has a help with a synopsis, exit codes and three examples', async () => {
    const terminal = new FakeTerminal('/');
    expect(await run([command, '--help'], terminal)).toBe(0);
    expect(terminal.output).toMatch(new RegExp(`^Usage: cdk-canary ${command} \\[options\\] (<percent> )?\\[(stack|target)\\]`));
    expect(terminal.output).toMatch(/Exit codes: 0 /);
    expect(terminal.output.match(/^ {2}\$ cdk-canary/gm)).toHaveLength(3);
  });

  test('says in one line that there are no credentials, with nothing on stdout', async () => {
    const { exit, output, errors } = await ended([...argumentsOf(command), 'Shop'], { AWS_REGION: 'us-east-1' });
    expect({ exit, output }).toEqual({ exit: 4, output: '' });
    expect(errors.replace(/\s+/g, ' ')).toMatch(/^error: There are no AWS credentials: .* \[NoCredentials\] $/);
  });

  test('names a profile that does not exist, and those that do', async () => {
    const { exit, errors } = await ended([...argumentsOf(command), 'Shop', '--profile', 'nope', '--region', 'us-east-1']);
    expect(exit).toBe(4);
    expect(errors.replace(/\s+/g, ' ')).toContain('The profile nope is not in the AWS configuration files; there is none.');
  });

  test('prints its policy without AWS', async () => {
    const { exit, output, errors } = await ended([...argumentsOf(command), 'Shop', '--iam']);
    expect({ exit, errors }).toEqual({ exit: 0, errors: '' });
    expect(JSON.parse(output).Version).toBe('2012-10-17');
  });
});

test.each(['status', 'promote'])('%s takes AWS_DEFAULT_REGION, and says when there is no region', async (command) => {
  const keys = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
  expect((await ended([command, 'Shop'], keys)).errors).toContain('[NoRegion]');
  const { exit, errors } = await ended([command, 'Shop', '--endpoint-url', 'http://127.0.0.1:1'], { ...keys, AWS_DEFAULT_REGION: 'us-east-1' });
  expect(exit).toBe(4);
  expect(errors).toContain('[Unreachable]');
}, 60_000);

describe('help', () => {
  const helped = async (...args: string[]): Promise<{ exit: number; output: string; errors: string }> => {
    const terminal = new FakeTerminal('/');
    return { exit: await run(args, terminal), output: terminal.output, errors: terminal.errors };
  };

  test.each(ON_AWS)('of %s is that of its --help', async (command) => {
    expect(await helped('help', command)).toEqual(await helped(command, '--help'));
  });

  test('alone is that of --help', async () => {
    const all = await helped('help');
    expect(all).toEqual(await helped('--help'));
    expect(all).toMatchObject({ exit: 0, errors: '', output: expect.stringContaining('help [command]') });
  });

  test('of a command that is not there names those that are', async () => {
    const { errors, ...rest } = await helped('help', 'abrot');
    expect(rest).toEqual({ exit: 2, output: '' });
    expect(errors.replace(/\n/g, ' ')).toBe('error: There is no command abrot; commands are rehearse, record, plan, status, doctor, abort, promote, '
      + 'set-percent, remove, rollback, prune, probe, help. Look at them: cdk-canary help.');
  });

  test('is not that of a command whose name is misspelt, which gets the right one', async () => {
    expect(await helped('abrot', 'Shop')).toEqual({ exit: 2, output: '', errors: "error: unknown command 'abrot'\n(Did you mean abort?)" });
  });
});

describe('what is missing', () => {
  test.each([
    [['plan'], "error: required option '--rpm <requests>' not specified. See cdk-canary plan --help."],
    [['set-percent'], "error: missing required argument 'percent'. See cdk-canary set-percent --help."],
    [['status', '--nope'], "error: unknown option '--nope'. See cdk-canary status --help."],
    [['statut-of'], "error: unknown command 'statut-of'. See cdk-canary --help."],
    [['status', 'Shop', 'Other'], "error: too many arguments for 'status'. Expected 1 argument but got 2. See cdk-canary status --help."],
    [
      ['plan', '--rpm', '600', '--error-rate', '1%', '--ratio', '3', '--detect', '5%'],
      "error: option '--ratio <times>' cannot be used with option '--detect <percent>'. See cdk-canary plan --help.",
    ],
  ])('%j names the help', async (args, errors) => {
    const terminal = Object.assign(new FakeTerminal('/'), { columns: 200 });
    expect(await run(args, terminal)).toBe(2);
    expect(terminal.errors).toBe(errors);
  });
});

test.each([
  [['prune', 'Shop', '--keep', '0'], "error: --keep must be a whole number from 1 to 1000, got '0'."],
  [['status', '--timeout', "it's"], "error: --timeout must be a time from 1s to 1d, such as 90s, 15m or 2h, got 'it's'."],
  [['set-percent', '150'], "error: percent must be from 0 to 100, got '150'. It stands before the stack: cdk-canary set-percent 10 Shop."],
  [['status', '--until', 'happy'], "error: option '--until <what>' argument 'happy' is invalid. Allowed choices are stable, paused, healthy."],
  [['probe', '--by', 'x'], "error: option '--by <key>' argument 'x' is invalid. It must be body, status, json:$.a.b or header:name, got 'x'."],
])('%j says once which option and which value is wrong', async (args, errors) => {
  const terminal = Object.assign(new FakeTerminal('/'), { columns: 200 });
  expect(await run(args, terminal)).toBe(2);
  expect(terminal.errors).toBe(errors);
});

test.each([
  [['--every', '10s'], 'error: --every says how often --watch and --until look, and there is neither. Add one of them, or leave --every out.'],
  [['--timeout', '45m'], 'error: --timeout says when --until gives up, and there is no --until. Add it, such as --until healthy, or leave --timeout '
    + 'out.'],
  // The default, too: whoever writes it means something.
  [['--watch', '--timeout', '30m'], 'error: --timeout says when --until gives up, and there is no --until. Add it, such as --until healthy, or leave '
    + '--timeout out.'],
  [['--watch', '--exit-code'], 'error: --exit-code tells how a single look ends, and --watch looks until you stop it. Leave one of them out.'],
  [['--until', 'stable', '--exit-code'], 'error: --exit-code tells how a single look ends, and --until has exit codes of its own. Leave one of them '
    + 'out.'],
])('status %j is refused: an option that would do nothing', async (args, errors) => {
  const terminal = new FakeTerminal('/');
  expect(await run(['status', 'Shop', ...args], terminal)).toBe(2);
  expect(terminal.errors.replace(/\n/g, ' ')).toBe(errors);
});

test.each([
  [['--watch', '--every', '1s']], [['--until', 'stable', '--every', '1s', '--timeout', '1s']], [['--exit-code']],
])('status %j is not refused', async (args) => {
  const terminal = new FakeTerminal('/');
  expect(await run(['status', ...args], terminal)).toBe(2);
  expect(terminal.errors).toContain('[NoTarget]');
});

test('an error of every command begins alike, and what an app printed stays as it was', async () => {
  const terminal = Object.assign(new FakeTerminal('/'), { columns: 40 });
  const printed = `one line that is longer than the terminal ${'x '.repeat(20)}`.trim();
  expect(await run(['rehearse', '--app', `echo '${printed}'; exit 3`], terminal)).toBe(2);
  expect(terminal.errors.startsWith('error: The app ')).toBe(true);
  expect(terminal.errors.split('\n').pop()).toBe(`  ${printed}`);
});

test('errors are red only where errors have colours, and last on the screen', async () => {
  const terminal = Object.assign(new FakeTerminal('/'), { errorColors: true, colors: false });
  expect(await run(['status'], terminal)).toBe(2);
  expect(terminal.complaints[0]).toMatch(/^\u001b\[31merror: There is no cloud assembly/);
  const plain = Object.assign(new FakeTerminal('/'), { errorColors: false, colors: true });
  await run(['status'], plain);
  expect(plain.complaints[0]).toMatch(/^error: /);
});

describe.each<[string, string[]]>([
  ['of the commander', ['set-percent', '150', 'Shop']],
  ['of a command', ['rehearse', '--no-invoke', '--run', 'Seed', 'cdk.out', '--traffic', '600/min']],
  ['of what an option means', ['status', '--timeout', '45m']],
])('an error %s', (_, args) => {
  test('is as wide as the terminal', async () => {
    const terminal = Object.assign(new FakeTerminal('/'), { columns: 50 });
    expect(await run(args, terminal)).toBe(2);
    expect(terminal.complaints.length).toBeGreaterThan(1);
    expect(terminal.complaints.filter((line) => line.length > 50)).toEqual([]);
  });

  test('is red where errors have colours, and only there', async () => {
    const red = Object.assign(new FakeTerminal('/'), { errorColors: true, colors: false });
    expect(await run(args, red)).toBe(2);
    expect(red.complaints.filter((line) => !line.startsWith('\u001b[31m'))).toEqual([]);
    const plain = Object.assign(new FakeTerminal('/'), { errorColors: false, colors: true });
    await run(args, plain);
    expect(plain.errors).not.toContain('\u001b');
  });
});

test('help and version load no SDK', async () => {
  const loaded = (args: string[]) => new Promise<string>((resolve) => {
    const child = spawn(process.execPath, ['--trace-uncaught', '-e',
      `process.argv = [process.argv[0], 'x', ...${JSON.stringify(args)}]; require(${JSON.stringify(COMMAND)}); process.on('exit', () => `
        + 'console.error(Object.keys(require.cache).filter((path) => /aws-sdk/.test(path)).join()))']);
    let errors = '';
    child.stderr.on('data', (chunk) => { errors += chunk; });
    child.on('close', () => resolve(errors.trim()));
  });
  expect(await loaded(['status', '--help'])).toBe('');
  expect(await loaded(['--version'])).toBe('');
});
