import { WatchedStack } from '../harness/watched-stack';

/** A stack of somebody who may invoke the driver, with a custom resource of its own for the same stage. */
function foreign(watched: WatchedStack, type: string, properties: object): never {
  const { functionArn: ServiceToken } = watched.aws.lambda.listFunctions().find(({ functionName }) => /Driver/.test(functionName))!;
  const [{ id: RestApiId }] = watched.aws.apiGateway.listRestApis();
  const [{ deploymentId: DeploymentId }] = watched.aws.apiGateway.listStages(RestApiId);
  return {
    Resources: { X: { Type: type, Properties: { ServiceToken, RestApiId, StageName: 'prod', DeploymentId, Variables: {}, ...properties } } },
  } as never;
}

test.each([
  ['Custom::CanaryStage', { Action: 'NONE' }],
  ['Custom::CanaryStage', { Action: 'HOLD', PercentTraffic: 100, StageVariableOverrides: { backend: 'other' } }],
  ['Custom::CanaryAnchor', {}],
])('a %s of another stack that uses the driver moves nothing: %j', async (type, properties) => {
  const watched = new WatchedStack();
  await watched.deploy({ kind: 'l3', routes: [], code: 0, mode: { action: 'none' } });
  await watched.deploy({ kind: 'l3', routes: [], code: 1, mode: { action: 'hold', percent: 10 } });
  const { stage } = watched;
  const request = { stackName: 'Tenant', template: foreign(watched, type, properties) };
  expect(await watched.cloudFormation.createStack(request)).toMatchObject({ succeeded: false, reason: expect.stringContaining('[ForeignStack]') });
  expect(watched.stage).toEqual(stage);
  await watched.aws.destroy('Tenant');
  expect(watched.stage).toEqual(stage);
  await watched.destroy();
});
