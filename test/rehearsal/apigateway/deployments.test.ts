import { givenApi, givenService, mockMethod } from './given-api';

describe('a deployment', () => {
  test('freezes the API: a method added later is not in it', () => {
    const { service, restApiId, hello, first } = givenApi();
    service.putMethod(restApiId, hello.id, mockMethod('POST'));
    const later = service.createDeployment(restApiId);

    const verbs = (id: string) => Object.keys(service.getDeployment(restApiId, id).snapshot.resources[1].methods);
    expect([verbs(first), verbs(later.id)]).toEqual([['GET'], ['GET', 'POST']]);
  });

  test('keeps a resource that is deleted afterwards', () => {
    const { service, restApiId, hello, first } = givenApi();
    service.deleteResource(restApiId, hello.id);

    expect(service.getDeployment(restApiId, first).snapshot.resources.map(({ path }) => path)).toEqual(['/', '/hello']);
  });

  test('of an API without methods is refused', () => {
    const { service } = givenService();
    const { id } = service.createRestApi({ name: 'Empty' });

    expect(() => service.createDeployment(id)).toThrow("The REST API doesn't contain any methods");
  });

  test('of an API with a method that nothing answers is refused', () => {
    const { service, restApiId, hello } = givenApi();
    service.putMethod(restApiId, hello.id, { httpMethod: 'PUT', authorizationType: 'NONE', apiKeyRequired: false });

    expect(() => service.createDeployment(restApiId)).toThrow('No integration defined for method');
  });

  describe('with a stage name', () => {
    test('creates the stage', () => {
      const { service, restApiId } = givenApi();
      const { id } = service.createDeployment(restApiId, { stageName: 'v1', variables: { theme: 'light' } });

      expect(service.getStage(restApiId, 'v1')).toMatchObject({ deploymentId: id, variables: { theme: 'light' } });
    });

    test('moves an existing stage', () => {
      const { service, restApiId, first } = givenApi();
      service.createStage(restApiId, { stageName: 'v1', deploymentId: first });
      const { id } = service.createDeployment(restApiId, { stageName: 'v1' });

      expect(service.getStage(restApiId, 'v1').deploymentId).toBe(id);
    });

    test('is refused on a stage with a canary, and makes no deployment', () => {
      const { service, restApiId, first, second } = givenApi();
      service.createStage(restApiId, { stageName: 'v1', deploymentId: first, canarySettings: { deploymentId: second } });

      expect(() => service.createDeployment(restApiId, { stageName: 'v1' })).toThrow('Invalid deployment content specified.Non canary deployment '
        + 'not supported on stage v1 because Canary is enabled. Provide CanarySettings in deploymentInput.');
      expect(service.listDeployments(restApiId)).toHaveLength(3);
    });

    test('is accepted for another stage than the one with a canary', () => {
      const { service, restApiId, first, second } = givenApi();
      service.createStage(restApiId, { stageName: 'v1', deploymentId: first, canarySettings: { deploymentId: second } });

      expect(service.createDeployment(restApiId, { stageName: 'v2' }).id).toBe(service.getStage(restApiId, 'v2').deploymentId);
    });
  });

  describe('with canary settings', () => {
    test('becomes the canary of the stage, replacing deployment, percentage and overrides of a previous one', () => {
      const { service, restApiId, first, second } = givenApi();
      service.createStage(restApiId, {
        stageName: 'v1', deploymentId: first, canarySettings: { deploymentId: second, percentTraffic: 40, stageVariableOverrides: { a: '1' } },
      });
      const { id } = service.createDeployment(restApiId, {
        stageName: 'v1', canarySettings: { percentTraffic: 50, stageVariableOverrides: { b: '2' } },
      });

      expect(service.getStage(restApiId, 'v1')).toMatchObject({ deploymentId: first });
      expect(service.getStage(restApiId, 'v1').canarySettings)
        .toEqual({ deploymentId: id, percentTraffic: 50, stageVariableOverrides: { b: '2' }, useStageCache: false });
    });

    test.each([[undefined, 'null'], ['', '']])('but the stage name %j is refused', (stageName, named) => {
      const { service, restApiId } = givenApi();

      expect(() => service.createDeployment(restApiId, { stageName, canarySettings: { percentTraffic: 50 } })).toThrow(new Error(
        `Invalid deployment content specified.Non null and non empty stageName must be provided for canary deployment. Provided value is ${named}`));
    });

    test('but an unknown stage is refused, naming that stage', () => {
      const { service, restApiId } = givenApi();

      expect(() => service.createDeployment(restApiId, { stageName: 'nowhere', canarySettings: {} })).toThrow(
        'Invalid deployment content specified.Stage nowhere must already be created before making a canary release deployment');
    });
  });

  describe('is not deleted', () => {
    test('while a stage points at it', () => {
      const { service, restApiId, first } = givenApi();
      service.createStage(restApiId, { stageName: 'prod', deploymentId: first });

      expect(() => service.deleteDeployment(restApiId, first)).toThrow('Active stages pointing to this deployment must be moved or deleted');
    });

    test('while only a canary points at it', () => {
      const { service, restApiId, first, second } = givenApi();
      service.createStage(restApiId, { stageName: 'prod', deploymentId: first, canarySettings: { deploymentId: second } });

      expect(() => service.deleteDeployment(restApiId, second))
        .toThrow('Active stages with canary settings pointing to this deployment must be moved or deleted');
    });
  });

  test('is deleted after the stage moved off', () => {
    const { service, restApiId, first, second, third } = givenApi();
    service.createStage(restApiId, { stageName: 'prod', deploymentId: first });
    service.updateStage(restApiId, 'prod', [{ op: 'replace', path: '/deploymentId', value: second }]);
    service.deleteDeployment(restApiId, first);

    expect(service.listDeployments(restApiId).map(({ id }) => id)).toEqual([second, third]);
  });
});

describe('a stage', () => {
  test('may have the same deployment as base and canary, and share a canary with another stage', () => {
    const { service, restApiId, first, second } = givenApi();
    service.createStage(restApiId, { stageName: 'one', deploymentId: first, canarySettings: { deploymentId: first, percentTraffic: 40 } });
    service.createStage(restApiId, { stageName: 'two', deploymentId: second, canarySettings: { deploymentId: first, percentTraffic: 60 } });

    expect(service.listStages(restApiId).map(({ canarySettings }) => canarySettings?.deploymentId)).toEqual([first, first]);
  });

  test('created with canary settings that name no deployment has its own as canary', () => {
    const { service, restApiId, first } = givenApi();

    expect(service.createStage(restApiId, { stageName: 'prod', deploymentId: first, canarySettings: { percentTraffic: 10 } }).canarySettings)
      .toEqual({ deploymentId: first, percentTraffic: 10, useStageCache: false });
  });

  test.each([['deployment', { deploymentId: 'absent' }], ['canary deployment', { canarySettings: { deploymentId: 'absent' } }]])(
    'is refused with an unknown %s', (_, input) => {
      const { service, restApiId, first } = givenApi();

      expect(() => service.createStage(restApiId, { stageName: 'prod', deploymentId: first, ...input })).toThrow('Deployment id does not exist');
    });

  test('is refused under a name that is taken', () => {
    const { service, restApiId, first } = givenApi();
    service.createStage(restApiId, { stageName: 'prod', deploymentId: first });

    expect(() => service.createStage(restApiId, { stageName: 'prod', deploymentId: first })).toThrow('Stage already exists');
  });

  test('is refused with a canary above 100 percent', () => {
    const { service, restApiId, first } = givenApi();

    expect(() => service.createStage(restApiId, { stageName: 'prod', deploymentId: first, canarySettings: { percentTraffic: 100.1 } }))
      .toThrow('Percent traffic must be between 0.0 and 100.0');
  });

  test('keeps its state when a patch is refused', () => {
    const { service, restApiId, first, second } = givenApi();
    const before = service.createStage(restApiId, { stageName: 'prod', deploymentId: first });

    expect(() => service.updateStage(restApiId, 'prod', [
      { op: 'replace', path: '/deploymentId', value: second }, { op: 'copy', from: '/canarySettings/deploymentId', path: '/deploymentId' },
    ])).toThrow('Promotion not available. Canary does not exist.');
    expect(service.getStage(restApiId, 'prod')).toEqual(before);
  });

  test('notes when it was updated by the clock that it was given', () => {
    const { service, restApiId, first, clock } = givenApi();
    service.createStage(restApiId, { stageName: 'prod', deploymentId: first });
    clock.time = new Date('2030-06-01T00:00:00Z');

    expect(service.updateStage(restApiId, 'prod', [{ op: 'replace', path: '/description', value: 'x' }]).lastUpdatedDate).toEqual(clock.time);
  });
});

describe('resources', () => {
  test.each([
    ['the name of a sibling', 'hello', 'Another resource with the same parent already has this name: hello'],
    ['a second path parameter', '{other}', 'A sibling ({id}) of this resource already has a variable path part -- only one is allowed'],
  ])('refuse %s', (_, pathPart, message) => {
    const { service, restApiId, api } = givenApi();
    service.createResource(restApiId, api.rootResourceId, '{id}');

    expect(() => service.createResource(restApiId, api.rootResourceId, pathPart)).toThrow(message);
  });

  test('refuse a second method with the same verb', () => {
    const { service, restApiId, hello } = givenApi();

    expect(() => service.putMethod(restApiId, hello.id, mockMethod('GET'))).toThrow('Method already exists for this resource');
  });

  test('go with all below them', () => {
    const { service, restApiId, hello } = givenApi();
    service.createResource(restApiId, service.createResource(restApiId, hello.id, 'a').id, 'b');
    service.deleteResource(restApiId, hello.id);

    expect(service.listResources(restApiId).map(({ path }) => path)).toEqual(['/']);
  });
});

describe('ids', () => {
  test('look like AWS\'s and are the same for the same seed', () => {
    const { restApiId, first, hello } = givenApi();

    expect(restApiId).toMatch(/^[a-z0-9]{10}$/);
    expect(first).toMatch(/^[a-z0-9]{6}$/);
    expect(givenApi()).toMatchObject({ restApiId, first, hello: { id: hello.id } });
  });
});
