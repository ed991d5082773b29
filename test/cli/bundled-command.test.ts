import { spawnSync, SpawnSyncReturns } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answering, releasedShop } from './assemblies';

/** The package as it is installed, in a place where nothing else is: no `node_modules`, no AWS SDK. */
let place: string;
const PACKAGE = join(__dirname, '..', '..');
const manifest = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'bundled-command-'));
  for (const name of ['assets', 'package.json']) { cpSync(join(PACKAGE, name), join(place, 'package', name), { recursive: true }); }
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

function command(...args: string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [join(place, 'package', manifest.bin['cdk-canary']), ...args], {
    cwd: place, encoding: 'utf8', env: { PATH: process.env.PATH }, timeout: 30_000,
  });
}

test('the bundled command plays a canary of this library: the driver finds the AWS SDK that the package brings along', () => {
  releasedShop(join(place, 'one'), { code: answering('one') });
  releasedShop(join(place, 'two'), { code: answering('two'), percent: 10 });
  const { status, stdout, stderr } = command('rehearse', 'one', 'two');
  // On a busy machine it says what it is doing.
  expect(stderr.replace(/^\.\.\. .*\n/gm, '')).toBe('');
  expect(stdout).toMatch(/→ Api\/prod: base \w+ 90 %, canary \w+ 10 %/);
  expect(status).toBe(0);
});

test('the exit code of the process tells wrong input', () => {
  expect(command('rehearse', 'nowhere')).toMatchObject({
    status: 2, stdout: '', stderr: expect.stringMatching(/^error: The folder .*nowhere does\s+not\s+exist/),
  });
});

test('the version is that of the package', () => {
  expect(command('--version').stdout.trim()).toBe(manifest.version);
});

test.each([
  ['--help', 0], ['--version', 0], ['status --help', 0], ['status --nonsense', 2], ['doctor --api', 2], ['probe nowhere', 2],
  ['status Shop --iam', 0],
])(
  '%s is answered without the clients of AWS, whose loading takes longer than all the rest', (args, exit) => {
    const alone = join(place, 'alone');
    for (const name of ['assets/cdk-canary', 'package.json']) { cpSync(join(PACKAGE, name), join(alone, name), { recursive: true }); }
    const run = (...given: string[]) => spawnSync(process.execPath, [join(alone, manifest.bin['cdk-canary']), ...given], {
      cwd: place, encoding: 'utf8', env: { PATH: process.env.PATH }, timeout: 30_000,
    });
    expect(run(...args.split(' '))).toMatchObject({ status: exit });
    // And with them it goes on.
    expect(run('status', 'Shop').stderr).toMatch(/Cannot find module/);
  },
);
