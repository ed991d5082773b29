import { givenApi } from './given-api';
import { apiGatewayResourceTypes } from '../../../rehearsal/apigateway/api-gateway-resource-types';
import { Stage } from '../../../rehearsal/apigateway/model';
import { Properties, ResourceType } from '../../../rehearsal/cloudformation/resource-type';
import { Hypotheses, LIKELY_HYPOTHESES } from '../../../rehearsal/hypotheses';

const STACK = {
  stackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/Shop/1',
  stackName: 'Shop',
  region: 'us-east-1',
  account: '123456789012',
  partition: 'aws',
};

/** A stage as a template describes it, and the means to update it. */
function givenStage(hypotheses: Partial<Hypotheses> = {}) {
  const wired = givenApi(hypotheses);
  const { service, restApiId, first, second } = wired;
  const type: ResourceType = apiGatewayResourceTypes(service, { ...LIKELY_HYPOTHESES, ...hypotheses })['AWS::ApiGateway::Stage'];
  const updateStage = jest.spyOn(service, 'updateStage');
  const request = (properties: Properties) => ({ stack: STACK, logicalId: 'Stage', type: 'AWS::ApiGateway::Stage', properties });
  const initial: Properties = {
    RestApiId: restApiId,
    StageName: 'prod',
    DeploymentId: first,
    Variables: { theme: 'light', region: 'eu' },
    CanarySetting: { DeploymentId: second, PercentTraffic: 10, StageVariableOverrides: { theme: 'dark', beta: 'on' }, UseStageCache: false },
  };
  const live = (): Stage => service.getStage(restApiId, 'prod');
  return {
    ...wired,
    type,
    initial,
    live,
    updateStage,
    create: (properties: Properties = initial) => type.create(request(properties)),
    update: (next: Properties, previous: Properties = initial) =>
      type.update({ ...request(next), physicalId: 'prod', previousProperties: previous }),
    destroy: () => type.delete({ ...request(initial), physicalId: 'prod' }),
  };
}

function withCanary(initial: Properties, change: Properties): Properties {
  return { ...initial, CanarySetting: { ...initial.CanarySetting as object, ...change } };
}

describe('AWS::ApiGateway::Stage', () => {
  describe('created', () => {
    test('refers to its name and has what the template says, canary included', async () => {
      const { create, live, first, second } = givenStage();

      expect(await create()).toEqual({ physicalId: 'prod', attributes: {} });
      expect(live()).toMatchObject({
        deploymentId: first,
        variables: { theme: 'light', region: 'eu' },
        canarySettings: { deploymentId: second, percentTraffic: 10, stageVariableOverrides: { theme: 'dark', beta: 'on' }, useStageCache: false },
      });
    });

    test('with a canary setting that names no deployment gets its own as canary', async () => {
      const { create, initial, live, first } = givenStage();
      await create({ ...initial, CanarySetting: { PercentTraffic: 10 } });

      expect(live().canarySettings).toEqual({ deploymentId: first, percentTraffic: 10, useStageCache: false });
    });

    test('takes method settings as CDK writes them', async () => {
      const { create, initial, live } = givenStage();
      await create({
        ...initial,
        MethodSettings: [{ ResourcePath: '/*', HttpMethod: '*', DataTraceEnabled: false, ThrottlingRateLimit: 10 },
          { ResourcePath: '/~1hello', HttpMethod: 'GET', MetricsEnabled: true }],
      });

      expect(live().methodSettings).toEqual({ '*/*': { dataTraceEnabled: false, throttlingRateLimit: 10 }, 'hello/GET': { metricsEnabled: true } });
    });

    test('fails for a deployment that does not exist, in the words of a stack event', async () => {
      const { create, initial } = givenStage();

      await expect(create({ ...initial, DeploymentId: 'absent' })).rejects.toMatchObject({
        name: 'ResourceFailure', message: 'Resource handler returned message: "Deployment id does not exist" (HandlerErrorCode: InvalidRequest)',
      });
    });

    test('fails where a stage of that name exists', async () => {
      const { create } = givenStage();
      await create();

      await expect(create()).rejects.toThrow('"Stage already exists" (HandlerErrorCode: AlreadyExists)');
    });
  });

  test.each([
    ['RestApiId', true], ['StageName', true], ['DeploymentId', false], ['Variables', false], ['CanarySetting', false],
  ])('is replaced for a new %s: %s', (name, replaced) => {
    const { type, initial } = givenStage();

    expect(type.requiresReplacement(initial, { ...initial, [name]: 'changed' })).toBe(replaced);
  });

  describe('updated', () => {
    test('moves base and canary in one call', async () => {
      const { create, update, initial, live, updateStage, second, third } = givenStage();
      await create();
      await update(withCanary({ ...initial, DeploymentId: second }, { DeploymentId: third, PercentTraffic: 25 }));

      expect(updateStage).toHaveBeenCalledTimes(1);
      expect(live()).toMatchObject({ deploymentId: second, canarySettings: { deploymentId: third, percentTraffic: 25 } });
    });

    test('calls nothing when only something outside the live stage changed', async () => {
      const { create, update, initial, updateStage } = givenStage();
      await create();
      await update({ ...initial, Tags: [{ Key: 'a', Value: 'b' }] });

      expect(updateStage).not.toHaveBeenCalled();
    });

    test('keeps the live canary when CanarySetting left the template (aws-cdk#33901)', async () => {
      for (const stageUpdateRemovedKeys of ['kept', 'removed'] as const) {
        const { create, update, initial, live } = givenStage({ stageUpdateRemovedKeys });
        await create();
        const before = live().canarySettings;
        const { CanarySetting, ...without } = initial;
        await update(without);

        expect(live().canarySettings).toEqual(before);
      }
    });

    test('fails when the stage is gone', async () => {
      const { update, initial } = givenStage();

      await expect(update({ ...initial, Description: 'x' })).rejects.toThrow('"Invalid stage identifier specified" (HandlerErrorCode: NotFound)');
    });

    test('fails, and moves nothing, when AWS refuses to move the base under a canary', async () => {
      const { create, update, initial, live, third, first } = givenStage({ deploymentIdOnCanaryStage: 'refused' });
      await create();

      await expect(update({ ...withCanary(initial, { PercentTraffic: 20 }), DeploymentId: third })).rejects.toThrow(
        'HandlerErrorCode: InvalidRequest',
      );
      expect(live()).toMatchObject({ deploymentId: first, canarySettings: { percentTraffic: 10 } });
    });
  });

  describe('updated after the live stage was changed by someone else', () => {
    async function afterForeignChange(stageUpdateSends: Hypotheses['stageUpdateSends']) {
      const stage = givenStage({ stageUpdateSends });
      await stage.create();
      stage.service.updateStage(stage.restApiId, 'prod', [{ op: 'replace', path: '/canarySettings/percentTraffic', value: '77' }]);
      await stage.update({ ...stage.initial, Description: 'changed' });
      return stage.live();
    }

    test('leaves that change alone, if CloudFormation sends what changed', async () => {
      expect(await afterForeignChange('changed')).toMatchObject({ description: 'changed', canarySettings: { percentTraffic: 77 } });
    });

    test('undoes that change, if CloudFormation sends what is present', async () => {
      expect(await afterForeignChange('present')).toMatchObject({ description: 'changed', canarySettings: { percentTraffic: 10 } });
    });
  });

  describe('updated to 0 percent', () => {
    async function afterZero(stageUpdateZero: Hypotheses['stageUpdateZero'], stageUpdateSends: Hypotheses['stageUpdateSends']) {
      const stage = givenStage({ stageUpdateZero, stageUpdateSends });
      await stage.create();
      await stage.update(withCanary(stage.initial, { PercentTraffic: 0 }));
      return stage.live().canarySettings?.percentTraffic;
    }

    test.each(['changed', 'present'] as const)('has none, if the zero is sent (properties sent: %s)', async (sends) => {
      expect(await afterZero('sent', sends)).toBe(0);
    });

    test.each(['changed', 'present'] as const)('keeps its percentage, if the zero is dropped (properties sent: %s)', async (sends) => {
      expect(await afterZero('dropped', sends)).toBe(10);
    });
  });

  describe('updated without a key that it had', () => {
    async function afterRemoval(stageUpdateRemovedKeys: Hypotheses['stageUpdateRemovedKeys']) {
      const stage = givenStage({ stageUpdateRemovedKeys });
      await stage.create();
      await stage.update({ ...withCanary(stage.initial, { StageVariableOverrides: { beta: 'on' } }), Variables: { theme: 'light' } });
      return stage.live();
    }

    test('keeps it, if CloudFormation only ever sends what is present', async () => {
      expect(await afterRemoval('kept')).toMatchObject({
        variables: { theme: 'light', region: 'eu' }, canarySettings: { stageVariableOverrides: { theme: 'dark', beta: 'on' } },
      });
    });

    test('loses it, if CloudFormation removes it', async () => {
      const live = await afterRemoval('removed');

      expect([live.variables, live.canarySettings?.stageVariableOverrides]).toEqual([{ theme: 'light' }, { beta: 'on' }]);
    });

    test('does not fail when someone else removed it before', async () => {
      const stage = givenStage({ stageUpdateRemovedKeys: 'removed' });
      await stage.create();
      stage.service.updateStage(stage.restApiId, 'prod', [{ op: 'remove', path: '/variables/region' }]);
      await stage.update({ ...stage.initial, Variables: { theme: 'light' } });

      expect(stage.live().variables).toEqual({ theme: 'light' });
    });
  });

  test('is deleted, and no more when it is already gone', async () => {
    const { create, destroy, service, restApiId } = givenStage();
    await create();
    await destroy();
    await destroy();
    service.deleteRestApi(restApiId);
    await destroy();

    expect(service.hasRestApi(restApiId)).toBe(false);
  });
});
