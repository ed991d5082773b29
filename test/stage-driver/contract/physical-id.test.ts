import * as fc from 'fast-check';
import { HANDLER_VERSION, parsePhysicalId, physicalIdOf, readableBy, remember } from '../../../lib/stage-driver/contract/physical-id';

const part = fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/);
const canary = fc.oneof(
  fc.constant('none' as const),
  fc.record({ deploymentId: part, percentTraffic: fc.double({ min: 0, max: 100, noNaN: true }).map((percent) => percent + 0) }),
);
const keptVariables = fc.array(fc.stringMatching(/^\w{1,20}$/), { minLength: 1, maxLength: 10 });
const known = fc.record({
  restApiId: part,
  stageName: part,
  deploymentId: part,
  canary,
  keptVariables,
  keptOverrides: keptVariables,
  goneRoutes: fc.array(fc.stringMatching(/^[0-9a-f]{6}$/), { minLength: 1, maxLength: 9 }),
},
{ requiredKeys: ['restApiId', 'stageName', 'deploymentId', 'canary'] });
const old = fc.record({ restApiId: part, stageName: part, deploymentId: part });

test('a physical id gives back what was remembered', () => {
  fc.assert(fc.property(fc.oneof(known, old), (memory) => {
    expect(parsePhysicalId(physicalIdOf(memory))).toEqual(memory);
  }));
});

test('a physical id is one of a stage, and says which canary it had at which percent', () => {
  const live = {
    deploymentId: 'd1', variables: {}, canary: { deploymentId: 'd2', percentTraffic: 33.33, useStageCache: false, stageVariableOverrides: {} },
  };
  const stage = { restApiId: 'api', stageName: 'prod' };
  expect(physicalIdOf(remember(stage, live))).toBe('api/prod/d1/d2@33.33');
  expect(physicalIdOf(remember(stage, { ...live, canary: undefined }))).toBe('api/prod/d1/none');
});

test('a memory without a canary, and one that does not know the canary, are two different things', () => {
  expect(parsePhysicalId('api/prod/d1/none')).toEqual({ restApiId: 'api', stageName: 'prod', deploymentId: 'd1', canary: 'none' });
  expect(parsePhysicalId('api/prod/d1')).toEqual({ restApiId: 'api', stageName: 'prod', deploymentId: 'd1' });
});

test.each([
  undefined,
  '',
  'not-created-4f1c',
  'a/b',
  'a//c',
  'a/b/c/',
  'a/b/c/d',
  'a/b/c/@10',
  'a/b/c/d@',
  'a/b/c/d@101',
  'a/b/c/d@-1',
  'a/b/c/d@NaN',
  'a/b/c/none/e/f',
  'arn:aws:x/y',
])('an id of somebody else remembers nothing: %s', (id) => {
  expect(parsePhysicalId(id)).toBeUndefined();
});

test('a physical id that would be too long for CloudFormation leaves the variables out', () => {
  const memory = { restApiId: 'api', stageName: 'prod', deploymentId: 'd1', canary: 'none' as const };
  expect(physicalIdOf({ ...memory, keptVariables: ['theme', 'region'] })).toBe('api/prod/d1/none/theme,region');
  expect(physicalIdOf({ ...memory, keptVariables: ['theme'], keptOverrides: ['region'] })).toBe('api/prod/d1/none/theme,~region');
  expect(physicalIdOf({ ...memory, keptVariables: ['theme'], goneRoutes: ['1f3a9c'] })).toBe('api/prod/d1/none/theme,-1f3a9c');
  const many = Array.from({ length: 200 }, (_, i) => `${100000 + i}`);
  expect(physicalIdOf({ ...memory, keptVariables: ['theme'], goneRoutes: many })).toBe('api/prod/d1/none/theme');
  expect(physicalIdOf({ ...memory, keptVariables: Array.from({ length: 20 }, () => 'x'.repeat(64)) })).toBe('api/prod/d1/none');
});

describe('an id that a rollback may deliver to the handler of before', () => {
  test.each([undefined, 1])('leaves the canary out for a handler that does not read it (%s)', (previousVersion) => {
    fc.assert(fc.property(known, (memory) => {
      expect(parsePhysicalId(
        physicalIdOf(readableBy(previousVersion, memory)),
      )).toEqual({ ...memory, canary: undefined, keptVariables: undefined, keptOverrides: undefined, goneRoutes: undefined });
    }));
  });

  test('is complete for this handler and for later ones', () => {
    fc.assert(fc.property(known, (memory) => {
      expect(readableBy(HANDLER_VERSION, memory)).toEqual(memory);
      expect(readableBy(HANDLER_VERSION + 1, memory)).toEqual(memory);
    }));
  });
});
