import { ReleasedApp } from '../harness/released-app';
import { WatchedStack } from '../harness/watched-stack';

const PLAIN: ReleasedApp = { kind: 'plain', code: 0, routes: [], mode: { action: 'none' } };
const RELEASED: ReleasedApp = { ...PLAIN, kind: 'attached' };
const HELD: ReleasedApp = { ...RELEASED, mode: { action: 'hold', percent: 10 } };

/** A stage that plain CDK has deployed, with a canary that somebody set in the console, on the deployment that production is on. */
async function stageWithCanary(): Promise<WatchedStack> {
  const watched = new WatchedStack();
  await watched.deploy(PLAIN);
  const [{ id }] = watched.aws.apiGateway.listRestApis();
  const { deploymentId } = watched.stage as { deploymentId: string };
  watched.aws.apiGateway.updateStage(id, 'prod', [
    { op: 'replace', path: '/canarySettings/deploymentId', value: deploymentId },
    { op: 'replace', path: '/canarySettings/percentTraffic', value: '20' },
    { op: 'replace', path: '/canarySettings/stageVariableOverrides/theme', value: 'dark' },
  ]);
  return watched;
}

describe.each([
  ['without a canary', RELEASED], ['with a canary', HELD],
])('given a stage with somebody\'s canary, when the release is added %s', (_, app) => {
  test.each([
    'Custom::CanaryStage', 'Custom::CanaryAnchor', 'AWS::Lambda::EventInvokeConfig',
  ])('and its %s fails, then the rollback leaves that canary', async (type) => {
    const watched = await stageWithCanary();
    const found = watched.stage;
    watched.faults = (operation) => operation.type === type && operation.phase === 'update' ? { kind: 'fail', when: 'before' } : undefined;
    expect(await watched.deploy(app)).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(watched.stage).toEqual(found);
    await watched.aws.close();
  });

  test('and the driver may not read the stage, then the rollback leaves that canary', async () => {
    const watched = await stageWithCanary();
    const found = watched.stage;
    const isForward = () => watched.stack.status === 'UPDATE_IN_PROGRESS';
    const result = await watched.deploy(app, {
      disturbance: {
        onCall: ({ name, event }) => name === 'GetStage' && event.ResourceType === 'Custom::CanaryStage' && isForward()
          ? { kind: 'error', status: 403, type: 'AccessDeniedException' } : undefined,
      },
    });
    expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(watched.stage).toEqual(found);
    await watched.aws.close();
  });
});
