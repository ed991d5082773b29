import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { DeployedExample } from './deployed-example';
import { rehearse } from '../../cli/rehearse/rehearse-deploys';
import { trafficProfile } from '../../cli/rehearse/traffic-options';
import { RolloutPipeline, TwoCommitsPipeline, TwoStagesPipeline } from '../../examples/pipelines/pipelines';
import { Does, ShopStage } from '../../examples/pipelines/shop-stage';
import { FakeTerminal } from '../cli/fake-terminal';

const FOLDER = join(__dirname, '..', '..', 'examples', 'pipelines');
const { context: FLAGS } = JSON.parse(readFileSync(join(FOLDER, 'cdk.json'), 'utf8'));
const REGION = 'eu-west-1';
const SHOP = { account: '111111111111', regions: [REGION, 'us-east-1'], env: { account: '111111111111', region: REGION } };

let scratch: string;
beforeAll(() => { scratch = mkdtempSync(join(tmpdir(), 'pipelines-')); });
afterAll(() => { rmSync(scratch, { recursive: true, force: true }); });

/** Synthesizes an app into a folder of its own, as `cdk synth` does in the pipeline. */
function synthesized(build: (app: App) => unknown, context: object = {}): string {
  const app = new App({ outdir: mkdtempSync(join(scratch, 'cdk.out-')), analyticsReporting: false, context: { ...FLAGS, ...context } });
  build(app);
  return app.synth().directory;
}

/** The steps of a pipeline as `Stage: action, action`. */
function steps(build: (app: App) => TwoStagesPipeline | RolloutPipeline | TwoCommitsPipeline): string[] {
  const [pipeline] = Object.values(Template.fromStack(build(new App({ context: FLAGS }))).findResources('AWS::CodePipeline::Pipeline'));
  return pipeline.Properties.Stages.slice(3).map(({ Name, Actions }: any) => {
    const inOrder = Actions.sort((one: any, other: any) => one.RunOrder - other.RunOrder);
    return `${Name}: ${inOrder.map((action: any) => `${action.RunOrder} ${action.Name.split('.').pop()}`).join(', ')}`;
  });
}

/** Plays the deploys of Stages one after the other, with real templates and functions. */
async function rehearsed(
  folders: readonly string[], options: Partial<Parameters<typeof rehearse>[0]> = {},
): Promise<{ exitCode: number; text: string }> {
  const terminal = new FakeTerminal(scratch);
  const sources = folders.map((folder) => ({ folder }));
  const exitCode = await rehearse({ sources, seed: 1, invoke: true, destroy: false, ...options }, terminal);
  return { exitCode, text: terminal.printed.join('\n') };
}

describe('two Stages of one stack', () => {
  const build = (code: string) => (app: App) => new TwoStagesPipeline(app, 'Pipeline', { ...SHOP, code });

  test('hold in all regions, are checked and approved, and are promoted region by region', () => {
    expect(steps(build('1'))).toMatchInlineSnapshot(`
[
  "Assets: 1 Orders_Code, 1 CanaryStageDriver_Code",
  "Hold: 1 Prepare, 1 Prepare, 2 Deploy, 2 Deploy, 3 Check-eu-west-1, 3 Check-us-east-1, 4 MayBePromoted",
  "Promote-eu-west-1: 1 Prepare, 2 Deploy",
  "Promote-us-east-1: 1 Prepare, 2 Deploy",
]
`);
  });

  test('given holds, promotions, an abort and a second try, then no request fails', async () => {
    const [one, two, three] = ['1', '2', '3'].map((code) => synthesized(build(code)));
    const again = synthesized(build('3'), { 'cdk-canary-rest-api:action': { [`Hold-${REGION}`]: 'hold' } });
    const follow = synthesized((app) => new ShopStage(app, `Follow-${REGION}`, { code: '3', does: 'follow', env: SHOP.env }));
    const { exitCode, text } = await rehearsed([
      join(one, `assembly-Hold-${REGION}`), join(one, `assembly-Promote-${REGION}`),
      join(two, `assembly-Hold-${REGION}`), join(two, `assembly-Promote-${REGION}`),
      join(three, `assembly-Hold-${REGION}`), join(three, `assembly-Abort-${REGION}`),
      join(again, `assembly-Hold-${REGION}`), join(three, `assembly-Promote-${REGION}`),
      join(follow, `assembly-Follow-${REGION}`),
    ]);
    expect(text).toMatch(/✓ No request would have failed: \d+ requests at \d+ instants/);
    expect(exitCode).toBe(0);
  }, 180_000);

  test('given the same code again after an abort, then the hold is refused until somebody says hold', async () => {
    const [one, two] = ['1', '2'].map((code) => synthesized(build(code)));
    const { exitCode, text } = await rehearsed([
      join(one, `assembly-Hold-${REGION}`),
      join(two, `assembly-Hold-${REGION}`), join(two, `assembly-Abort-${REGION}`), join(two, `assembly-Hold-${REGION}`),
    ]);
    expect(text).toContain('[AbortedDeployment]');
    expect(exitCode).toBe(3);
  }, 120_000);
});

test('two Stages of one stack: given a promotion that fails, then the canary is held as before', async () => {
  const example = new DeployedExample(SHOP.env);
  const deploy = (folder: string) => example.aws.deploy(join(folder, `assembly-${folder === last ? 'Promote' : 'Hold'}-${REGION}`));
  const [first, second, last] = ['1', '2', '2'].map((code) => synthesized((app) => new TwoStagesPipeline(app, 'Pipeline', { ...SHOP, code })));
  try {
    await deploy(first);
    await deploy(second);
    const held = example.stage;
    let failed = false;
    example.aws.cloudFormation.inject(({ type }) => {
      if (failed || type !== 'AWS::ApiGateway::Stage') { return undefined; }
      failed = true;
      return { kind: 'fail', when: 'before' };
    });
    expect(await deploy(last)).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(example.stage).toMatchObject({ deploymentId: held.deploymentId, canarySettings: held.canarySettings! });
    expect(await example.ask('canary', '/orders')).toEqual({ status: 200, code: '2' });
  } finally {
    await example.close();
  }
}, 60_000);

describe('two commits', () => {
  const build = (code: string, does: Does) => (app: App) => new TwoCommitsPipeline(app, 'Pipeline', { ...SHOP, code, does });
  const folder = (code: string, does: Does) => join(synthesized(build(code, does)), `assembly-Shop-${REGION}`);

  test('deploy all regions in one wave', () => {
    expect(steps(build('1', 'hold'))).toMatchInlineSnapshot(`
[
  "Assets: 1 Orders_Code, 1 CanaryStageDriver_Code",
  "Shop: 1 Prepare, 1 Prepare, 2 Deploy, 2 Deploy",
]
`);
  });

  test('given a commit that holds and one that promotes, then no request fails', async () => {
    const { exitCode, text } = await rehearsed([folder('1', 'follow'), folder('2', 'hold'), folder('2', 'promote'), folder('2', 'follow')]);
    expect(text).toContain('✓ No request would have failed');
    expect(exitCode).toBe(0);
  }, 120_000);
});

describe('a rollout for each region', () => {
  const build = (code: string) => (app: App) => new RolloutPipeline(app, 'Pipeline', { ...SHOP, code });

  test('deploys region by region', () => {
    expect(steps(build('1'))).toMatchInlineSnapshot(`
[
  "Assets: 1 Orders_Code, 1 CanaryStageDriver_Code, 1 CanaryRollout_Handler_Code",
  "Shop-eu-west-1: 1 Prepare, 2 Deploy",
  "Shop-us-east-1: 1 Prepare, 2 Deploy",
]
`);
  });

  test('given clients whose requests fail no more than before, then it is promoted in one deploy', async () => {
    const clients = trafficProfile({ traffic: 600, errors: { base: 0.001, canary: 0.001 } });
    const folders = ['1', '2'].map((code) => join(synthesized(build(code)), `assembly-Shop-${REGION}`));
    const { exitCode, text } = await rehearsed(folders, { clients, invoke: false });
    expect(text).toMatch(/✓ after \d+ min: promoted/);
    expect(exitCode).toBe(0);
  }, 120_000);
});
