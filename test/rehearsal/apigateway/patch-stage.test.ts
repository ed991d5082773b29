import { Stage } from '../../../rehearsal/apigateway/model';
import { patchStage } from '../../../rehearsal/apigateway/stage-patch/patch-stage';
import { RequestedPatch } from '../../../rehearsal/apigateway/stage-patch/requested-patch';
import { Hypotheses } from '../../../rehearsal/hypotheses';

const CREATED = new Date('2030-01-01T00:00:00Z');
const NOW = new Date('2030-01-02T00:00:00Z');

const BASE: Stage = {
  stageName: 'prod',
  deploymentId: 'base01',
  variables: { theme: 'light', region: 'eu' },
  methodSettings: {},
  cacheClusterEnabled: false,
  tracingEnabled: false,
  createdDate: CREATED,
  lastUpdatedDate: CREATED,
};

const CANARY: Stage = {
  ...BASE,
  canarySettings: { deploymentId: 'canary', percentTraffic: 50, stageVariableOverrides: { theme: 'dark' }, useStageCache: false },
};

function patch(stage: Stage, operations: RequestedPatch[], deploymentIdOnCanaryStage: Hypotheses['deploymentIdOnCanaryStage'] = 'accepted') {
  return patchStage(stage, operations, {
    deploymentExists: (id) => ['base01', 'canary', 'other1'].includes(id), hypotheses: { deploymentIdOnCanaryStage }, now: NOW,
  });
}

function patched(stage: Stage, ...operations: RequestedPatch[]): Stage {
  const result = patch(stage, operations);
  if (result.outcome === 'refused') { throw new Error(`refused: ${result.message}`); }
  return result.stage;
}

function refusal(stage: Stage, ...operations: RequestedPatch[]): string {
  const result = patch(stage, operations);
  if (result.outcome === 'patched') { throw new Error(`patched: ${JSON.stringify(result.stage)}`); }
  return result.message;
}

const replace = (path: string, value: string): RequestedPatch => ({ op: 'replace', path, value });
const remove = (path: string): RequestedPatch => ({ op: 'remove', path });
const copy = (from: string, path: string): RequestedPatch => ({ op: 'copy', from, path });
const COPY_DEPLOYMENT = copy('/canarySettings/deploymentId', '/deploymentId');
const COPY_VARIABLES = copy('/canarySettings/stageVariableOverrides', '/variables');

const MUST_BE_ONE_OF = 'Must be one of: [/deploymentId, /description, /cacheClusterEnabled, /cacheClusterSize, /clientCertificateId, '
  + '/accessLogSettings, /accessLogSettings/destinationArn, /accessLogSettings/format, /{resourcePath}/{httpMethod}/metrics/enabled, '
  + '/{resourcePath}/{httpMethod}/logging/dataTrace, /{resourcePath}/{httpMethod}/logging/loglevel, '
  + '/{resourcePath}/{httpMethod}/throttling/burstLimit/{resourcePath}/{httpMethod}/throttling/rateLimit'
  + '/{resourcePath}/{httpMethod}/caching/ttlInSeconds, /{resourcePath}/{httpMethod}/caching/enabled, '
  + '/{resourcePath}/{httpMethod}/caching/dataEncrypted, /{resourcePath}/{httpMethod}/caching/requireAuthorizationForCacheControl, '
  + '/{resourcePath}/{httpMethod}/caching/unauthorizedCacheControlHeaderStrategy, /*/*/metrics/enabled, /*/*/logging/dataTrace, '
  + '/*/*/logging/loglevel, /*/*/throttling/burstLimit /*/*/throttling/rateLimit /*/*/caching/ttlInSeconds, /*/*/caching/enabled, '
  + '/*/*/caching/dataEncrypted, /*/*/caching/requireAuthorizationForCacheControl, /*/*/caching/unauthorizedCacheControlHeaderStrategy, '
  + '/variables/{variable_name}, /tracingEnabled]';

describe('patchStage', () => {
  describe('a stage without canary', () => {
    test('gets one with no traffic and without overrides by its deployment', () => {
      expect(patched(BASE, replace('/canarySettings/deploymentId', 'canary')).canarySettings)
        .toEqual({ deploymentId: 'canary', percentTraffic: 0, useStageCache: false });
    });

    test('gets one on its own deployment by a percentage', () => {
      expect(patched(BASE, replace('/canarySettings/percentTraffic', '50')).canarySettings)
        .toEqual({ deploymentId: 'base01', percentTraffic: 50, useStageCache: false });
    });

    test('gets one on its own deployment by an override', () => {
      expect(patched(BASE, replace('/canarySettings/stageVariableOverrides/theme', 'dark')).canarySettings)
        .toEqual({ deploymentId: 'base01', percentTraffic: 0, useStageCache: false, stageVariableOverrides: { theme: 'dark' } });
    });

    test.each([['deployment', COPY_DEPLOYMENT], ['variables', COPY_VARIABLES]])('has no canary whose %s could be promoted', (_, operation) => {
      expect(refusal(BASE, operation)).toBe('Promotion not available. Canary does not exist.');
    });

    test('has no canary to remove', () => {
      expect(refusal(BASE, remove('/canarySettings')))
        .toBe('Cannot remove method setting canarySettings because there is no method setting for this method ');
    });
  });

  describe('a canary', () => {
    test.each([
      ['another deployment', '/canarySettings/deploymentId', 'other1', { deploymentId: 'other1' }],
      ['another percentage', '/canarySettings/percentTraffic', '12.5', { percentTraffic: 12.5 }],
      ['the stage cache', '/canarySettings/useStageCache', 'true', { useStageCache: true }],
      ['another value of an override', '/canarySettings/stageVariableOverrides/theme', 'blue', { stageVariableOverrides: { theme: 'blue' } }],
      ['a further override', '/canarySettings/stageVariableOverrides/beta', '1', { stageVariableOverrides: { theme: 'dark', beta: '1' } }],
    ])('takes %s and keeps the rest', (_, path, value, change) => {
      const stage = patched(CANARY, replace(path, value));

      expect(stage).toEqual({ ...CANARY, canarySettings: { ...CANARY.canarySettings, ...change }, lastUpdatedDate: NOW });
    });

    test('leaves as a whole, and leaves the stage otherwise as it is', () => {
      expect(patched(CANARY, remove('/canarySettings'))).toEqual({ ...BASE, lastUpdatedDate: NOW });
    });

    test('loses one override', () => {
      const two = patched(CANARY, replace('/canarySettings/stageVariableOverrides/beta', '1'));

      expect(patched(two, remove('/canarySettings/stageVariableOverrides/theme')).canarySettings?.stageVariableOverrides).toEqual({ beta: '1' });
    });

    test('loses the map with its last override', () => {
      expect(patched(CANARY, remove('/canarySettings/stageVariableOverrides/theme')).canarySettings)
        .toEqual({ deploymentId: 'canary', percentTraffic: 50, useStageCache: false });
    });

    test.each([
      ['the map of overrides', '/canarySettings/stageVariableOverrides', 'canarySettings/stageVariableOverrides'],
      ['an override that it does not have', '/canarySettings/stageVariableOverrides/absent', 'canarySettings/stageVariableOverrides/absent'],
      ['a bad path', '/canarySettings/badPath', 'canarySettings/badPath'],
      ['its percentage', '/canarySettings/percentTraffic', 'canarySettings/percentTraffic'],
    ])('refuses to lose %s', (_, path, named) => {
      expect(refusal(CANARY, remove(path))).toBe(`Cannot remove method setting ${named} because there is no method setting for this method `);
    });

    test.each([['/canarySettings'], ['/canarySettings/badPath'], ['/canarySettings/stageVariableOverrides'], ['/canarySettings/deploymentId/more']])(
      'refuses a value for %s', (path) => {
        expect(refusal(CANARY, replace(path, 'test'))).toBe(`Invalid method setting path: ${path}. ${MUST_BE_ONE_OF}`);
      });

    test('refuses a deployment that does not exist', () => {
      expect(refusal(CANARY, replace('/canarySettings/deploymentId', 'deploy'))).toBe('Deployment id does not exist');
    });

    test.each([['0', 0], ['0.0', 0], ['33.33', 33.33], ['66.660000', 66.66], ['100', 100], ['100.0', 100]])('takes %s percent', (value, percent) => {
      expect(patched(CANARY, replace('/canarySettings/percentTraffic', value)).canarySettings?.percentTraffic).toBe(percent);
    });

    test.each([['-0.1'], ['100.1'], ['NaN'], ['ten'], ['']])('refuses "%s" percent', (value) => {
      expect(refusal(CANARY, replace('/canarySettings/percentTraffic', value))).toContain('Percent traffic must be between 0.0 and 100.0');
    });

    test('refuses the operation add', () => {
      expect(refusal(CANARY, { op: 'add', path: '/canarySettings/deploymentId', value: 'canary' }))
        .toBe('Invalid add operation with path: /canarySettings/deploymentId');
    });
  });

  describe('a promotion', () => {
    test('makes the canary\'s deployment the stage\'s and keeps the canary', () => {
      expect(patched(CANARY, COPY_DEPLOYMENT)).toEqual({ ...CANARY, deploymentId: 'canary', lastUpdatedDate: NOW });
    });

    test('merges the overrides into the variables and keeps them on the canary', () => {
      const stage = patched(CANARY, COPY_VARIABLES);

      expect(stage.variables).toEqual({ theme: 'dark', region: 'eu' });
      expect(stage.canarySettings?.stageVariableOverrides).toEqual({ theme: 'dark' });
    });

    test('leaves the variables as they are when there are no overrides', () => {
      const { stageVariableOverrides, ...canarySettings } = CANARY.canarySettings!;

      expect(patched({ ...CANARY, canarySettings }, COPY_VARIABLES).variables).toEqual(BASE.variables);
    });

    test('as AWS documents it (percent 0, deployment, variables) leaves a canary with no traffic on what is now the base', () => {
      const stage = patched(CANARY, replace('/canarySettings/percentTraffic', '0.0'), COPY_DEPLOYMENT, COPY_VARIABLES);

      expect(stage).toMatchObject({
        deploymentId: 'canary',
        variables: { theme: 'dark', region: 'eu' },
        canarySettings: { deploymentId: 'canary', percentTraffic: 0, stageVariableOverrides: { theme: 'dark' } },
      });
    });

    test('is possible in the call that creates the canary, because operations apply in order', () => {
      expect(patched(BASE, replace('/canarySettings/percentTraffic', '0.0'), COPY_DEPLOYMENT, COPY_VARIABLES)).toEqual({
        ...BASE, canarySettings: { deploymentId: 'base01', percentTraffic: 0, useStageCache: false }, lastUpdatedDate: NOW,
      });
    });

    test('can end with the removal of the canary', () => {
      expect(patched(CANARY, COPY_DEPLOYMENT, remove('/canarySettings'))).toEqual({ ...BASE, deploymentId: 'canary', lastUpdatedDate: NOW });
    });

    test.each([
      ['/variables', '/canarySettings/stageVariableOverrides'],
      ['/deploymentId', '/canarySettings/deploymentId'],
      ['/canarySettings/stageVariableOverrides', '/deploymentId'],
      ['/canarySettings/percentTraffic', '/description'],
    ])('cannot copy %s to %s', (from, path) => {
      expect(refusal(CANARY, copy(from, path))).toBe(`Invalid copy operation with path: ${path} and from ${from}. Valid copy:path are `
        + '[/deploymentId, /variables] and valid copy:from are [/canarySettings/deploymentId, /canarySettings/stageVariableOverrides]');
    });
  });

  describe('the stage\'s deployment', () => {
    test('moves on a stage without canary', () => {
      expect(patched(BASE, replace('/deploymentId', 'other1')).deploymentId).toBe('other1');
    });

    test('does not move to a deployment that does not exist', () => {
      expect(refusal(BASE, replace('/deploymentId', 'absent'))).toBe('Deployment id does not exist');
    });

    test('moves on a stage with canary, if AWS accepts that', () => {
      expect(patch(CANARY, [replace('/deploymentId', 'other1')], 'accepted')).toMatchObject({ stage: { deploymentId: 'other1' } });
    });

    test('does not move on a stage with canary, if AWS refuses that', () => {
      expect(patch(CANARY, [replace('/deploymentId', 'other1')], 'refused')).toMatchObject({ outcome: 'refused' });
    });

    test('may be named again on a stage with canary, even if AWS refuses to move it', () => {
      expect(patch(CANARY, [replace('/deploymentId', 'base01')], 'refused')).toMatchObject({ outcome: 'patched' });
    });

    test('moves once the canary left in the same call, even if AWS refuses to move it under a canary', () => {
      expect(patch(
        CANARY, [remove('/canarySettings'), replace('/deploymentId', 'other1')], 'refused',
      )).toMatchObject({ stage: { deploymentId: 'other1' } });
    });
  });

  describe('stage variables', () => {
    test('are added and changed one by one', () => {
      expect(patched(BASE, replace('/variables/theme', 'dark'), replace('/variables/beta', '1')).variables)
        .toEqual({ theme: 'dark', region: 'eu', beta: '1' });
    });

    test('are removed one by one', () => {
      expect(patched(BASE, remove('/variables/theme')).variables).toEqual({ region: 'eu' });
    });

    test('are removed together', () => {
      expect(patched(BASE, remove('/variables'))).not.toHaveProperty('variables');
    });

    test('that do not exist are not removed', () => {
      expect(refusal(BASE, remove('/variables/absent')))
        .toBe('Cannot remove method setting variables/absent because there is no method setting for this method ');
    });

    test('are not replaced together', () => {
      expect(refusal(BASE, replace('/variables', '{}'))).toBe(`Invalid method setting path: /variables. ${MUST_BE_ONE_OF}`);
    });

    test.each([['/variables/theme', '$LATEST'], ['/canarySettings/stageVariableOverrides/theme', '$LATEST'], ['/variables/theme', '']])(
      'do not take: %s "%s"', (path, value) => {
        expect(refusal(CANARY, replace(path, value))).toBe(`Invalid stage variable value: ${value}.  Please use values with alphanumeric characters `
          + 'and the symbols \' \', -\', \'.\', \'_\', \':\', \'/\', \'?\', \'&\', \'=\', and \',\'.');
      });

    test('do not take a name with other than word characters', () => {
      expect(refusal(BASE, replace('/variables/owner:name', 'x')))
        .toBe('Invalid stage variable name: owner:name.  Please use names with only word characters.');
    });
  });

  describe('other settings', () => {
    test.each([
      ['/description', 'text', { description: 'text' }],
      ['/cacheClusterEnabled', 'true', { cacheClusterEnabled: true }],
      ['/cacheClusterSize', '0.5', { cacheClusterSize: '0.5' }],
      ['/clientCertificateId', 'cert', { clientCertificateId: 'cert' }],
      ['/documentationVersion', '1', { documentationVersion: '1' }],
      ['/tracingEnabled', 'true', { tracingEnabled: true }],
      ['/accessLogSettings/destinationArn', 'arn', { accessLogSettings: { destinationArn: 'arn' } }],
      ['/*/*/throttling/rateLimit', '10.5', { methodSettings: { '*/*': { throttlingRateLimit: 10.5 } } }],
      ['/*/*/throttling/burstLimit', '5', { methodSettings: { '*/*': { throttlingBurstLimit: 5 } } }],
      ['/*/*/metrics/enabled', 'true', { methodSettings: { '*/*': { metricsEnabled: true } } }],
      ['/*/*/logging/loglevel', 'INFO', { methodSettings: { '*/*': { loggingLevel: 'INFO' } } }],
      ['/*/*/caching/ttlInSeconds', '60', { methodSettings: { '*/*': { cacheTtlInSeconds: 60 } } }],
      ['/~1pets~1{id}/GET/caching/enabled', 'true', { methodSettings: { 'pets/{id}/GET': { cachingEnabled: true } } }],
    ])('are set by %s', (path, value, change) => {
      expect(patched(BASE, replace(path, value))).toEqual({ ...BASE, ...change, lastUpdatedDate: NOW });
    });

    test.each([['/documentation_version'], ['/tags/tag1'], ['/*/*/throttling'], ['/description/more'], ['']])('are not set by %s', (path) => {
      expect(refusal(BASE, replace(path, 'x'))).toBe(`Invalid method setting path: ${path}. ${MUST_BE_ONE_OF}`);
    });

    test('of one method are removed alone or together', () => {
      const stage = patched(BASE, replace('/*/*/throttling/rateLimit', '10'), replace('/*/*/throttling/burstLimit', '5'));

      expect(patched(stage, remove('/*/*/throttling/rateLimit')).methodSettings).toEqual({ '*/*': { throttlingBurstLimit: 5 } });
      expect(patched(stage, remove('/*/*')).methodSettings).toEqual({});
    });

    test('of a method that has none are not removed', () => {
      expect(refusal(BASE, remove('/*/*'))).toBe('Cannot remove method setting */* because there is no method setting for this method ');
    });
  });

  test('changes nothing at all when the last operation of many is refused', () => {
    const before = structuredClone(CANARY);

    expect(refusal(CANARY, replace('/description', 'x'), COPY_DEPLOYMENT, remove('/canarySettings'), COPY_DEPLOYMENT))
      .toBe('Promotion not available. Canary does not exist.');
    expect(CANARY).toEqual(before);
  });

  test('notes when the stage was last updated', () => {
    expect(patched(BASE, replace('/description', 'x'))).toMatchObject({ createdDate: CREATED, lastUpdatedDate: NOW });
  });
});

test.each(
  [['refused', 'refused'], ['accepted', 'patched']] as const,
)('a canary that is not there: to remove it is %s', (removeCanaryWithoutOne, outcome) => {
  const hypotheses = { deploymentIdOnCanaryStage: 'accepted', removeCanaryWithoutOne } as const;
  const result = patchStage(BASE, [remove('/canarySettings')], { deploymentExists: () => true, hypotheses, now: NOW });
  expect(result.outcome).toBe(outcome);
  // What else is not there is refused either way.
  expect(patchStage(BASE, [remove('/canarySettings/stageVariableOverrides/a')], { deploymentExists: () => true, hypotheses, now: NOW }).outcome)
    .toBe('refused');
});
