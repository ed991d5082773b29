import * as fc from 'fast-check';
import { differences, LiveStage } from '../../lib/stage/live-stage';
import { patchOperations } from '../../lib/stage/patch-operations';
import { patchStage } from '../../rehearsal/apigateway/stage-patch/patch-stage';
import { live } from '../stage-driver/decision/situations';

const deploymentId = fc.constantFrom('d1', 'd2', 'd3');
const variables = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('1', '2'));
const percentTraffic = fc.oneof(fc.constantFrom(0, 100, 33.33), fc.integer({ min: 0, max: 10_000 }).map((n) => n / 100));
const stage: fc.Arbitrary<LiveStage> = fc.record({
  deploymentId,
  variables,
  canary: fc.option(fc.record({ deploymentId, percentTraffic, useStageCache: fc.boolean(), stageVariableOverrides: variables }), { nil: undefined }),
});

/** What API Gateway makes of the operations, by the rules recorded on AWS. */
function applied(from: LiveStage, to: LiveStage, accepts: 'accepted' | 'refused') {
  const { canary, ...rest } = from;
  const now = new Date(0);
  const result = patchStage(
    {
      ...rest,
      canarySettings: canary,
      stageName: 'prod',
      methodSettings: {},
      cacheClusterEnabled: false,
      tracingEnabled: false,
      createdDate: now,
      lastUpdatedDate: now,
    },
    patchOperations(from, to), { deploymentExists: () => true, hypotheses: { deploymentIdOnCanaryStage: accepts }, now });
  if (result.outcome === 'refused') { throw new Error(result.message); }
  const after = result.stage.canarySettings;
  return {
    deploymentId: result.stage.deploymentId,
    variables: result.stage.variables ?? {},
    canary: after && { ...after, stageVariableOverrides: after.stageVariableOverrides ?? {} },
  };
}

describe('patchOperations', () => {
  test('lead from any state of a stage to any other, also where API Gateway refuses to replace /deploymentId beside a canary', () => {
    fc.assert(fc.property(stage, stage, fc.constantFrom('accepted' as const, 'refused' as const), (from, to, accepts) => {
      expect(differences(to, applied(from, to, accepts))).toEqual([]);
    }), { seed: 1, numRuns: 2_000 });
  });

  test('are none between equal states', () => {
    fc.assert(fc.property(stage, (state) => { expect(patchOperations(state, state)).toEqual([]); }), { seed: 1 });
  });

  test('never name an action or a path that is not recorded on AWS', () => {
    const recorded = [
      /^replace \/canarySettings\/(deploymentId|percentTraffic|useStageCache|stageVariableOverrides\/\w+)$/,
      /^remove \/canarySettings(\/stageVariableOverrides\/\w+)?$/, /^(replace|remove) \/variables\/\w+$/, /^copy \/(deploymentId|variables)$/,
    ];
    fc.assert(fc.property(stage, stage, (from, to) => {
      for (const { op, path } of patchOperations(from, to)) {
        expect(recorded.some((pattern) => pattern.test(`${op} ${path}`))).toBe(true);
      }
    }), { seed: 1 });
  });

  test('write percentages as decimals', () => {
    const canary = { ...live('d1', 'd2').canary!, percentTraffic: 66.66 };
    expect(patchOperations(live(
      'd1', 'd2',
    ), { ...live('d1'), canary })).toEqual([{ op: 'replace', path: '/canarySettings/percentTraffic', value: '66.66' }]);
  });
});

describe('differences', () => {
  test('say what is otherwise than expected', () => {
    expect(differences(live('d1', 'd2'), live('d3', 'd2', { variables: {} }))).toEqual([
      'deploymentId is d3, expected d1', 'variables/theme is not as expected',
    ]);
    expect(differences(live('d1'), live('d1', 'd2'))).toEqual(['canarySettings is present, expected absent']);
  });

  test('overlook what API Gateway may round away', () => {
    const rounded = (percent: number) => live('d1', 'd2', { canary: { ...live('d1', 'd2').canary!, percentTraffic: percent } });
    expect(differences(rounded(12.345), rounded(12.35))).toEqual([]);
    expect(differences(rounded(12.3), rounded(12.4))).toEqual(['canarySettings/percentTraffic is 12.4, expected 12.3']);
  });
});
