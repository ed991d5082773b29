import { givenApi } from './given-api';

const ASKED = Array.from({ length: 40 }, (_, index) => index);

describe('a data plane that lags', () => {
  test('serves the stage as it was, or as it is, for some seconds after a change, then as it is', async () => {
    const { service, dataPlane, clock, restApiId, first, second } = givenApi({ dataPlane: 'lagging' });
    service.createStage(restApiId, { stageName: 'prod', deploymentId: first });
    const served = async (): Promise<unknown[]> => {
      const answers = await Promise.all(ASKED.map(() => dataPlane.invokeStage({ restApiId, stageName: 'prod', method: 'GET', path: '/hello' })));
      return [...new Set(answers.map(({ deploymentId }) => deploymentId))].sort();
    };
    service.updateStage(restApiId, 'prod', [{ op: 'replace', path: '/deploymentId', value: second }]);
    expect(await served()).toEqual([first, second].sort());
    // A deployment that no stage is on any more is still served by what lags.
    service.deleteDeployment(restApiId, first);
    clock.time = new Date(clock.time.getTime() + 8_999);
    expect(await served()).toEqual([first, second].sort());
    clock.time = new Date(clock.time.getTime() + 1);
    expect(await served()).toEqual([second]);
  });

  test('answers a question for the canary by the base where the stage had none a moment ago', async () => {
    const { service, dataPlane, restApiId, first, second } = givenApi({ dataPlane: 'lagging' });
    service.createStage(restApiId, { stageName: 'prod', deploymentId: first });
    service.updateStage(restApiId, 'prod', [{ op: 'replace', path: '/canarySettings/deploymentId', value: second }]);
    const answers = await Promise.all(
      ASKED.map(() => dataPlane.invokeStage({ restApiId, stageName: 'prod', method: 'GET', path: '/hello', release: 'canary' })),
    );
    expect(new Set(answers.map(({ release, deploymentId }) => `${release} ${deploymentId}`))).toEqual(new Set([`base ${first}`, `canary ${second}`]));
  });

  test('does not exist by default', async () => {
    const { service, dataPlane, restApiId, first, second } = givenApi();
    service.createStage(restApiId, { stageName: 'prod', deploymentId: first });
    service.updateStage(restApiId, 'prod', [{ op: 'replace', path: '/deploymentId', value: second }]);
    const answers = await Promise.all(ASKED.map(() => dataPlane.invokeStage({ restApiId, stageName: 'prod', method: 'GET', path: '/hello' })));
    expect(new Set(answers.map(({ deploymentId }) => deploymentId))).toEqual(new Set([second]));
  });
});
