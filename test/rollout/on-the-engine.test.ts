import { App, Duration, NestedStack, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { CanaryRelease, CanaryRollout, RolloutGate } from '../../lib';
import { readAssembly } from '../../rehearsal/assembly';
import { LocalAws } from '../../rehearsal/local-aws';
import { answering } from '../apps';
import { temporaryDirectory } from '../endpoints/baselines/temporary-files';

jest.setTimeout(120_000);

const STEPS = [5, 50].map((percentTraffic) => ({ percentTraffic, bake: Duration.minutes(1) }));

interface ReleasedCode {
  readonly version: string;
  readonly variables: Record<string, string>;
  /** What the function of the gate says. */
  readonly verdict: 'PASS' | 'FAIL';
}

const V1: ReleasedCode = { version: '1', variables: { theme: 'light', old: 'x' }, verdict: 'PASS' };
const V2: ReleasedCode = { version: '2', variables: { theme: 'dark', fresh: 'y' }, verdict: 'PASS' };

/** An app in which a function decides, so that no client is needed. */
function build(scope: Construct, { version, variables, verdict }: ReleasedCode): void {
  const api = new apigateway.RestApi(scope, 'Api', { deployOptions: { variables } });
  api.root.addMethod('GET', new apigateway.LambdaIntegration(answering(scope, version).currentVersion));
  const judge = answering(scope, '1', 'Judge', { code: lambda.Code.fromInline(`exports.handler = async () => ({ verdict: '${verdict}' });`) });
  const options = { gates: [RolloutGate.function(judge)], metricDelay: Duration.minutes(0) };
  new CanaryRelease(scope, 'Release', { api, rollout: CanaryRollout.steps(STEPS, options) });
}

describe.each<[string, (app: App) => Construct]>([
  ['a stack', (app) => new Stack(app, 'Shop')],
  ['a nested stack', (app) => new NestedStack(new Stack(app, 'Shop'), 'Api')],
])('a rollout in %s, with the real functions', (_, scopeIn) => {
  const aws = new LocalAws();
  beforeAll(() => aws.listen());
  afterAll(() => aws.close());

  const deployed = async (code: ReleasedCode) => {
    const app = new App({ analyticsReporting: false, outdir: temporaryDirectory() });
    build(scopeIn(app), code);
    const { status } = await aws.deploy(readAssembly(app.synth().directory, aws).stacks.find(({ stackName }) => stackName === 'Shop')!);
    const [{ id }] = aws.apiGateway.listRestApis();
    const { variables, canarySettings } = aws.apiGateway.getStage(id, 'prod');
    const { body } = await aws.invoke({ restApiId: id, stageName: 'prod', path: '/' });
    return { status, variables, canarySettings, body };
  };

  test('has nothing to shift, is stopped, passes, and changes variables only when it passes', async () => {
    const base = { variables: V1.variables, canarySettings: undefined, body: '1' };
    expect(await deployed(V1)).toEqual({ status: 'CREATE_COMPLETE', ...base });
    expect(await deployed({ ...V2, verdict: 'FAIL' })).toEqual({ status: 'UPDATE_ROLLBACK_COMPLETE', ...base });
    expect(await deployed(V2)).toEqual({ status: 'UPDATE_COMPLETE', variables: V2.variables, canarySettings: undefined, body: '2' });
  });
});
