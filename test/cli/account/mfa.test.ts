import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as iam from 'aws-cdk-lib/aws-iam';
import { LiveShop } from '../live-shop';

let shop: LiveShop;
let folder: string;
let before: NodeJS.ProcessEnv;
beforeAll(async () => {
  shop = await LiveShop.open();
  await shop.deploy({
    code: 'v1', more: (stack) => { new iam.Role(stack, 'Careful', { roleName: 'careful', assumedBy: new iam.AccountRootPrincipal() }); },
  });
  before = { ...process.env };
  folder = mkdtempSync(join(tmpdir(), 'mfa-'));
  writeFileSync(join(folder, 'config'), `[profile keys]
region = us-east-1

[profile careful]
region = us-east-1
role_arn = arn:aws:iam::123456789012:role/careful
source_profile = keys
mfa_serial = arn:aws:iam::123456789012:mfa/anna
`);
  writeFileSync(join(folder, 'credentials'), '[keys]\naws_access_key_id = local\naws_secret_access_key = local\n');
  Object.assign(process.env, { AWS_CONFIG_FILE: join(folder, 'config'), AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials') });
  delete process.env.AWS_ACCESS_KEY_ID;
  delete process.env.AWS_SECRET_ACCESS_KEY;
});
afterAll(async () => {
  process.env = before;
  rmSync(folder, { recursive: true });
  await shop.close();
});
beforeEach(() => {
  shop.faults.length = 0;
  shop.calls.length = 0;
});

const assumes = (): number => shop.calls.filter(({ action }) => action === 'sts:AssumeRole').length;
const run = (answers: string[], ...args: string[]): Promise<number> => {
  const terminal = Object.assign(shop.newTerminal(), { interactive: true });
  terminal.answers.push(...answers);
  return shop.runIn(terminal, ...args, '--profile', 'careful');
};

test.each(['status', 'doctor'])('%s asks for the code once, for all clients, and its output is that of any other profile', async (command) => {
  expect(await run(['123456'], command, 'Shop', '--json')).toBe(0);
  expect(shop.terminal.questions).toEqual(['Code of the MFA device arn:aws:iam::123456789012:mfa/anna: ']);
  expect(assumes()).toBe(1);
  expect(JSON.parse(shop.terminal.output)).toMatchObject({ format: 1, account: '123456789012' });
});

test('without a terminal nobody is asked, and the message says what to do', async () => {
  expect(await shop.run('status', 'Shop', '--profile', 'careful')).toBe(4);
  expect(shop.terminal.questions).toEqual([]);
  const said = shop.terminal.errors.replace(/\s+/g, ' ');
  expect(said).toMatch(/The profile careful wants the code of an MFA device.*export-credentials.*\[MfaNeeded\]$/);
  expect(shop.calls).toEqual([]);
});

test.each([[[]], [['  ']]])('no answer (%j) ends with 4, and nothing was called', async (answers) => {
  expect(await run(answers, 'status', 'Shop')).toBe(4);
  expect(shop.terminal.errors).toContain('[MfaNeeded]');
  expect(shop.calls).toEqual([]);
});

test('a code that AWS does not take ends with 4, and is not tried again', async () => {
  const said = 'MultiFactorAuthentication failed with invalid MFA one time pass code.';
  shop.faults.push({ matches: ({ action }) => action === 'sts:AssumeRole', status: 403, code: 'AccessDenied', message: said });
  expect(await run(['000000', '000001'], 'status', 'Shop')).toBe(4);
  expect(shop.terminal.questions).toHaveLength(1);
  expect(shop.terminal.errors).toContain('[WrongMfaCode]');
  expect(shop.calls.map(({ action }) => action)).toEqual(['sts:AssumeRole']);
});
