import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { cdkCli, CliResult } from './cdk-cli-process';
import { CanaryRestApi } from '../../lib';
import { RealTimeClock } from '../../rehearsal/cloudformation/real-time-clock';
import { LocalAws } from '../../rehearsal/local-aws';
import { ServedAws, serveAws } from '../../rehearsal/serve-aws';
import { answering } from '../apis/answering';

/** An app in a shape that changes. Construct ids are what a developer renames. */
interface Shape {
  readonly code?: string;
  readonly percentTraffic?: number;
  readonly promote?: boolean;
  readonly apiId?: string;
  readonly functionId?: string;
  readonly bucketId?: string;
  readonly permissionId?: string;
  /** The API stands below a construct with this id. @default - below the stack */
  readonly below?: string;
}

const HELD: Shape = { code: 'code 2', percentTraffic: 50 };
const COMPLETE = '✅  Stack refactor complete';

/** GET /hello with a release. A bucket and a permission that have nothing to do with it. */
function synthesize(outdir: string, { code = 'code 1', percentTraffic, promote, apiId, functionId, bucketId, permissionId, below }: Shape): string {
  const app = new App({ outdir, analyticsReporting: false, context: { 'aws:cdk:enable-path-metadata': true } });
  const stack = new Stack(app, 'Shop');
  new s3.Bucket(stack, bucketId ?? 'Uploads', { removalPolicy: RemovalPolicy.DESTROY });
  const handler = answering(stack, code, functionId);
  handler.addPermission(permissionId ?? 'Call', { principal: new iam.ServicePrincipal('s3.amazonaws.com') });
  const api = new CanaryRestApi(below === undefined ? stack : new Construct(stack, below), apiId ?? 'Api', {
    handler,
    resourcePath: 'hello',
    deployOptions: { stageName: 'prod' },
    canarySettings: percentTraffic === undefined ? undefined : { percentTraffic },
  });
  if (promote) { api.promote(); }
  app.synth();
  return outdir;
}

/** An account with that app deployed by the CLI, where every instant of every operation asks both releases. */
class Account {
  /** What a request got that was not answered by its release. */
  readonly failures: string[] = [];
  /** Resource operations since the last look. */
  readonly operations: string[] = [];
  private readonly home = mkdtempSync(join(tmpdir(), 'cdk-cli-refactor-'));
  private apps = 0;
  private cdk!: (...args: string[]) => Promise<CliResult>;
  private served!: ServedAws;
  private readonly aws = new LocalAws({ clock: new RealTimeClock() });

  constructor() {
    this.aws.cloudFormation.onResourceOperation(async (event) => {
      if (event.action !== 'status') { this.operations.push(`${event.action} ${event.type}`); }
      for (const answer of await this.answers()) {
        if (!/^(base|canary): 200 code [12]$/.test(answer)) { this.failures.push(answer); }
      }
    });
  }

  async open(): Promise<void> {
    this.served = await serveAws(this.aws);
    this.cdk = cdkCli({ home: this.home, environment: this.served.environment });
    await this.cdk('bootstrap', `aws://${this.aws.account}/${this.aws.region}`);
  }

  async close(): Promise<void> {
    await this.served.close();
    rmSync(this.home, { recursive: true, force: true });
  }

  async deploy(shape: Shape): Promise<void> {
    const { exitCode, output } = await this.cdk('deploy', ...this.app(shape), '--require-approval', 'never');
    expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
    this.operations.length = 0;
  }

  /** What `cdk refactor` printed. It exits with 0 even when it failed. */
  async refactor(shape: Shape, ...args: string[]): Promise<string> {
    const { exitCode, output } = await this.cdk('refactor', '--unstable=refactor', ...args, ...this.app(shape));
    expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
    return output;
  }

  /** Physical ids by logical id. */
  resources(): Record<string, string | undefined> {
    return Object.fromEntries([...this.aws.cloudFormation.find('Shop')!.resources].map(([logicalId, { physicalId }]) => [logicalId, physicalId]));
  }

  /** How the stage's releases answer, for instance `base: 200 code 1`. */
  async answers(): Promise<string[]> {
    const [api] = this.aws.apiGateway.listRestApis();
    const stage = api && this.aws.apiGateway.findStage(api.id, 'prod');
    if (stage === undefined) { return []; }
    const releases = stage.canarySettings === undefined ? ['base'] as const : ['base', 'canary'] as const;
    return Promise.all(releases.map(async (release) => {
      const { status, body } = await this.aws.dataPlane.invokeStage({ restApiId: api.id, stageName: 'prod', method: 'GET', path: '/hello', release });
      return `${release}: ${status} ${body}`;
    }));
  }

  private app(shape: Shape): string[] {
    return ['--app', synthesize(join(this.home, `app-${++this.apps}`), shape)];
  }
}

/** Each test goes on where the one before it ended. */
describe('cdk refactor', () => {
  let account: Account;

  beforeAll(async () => {
    account = new Account();
    await account.open();
  });

  afterAll(() => account.close());

  async function expectNothingMoved(refactor: () => Promise<void>): Promise<void> {
    const before = [account.resources(), await account.answers()];
    await refactor();
    expect([account.resources(), await account.answers()]).toEqual(before);
    expect([account.operations, account.failures]).toEqual([[], []]);
  }

  describe.each<[string, Shape, string]>([
    ['without a canary', { bucketId: 'Uploads' }, 'Files'],
    ['while a canary is held', { ...HELD, bucketId: 'Files' }, 'Archive'],
  ])('%s', (_, shape, bucketId) => {
    beforeAll(() => account.deploy(shape));

    test('refuses another id of the API itself, because its name is a property', () => expectNothingMoved(async () => {
      const output = await account.refactor({ ...shape, apiId: 'Front' });
      expect(output).toContain('❌  Refactor failed: A refactor operation cannot add, remove or update resources.');
      expect(output).toContain('[-] Shop/Api/Release/Driver/Resource');
    }));

    test('refuses to move the API below another construct, because a policy is named by its path', () => expectNothingMoved(async () => {
      const output = await account.refactor({ ...shape, below: 'Front' });
      expect(output).toContain('❌  Refactor failed: A refactor operation cannot add, remove or update resources.');
      expect(output).toContain('[-] Shop/Api/Release/Driver/Policy/Resource');
    }));

    test('refuses another id of the function', () => expectNothingMoved(async () => {
      expect(await account.refactor({ ...shape, functionId: 'Greeter' })).toContain('❌  Refactor failed: ');
    }));

    test('is refused by CloudFormation for another id of a permission', () => expectNothingMoved(async () => {
      const output = await account.refactor({ ...shape, permissionId: 'Invoke' });
      expect(output).toMatch(/AWS::Lambda::Permission +│ Shop\/Fn\/Call +│ Shop\/Fn\/Invoke/);
      expect(output).toMatch(/❌ {2}Refactor failed: Refactor creation: \[CREATE_FAILED\] arn:/);
      expect(output).toContain(': Stack Refactor does not support AWS::Lambda::Permission.');
    }));

    test('shows what it would move, and moves nothing, in a dry run', () => expectNothingMoved(async () => {
      const output = await account.refactor({ ...shape, bucketId }, '--dry-run');
      expect(output).toMatch(new RegExp(`AWS::S3::Bucket +│ Shop/${shape.bucketId}/Resource +│ Shop/${bucketId}/Resource`));
      expect(output).not.toMatch(/AWS::(ApiGateway|Lambda)|Custom::/);
    }));

    test('moves what has nothing to do with the release, and the release stays as it is', async () => {
      const [before, answers] = [account.resources(), await account.answers()];
      expect(await account.refactor({ ...shape, bucketId })).toContain(COMPLETE);
      const after = account.resources();
      expect(Object.values(after).sort()).toEqual(Object.values(before).sort());
      expect(Object.keys(after).filter((logicalId) => !(logicalId in before))).toEqual([expect.stringMatching(`^${bucketId}`)]);
      expect([account.operations, account.failures, await account.answers()]).toEqual([[], [], answers]);
    });
  });

  test('leaves a stack whose canary is promoted by the next deploy', async () => {
    await account.deploy({ ...HELD, promote: true, bucketId: 'Archive' });
    expect((await account.answers())[0]).toBe('base: 200 code 2');
    expect(account.failures).toEqual([]);
  });
});
