import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as sns from 'aws-cdk-lib/aws-sns';
import { ENVIRONMENT, Fault, LiveShop, RecordedCall, ShopState } from './live-shop';
import { CanaryRelease } from '../../lib';

/** Every error of AWS and of the target, for every command that changes something: one wording, one exit code, and that nothing was changed. */
let shop: LiveShop;
const V1: ShopState = { code: 'v1', counted: false };
const V2: ShopState = { ...V1, code: 'v2', canary: { percentTraffic: 10 } };
/** Each with something to do on the stage of the shop. */
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  'abort': ['abort'],
  'promote': ['promote', '--yes'],
  'set-percent': ['set-percent', '5'],
  'remove': ['remove'],
  'rollback': ['rollback', '--yes'],
  'prune': ['prune', '--yes'],
};
const STEERING = Object.keys(COMMANDS).filter((command) => command !== 'prune');
const KEYS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_REGION', 'AWS_CONFIG_FILE', 'HOME'];
let env: Record<string, string | undefined>;

beforeAll(async () => {
  shop = await LiveShop.open();
  await shop.deploy(V1);
  await shop.deploy(V2);
  const app = new App({ outdir: join(shop.folder, 'other') });
  new sns.Topic(new Stack(app, 'Other', { env: ENVIRONMENT }), 'Topic');
  await shop.aws.deploy(app.synth().directory);
  env = Object.fromEntries(KEYS.map((name) => [name, process.env[name]]));
});
afterAll(() => shop.close());
beforeEach(() => {
  shop.faults.length = 0;
  shop.calls.length = 0;
  setEnvironment({ ...env, HOME: '/nowhere' });
});
afterEach(() => setEnvironment(env));

function setEnvironment(values: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) { delete process.env[name]; } else { process.env[name] = value; }
  }
}

const stage = (): string => JSON.stringify(shop.stage);
const said = (): string => shop.terminal.errors.replace(/\s+/g, ' ').trim();
const at = (action: string, fault: Partial<Fault>): void => {
  shop.faults.push({ matches: (call: RecordedCall) => call.action === action, status: 400, code: 'X', message: 'x', ...fault });
};
const arn = (region: string, account: string): string => `arn:aws:cloudformation:${region}:${account}:stack/Shop/1`;

interface Row {
  readonly arrange?: () => void;
  readonly target: readonly string[];
  readonly exit: number;
  /** As it is said, without its begin and its end. `{command}`: the command with its target. `{folder}`: where it runs. */
  readonly text: string;
}

const ROWS: Readonly<Record<string, Row>> = {
  NoRegion: {
    arrange: () => setEnvironment({ AWS_REGION: undefined }),
    target: ['Shop'],
    exit: 4,
    text: 'There is no region. Give --region, set AWS_REGION, or a region in the profile.',
  },
  NoCredentials: {
    arrange: () => setEnvironment({ AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined }),
    target: ['Shop'],
    exit: 4,
    text: 'There are no AWS credentials: none in the environment, and no profile. Use aws sso login, --profile, or the environment of your CI.',
  },
  UnknownProfile: {
    target: ['Shop', '--profile', 'nope'],
    exit: 4,
    text: 'The profile nope is not in the AWS configuration files; there is none. Name another one by --profile.',
  },
  MfaNeeded: {
    arrange: () => {
      const file = join(shop.folder, 'config');
      writeFileSync(file, '[profile prod]\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = base\nmfa_serial = arn:aws:iam::1:mfa/x\n'
        + '[profile base]\naws_access_key_id = a\naws_secret_access_key = b\n');
      setEnvironment({ AWS_CONFIG_FILE: file });
    },
    target: ['Shop', '--profile', 'prod'],
    exit: 4,
    text: 'The profile prod wants the code of an MFA device, and there is none: the command asks for it in a terminal only. '
      + 'Put a session into the environment first: eval "$(aws configure export-credentials --profile prod --format env)".',
  },
  ExpiredCredentials: {
    arrange: () => at('sts:GetCallerIdentity', { status: 403, code: 'ExpiredToken', message: 'The security token is expired' }),
    target: ['Shop'],
    exit: 4,
    text: 'The credentials are not valid, or no longer. Renew them, for instance by aws sso login.',
  },
  AccessDenied: {
    arrange: () => at('cloudformation:DescribeStacks', { status: 403, code: 'AccessDenied', message: 'User: arn:x is not authorized' }),
    target: ['Shop'],
    exit: 4,
    text: 'AWS denied cloudformation:DescribeStacks: User: arn:x is not authorized. The policy that the command needs: cdk-canary {command} --iam.',
  },
  Throttled: {
    arrange: () => at('cloudformation:DescribeStacks', { code: 'Throttling', message: 'Rate exceeded' }),
    target: ['Shop'],
    exit: 4,
    text: 'AWS throttled cloudformation:DescribeStacks, tried 6 times in 20 s. API Gateway takes about ten calls a second for a whole account: '
      + 'something else is busy there. Try again.',
  },
  Unreachable: {
    target: ['Shop', '--endpoint-url', 'http://127.0.0.1:1'],
    exit: 4,
    text: '127.0.0.1:1 could not be reached (ECONNREFUSED). Look at the network, the region, and --endpoint-url.',
  },
  AwsError: {
    arrange: () => at('cloudformation:DescribeStacks', { code: 'ValidationError', message: 'Something odd' }),
    target: ['Shop'],
    exit: 4,
    text: 'cloudformation:DescribeStacks failed: Something odd.',
  },
  UnknownStack: {
    target: ['Nope'],
    exit: 2,
    text: 'Stack Nope does not exist in us-east-1 of account 123456789012. Stacks here: Other, Shop. Correct the name, --region or --profile.',
  },
  WrongAccount: {
    target: [arn('us-east-1', '999999999999')],
    exit: 2,
    text: 'The stack is of account 999999999999; the credentials are of account 123456789012 (arn:aws:iam::123456789012:user/rehearsal). Give '
      + '--profile for account 999999999999.',
  },
  WrongRegion: {
    target: [arn('eu-west-1', '123456789012'), '--region', 'us-east-1'],
    exit: 2,
    text: 'The stack is of region eu-west-1; --region is us-east-1. Leave --region out, or name another stack.',
  },
  NoRelease: {
    target: ['Other'],
    exit: 2,
    text: 'Stack Other has no Custom::CanaryStage, so no canary release. Did you mean --api with --stage?',
  },
  WhichRelease: {
    target: ['Shop', '--release', 'Nope'],
    exit: 2,
    text: 'There is no release Nope; known is Shop/Release. Name one of them.',
  },
  NoTarget: {
    target: [],
    exit: 2,
    text: 'There is no cloud assembly with a canary release in {folder}/cdk.out. Name a stack, or give --api and --stage.',
  },
};

describe.each(Object.entries(COMMANDS))('%s', (command, args) => {
  test.each(Object.entries(ROWS))('says %s, and that nothing was changed', async (id, { arrange, target, exit, text }) => {
    arrange?.();
    const before = stage();
    const code = await shop.run(...args, ...target);
    const [, found, end] = /^error: (.*?)( Nothing was changed\. \[\w+\])$/.exec(said()) ?? [said()];
    expect({ code, output: shop.terminal.output, end }).toEqual({ code: exit, output: '', end: ` Nothing was changed. [${id}]` });
    expect(found).toBe(text.replace('{command}', [command, ...target].join(' ')).replace('{folder}', shop.folder));
    expect(shop.calls.filter(({ action }) => /PATCH|DELETE|Delete|Remove/.test(action))).toEqual([]);
    expect(stage()).toBe(before);
  });
});

test('nobody who cannot be asked is asked: nothing was changed', async () => {
  for (const args of [['promote', 'Shop'], ['set-percent', '50', 'Shop']]) {
    expect({ args, exit: await shop.run(...args) }).toEqual({ args, exit: 2 });
    expect(said()).toMatch(/add --yes\. Nothing was changed\. \[NeedsYes\]$/);
  }
});

/** Where each has something to write. */
const stand = (command: string): void => {
  if (command === 'remove') { shop.byHand({ op: 'replace', path: '/canarySettings/percentTraffic', value: '0' }); }
  if (command === 'rollback') { shop.byHand({ op: 'copy', from: '/canarySettings/deploymentId', path: '/deploymentId' }); }
};

describe.each(STEERING)('%s', (command) => {
  const args = COMMANDS[command];
  let before: string;
  const arrange = async (fault: Partial<Fault>): Promise<void> => {
    await shop.close();
    shop = await LiveShop.open();
    await shop.deploy(V1);
    await shop.deploy(V2);
    stand(command);
    before = stage();
    at('apigateway:PATCH', fault);
  };
  /** Of the stage, with who changed it when. */
  const isAsBefore = (): void => { expect(stage()).toBe(before); };

  test('whose call AWS denies says so, with its policy, and that nothing was changed', async () => {
    await arrange({ status: 403, code: 'AccessDeniedException', message: 'User: arn:x is not authorized to perform: apigateway:PATCH' });
    expect(await shop.run(...args, 'Shop')).toBe(4);
    expect(said()).toBe('error: AWS denied apigateway:PATCH: User: arn:x is not authorized to perform: apigateway:PATCH. The policy that the command '
      + `needs: cdk-canary ${command} Shop --iam. Nothing was changed. [AccessDenied]`);
    isAsBefore();
  });

  test('that meets another change of the API says that nothing was changed, and to try again', async () => {
    await arrange({ status: 409, code: 'ConflictException', message: 'Unable to complete operation due to concurrent modification.' });
    expect(await shop.run(...args, 'Shop')).toBe(5);
    expect(said()).toMatch(/^error: API Gateway is changing the API for somebody else at this moment, and has refused\. Nothing was changed: prod/);
    expect(said()).toMatch(/Try again\. Look at it: npx cdk-canary status Shop\. \[ChangedMeanwhile\]$/);
    isAsBefore();
  });

  test('of a stage that is not there names those that are', async () => {
    expect(await shop.run(...args, '--api', shop.restApiId, '--stage', 'test')).toBe(2);
    expect(said()).toBe(`error: Stage test of API ${shop.restApiId} does not exist in us-east-1. Stages: prod. Correct --api, --stage or --region. `
      + 'Nothing was changed. [UnknownStage]');
  });
});

test('prune names no stage of an API alone', async () => {
  expect(await shop.run('prune', '--api', shop.restApiId, '--stage', 'prod')).toBe(2);
  expect(said()).toMatch(/Nothing was changed\. .*\[NeedsStack\]$/);
});

test('a stack with several releases needs a name, for each command', async () => {
  await shop.close();
  shop = await LiveShop.open();
  await shop.deploy({
    ...V1,
    more: (stack) => {
      const api = new apigateway.RestApi(stack, 'Second');
      api.root.addMethod('GET', new apigateway.MockIntegration());
      new CanaryRelease(stack, 'SecondRelease', { api });
    },
  });
  for (const [command, args] of Object.entries(COMMANDS)) {
    expect({ command, exit: await shop.run(...args, 'Shop') }).toEqual({ command, exit: 2 });
    const what = command === 'prune' ? 'releases of several APIs' : 'several releases';
    expect(said()).toMatch(new RegExp(`^error: The stack has ${what}; known are (Shop/(Second)?Release(, )?){2}\\. Name one of them\\. `
      + 'Nothing was changed\\. \\[WhichRelease\\]$'));
  }
});
