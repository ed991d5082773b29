import { PracticeByCli, PracticeState, practiceByCli } from './practice-by-cli';

/** The states of examples/practice, one deploy each. */
const STATES = {
  base: { props: { version: 1 } },
  hold: { props: { version: 2, percentTraffic: 50 } },
  retuned: { props: { version: 2, percentTraffic: 25 } },
  promoted: { props: { version: 2, percentTraffic: 50 }, context: { 'cdk-canary-rest-api:action': 'promote' } },
  removed: { props: { version: 2, theme: 'dark' } },
} satisfies Record<string, PracticeState>;

type State = keyof typeof STATES;

describe('the unmodified CDK CLI, with an endpoint URL and credentials that are none', () => {
  let aws: PracticeByCli<State>['aws'];
  let served: PracticeByCli<State>['served'];
  let cdk: PracticeByCli<State>['cdk'];
  let app: PracticeByCli<State>['app'];
  let close: () => Promise<void>;

  beforeAll(async () => {
    ({ aws, served, cdk, app, close } = await practiceByCli(STATES));
  });

  afterAll(() => close());

  afterEach(() => aws.cloudFormation.inject());

  const deploy = (state: State, ...args: string[]) => cdk('deploy', ...app(state), '--require-approval', 'never', ...args);
  const failAtStage = () => aws.cloudFormation.inject(({ type, phase }) =>
    type === 'AWS::ApiGateway::Stage' && phase === 'update' ? { kind: 'fail', when: 'before', reason: 'Rate exceeded' } : undefined);

  const restApiId = () => aws.apiGateway.listRestApis()[0].id;
  const stage = () => aws.apiGateway.getStage(restApiId(), 'prod');

  /** Which releases answer, each as its message, its theme and the status. */
  async function answers(): Promise<string[]> {
    const url = `${served.stageUrl(restApiId(), 'prod')}/hello`;
    const seen = new Set<string>();
    for (let request = 0; request < 40; request++) {
      const response = await fetch(url);
      const { message, theme } = await response.json() as { message: string; theme: string };
      seen.add(`${response.status} ${message} ${theme}`);
    }
    return [...seen].sort();
  }

  test('is told to bootstrap first', async () => {
    const { exitCode, output } = await deploy('base');
    expect(output).toContain('/cdk-bootstrap/hnb659fds/version');
    expect(exitCode).toBe(1);
  });

  test('bootstraps, and finds everything in place when it bootstraps again', async () => {
    const environment = `aws://${aws.account}/${aws.region}`;
    const { output } = await cdk('bootstrap', environment);
    expect(output).toContain(`Environment ${environment} bootstrapped.`);
    expect(aws.s3.listBuckets()).toEqual([`cdk-hnb659fds-assets-${aws.account}-${aws.region}`]);
    expect((await cdk('bootstrap', environment)).output).toContain(`Environment ${environment} bootstrapped (no changes).`);
  });

  test('deploys a new stack and shows its events and outputs', async () => {
    const { exitCode, output } = await deploy('base');
    expect(output).toMatch(/CREATE_COMPLETE +\| AWS::ApiGateway::Stage +\| Api\/DeploymentStage\.prod/);
    expect(output).toMatch(/Practice\.ApiEndpoint\w+ = https:\/\/\w+\.execute-api\.us-east-1\.amazonaws\.com\/prod\//);
    expect(exitCode).toBe(0);
    expect(await answers()).toEqual(['200 Hello light']);
  });

  test('has nothing to do when nothing changed', async () => {
    expect((await deploy('base')).output).toContain('Practice (no changes)');
    expect((await deploy('base', '--force', '--method', 'direct')).output).toContain('Practice (no changes)');
  });

  test('shows the difference by a change set, with replacements, and leaves none behind', async () => {
    const { exitCode, output } = await cdk('diff', ...app('hold'));
    expect(output).toContain('create a read-only change set');
    expect(output).toMatch(/\[~\] AWS::ApiGateway::Stage .*\n.*\[\+\] CanarySetting/);
    expect(output).toMatch(/\[~\] AWS::Lambda::Permission .* may be replaced/);
    expect(exitCode).toBe(0);
    expect(await answers()).toEqual(['200 Hello light']);
  });

  test('holds a canary beside the base release', async () => {
    expect(await deploy('hold')).toMatchObject({ exitCode: 0 });
    expect(await answers()).toEqual(['200 Hello again dark', '200 Hello light']);
  });

  test('reports a failed update with its reason, after it was rolled back', async () => {
    failAtStage();
    const { exitCode, output } = await deploy('promoted');
    expect(output).toMatch(/UPDATE_FAILED +\| AWS::ApiGateway::Stage .* Rate exceeded/);
    expect(output).toMatch(/UPDATE_ROLLBACK_COMPLET\w* +\| AWS::CloudFormation::Stack/);
    expect(exitCode).toBe(1);
    expect(await answers()).toEqual(['200 Hello again dark', '200 Hello light']);
  });

  test('leaves a failed update as it is when told not to roll back, and rolls it back later', async () => {
    failAtStage();
    expect(await deploy(
      'retuned', '--no-rollback',
    )).toMatchObject({ exitCode: 1, output: expect.stringMatching(/UPDATE_FAILED +\| AWS::CloudFormation::Stack/) });
    expect(aws.cloudFormation.find('Practice')!.status).toBe('UPDATE_FAILED');

    expect(await cdk('rollback', ...app('retuned'))).toMatchObject({ exitCode: 0 });
    expect(aws.cloudFormation.find('Practice')!.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await answers()).toEqual(['200 Hello again dark', '200 Hello light']);
  });

  test('promotes the canary', async () => {
    expect(await deploy('promoted')).toMatchObject({ exitCode: 0 });
    expect(stage().canarySettings).toMatchObject({ percentTraffic: 0 });
    expect(await answers()).toEqual(['200 Hello again dark']);
  });

  test('ends the canary without a change set', async () => {
    expect(await deploy('removed', '--method', 'direct')).toMatchObject({ exitCode: 0 });
    expect(stage().canarySettings).toBeUndefined();
    expect(await answers()).toEqual(['200 Hello again dark']);
  });

  test('destroys the stack and leaves nothing behind', async () => {
    expect(await cdk('destroy', ...app('removed'), '--force')).toMatchObject({ exitCode: 0, output: expect.stringContaining('Practice: destroyed') });
    expect(aws.apiGateway.listRestApis()).toEqual([]);
    expect(aws.lambda.listFunctions()).toEqual([]);
  });
});
