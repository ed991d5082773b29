import { PracticeByCli, PracticeState, practiceByCli } from './practice-by-cli';

/** The states of examples/practice, one deploy each, in this order. */
const STATES = {
  base: { props: { version: 1 } },
  hold: { props: { version: 2, percentTraffic: 50 } },
  aborted: { props: { version: 2, percentTraffic: 50 }, context: { 'cdk-canary-rest-api:action': 'abort' } },
  heldAgain: { props: { version: 2, percentTraffic: 50 }, context: { 'cdk-canary-rest-api:action': 'hold' } },
  promoted: { props: { version: 2, percentTraffic: 50 }, context: { 'cdk-canary-rest-api:action': 'promote' } },
  removed: { props: { version: 2, theme: 'dark' } },
} satisfies Record<string, PracticeState>;

type State = keyof typeof STATES;

/** Types that have no say in what clients get (here the engine does not read them), and the driver and its anchor, as every custom resource. */
const UNCHECKED = [
  'AWS::ApiGateway::Account', 'AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::Lambda::EventInvokeConfig', 'AWS::Logs::LogGroup',
  'Custom::CanaryAnchor', 'Custom::CanaryStage',
];

describe('cdk drift', () => {
  let aws: PracticeByCli<State>['aws'];
  let cdk: PracticeByCli<State>['cdk'];
  let app: PracticeByCli<State>['app'];
  let close: () => Promise<void>;

  beforeAll(async () => {
    ({ aws, cdk, app, close } = await practiceByCli(STATES));
    await cdk('bootstrap', `aws://${aws.account}/${aws.region}`);
  });

  afterAll(() => close());

  const deploy = async (state: State) => {
    const { exitCode, output } = await cdk('deploy', ...app(state), '--require-approval', 'never');
    expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
  };
  /** With `--fail`, drift is exit code 1. */
  const drift = (state: State) => cdk('drift', ...app(state), '--fail', '--verbose');
  const stage = () => aws.apiGateway.getStage(aws.apiGateway.listRestApis()[0].id, 'prod');
  const inTheConsole = (...operations: Array<{ op: string; path: string; value?: string }>) =>
    aws.apiGateway.updateStage(aws.apiGateway.listRestApis()[0].id, 'prod', operations);

  async function expectNoDrift(state: State): Promise<void> {
    const { exitCode, output } = await drift(state);
    expect(output).toContain('No drift detected');
    // Listed are the resources that CloudFormation did not check; the stage and what it serves are none of them.
    const unchecked = [...output.matchAll(/^\[ \] (\S+)/gm)].map(([, type]) => type);
    expect([...new Set(unchecked)].sort()).toEqual(UNCHECKED);
    expect(exitCode).toBe(0);
  }

  test('finds none after the first deploy', async () => {
    await deploy('base');
    await expectNoDrift('base');
  });

  test('finds none while a canary is held', async () => {
    await deploy('hold');
    expect(stage().canarySettings).toMatchObject({ percentTraffic: 50, stageVariableOverrides: { theme: 'dark' } });
    await expectNoDrift('hold');
  });

  test('names what somebody changed in the console, and nothing when it was changed back', async () => {
    inTheConsole({ op: 'replace', path: '/canarySettings/percentTraffic', value: '5' });
    const { exitCode, output } = await drift('hold');
    expect(output).toContain('1 resource has drifted from their expected configuration');
    expect(output).toMatch(/\[~\] AWS::ApiGateway::Stage Api\/DeploymentStage\.prod .*\n.*\/CanarySetting\/PercentTraffic\n.*\[-\] 50\n.*\[\+\] 5\n/);
    expect(exitCode).toBe(1);
    inTheConsole({ op: 'replace', path: '/canarySettings/percentTraffic', value: '50' });
    await expectNoDrift('hold');
  });

  test('names a promotion that somebody made in the console', async () => {
    const { deploymentId, canarySettings } = stage();
    inTheConsole({ op: 'replace', path: '/deploymentId', value: canarySettings!.deploymentId });
    expect((await drift('hold')).output).toMatch(/\/DeploymentId\n/);
    inTheConsole({ op: 'replace', path: '/deploymentId', value: deploymentId });
    await expectNoDrift('hold');
  });

  test('finds none after abort()', async () => {
    await deploy('aborted');
    expect(stage().canarySettings).toBeUndefined();
    await expectNoDrift('aborted');
  });

  test('finds none after a promotion that failed and was rolled back', async () => {
    await deploy('heldAgain');
    aws.cloudFormation.inject(({ type, phase }) =>
      type === 'AWS::ApiGateway::Stage' && phase === 'update' ? { kind: 'fail', when: 'after', reason: 'Rate exceeded' } : undefined);
    expect(await cdk('deploy', ...app('promoted'), '--require-approval', 'never')).toMatchObject({ exitCode: 1 });
    aws.cloudFormation.inject();
    expect(aws.cloudFormation.find('Practice')!.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    await expectNoDrift('heldAgain');
  });

  test('finds none after promote()', async () => {
    await deploy('promoted');
    expect(stage().canarySettings).toMatchObject({ percentTraffic: 0 });
    await expectNoDrift('promoted');
  });

  test('finds none when the canary was removed', async () => {
    await deploy('removed');
    expect(stage().canarySettings).toBeUndefined();
    await expectNoDrift('removed');
  });

  test('does not see a canary that somebody put on a stage whose template has none: AWS compares what the template sets', async () => {
    const { deploymentId } = stage();
    inTheConsole({
      op: 'replace', path: '/canarySettings/deploymentId', value: deploymentId,
    }, { op: 'replace', path: '/canarySettings/percentTraffic', value: '10' });
    await expectNoDrift('removed');
  });
});
