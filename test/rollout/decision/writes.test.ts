import * as fc from 'fast-check';
import { live, promotion, step } from './rollouts';
import { decidePromotion } from '../../../lib/rollout/decision/promotion';
import { hasNothingToShift } from '../../../lib/rollout/decision/standing';
import { promote, putBack, setPercent } from '../../../lib/rollout/decision/writes';
import type { LiveStage } from '../../../lib/stage/live-stage';
import type { PatchOperation } from '../../../lib/stage/patch-operations';
import { patchStage } from '../../../rehearsal/apigateway/stage-patch/patch-stage';

const REMOVE = [{ op: 'remove', path: '/canarySettings' }];
const canary = (deploymentId: string, percentTraffic: number, stageVariableOverrides = {}) =>
  ({ deploymentId, percentTraffic, useStageCache: false, stageVariableOverrides });

describe('the write of a step', () => {
  test('is its percent alone', () => {
    expect(setPercent(step(), live(5), false)).toEqual({ operations: [{ op: 'replace', path: '/canarySettings/percentTraffic', value: '20' }] });
  });

  test('is none when the percent is there: a task that runs twice', () => {
    expect(setPercent(step(), live(20), false)).toEqual({ operations: [] });
    expect(setPercent(step(), live(20), true)).toEqual({ operations: [] });
  });

  test('is none on a stage that is not as the step before left it', () => {
    expect(setPercent(step(), live(7), false)).toEqual({ end: 'modified outside' });
    expect(setPercent(step(), live(5, { deploymentId: 'X' }), false)).toEqual({ end: 'modified outside' });
    expect(setPercent(step(), { deploymentId: 'B', variables: {}, canary: canary('X', 5) }, false)).toEqual({ end: 'modified outside' });
    expect(setPercent(step(), undefined, false)).toEqual({ end: 'modified outside' });
  });

  test('is none when the canary was taken off', () => {
    expect(setPercent(step(), { deploymentId: 'B', variables: {} }, false)).toEqual({ end: 'aborted by hand' });
  });

  test('that met a stage without a canary is found out by the reading after it', () => {
    expect(setPercent(step(), { deploymentId: 'B', variables: {}, canary: canary('B', 20) }, true)).toEqual({ end: 'superseded' });
  });
});

describe('putting back', () => {
  test('takes the canary of this rollout off, at any percent', () => {
    expect(putBack(step(), live(33))).toEqual(REMOVE);
  });

  test.each<[string, LiveStage | undefined]>([
    ['no canary', { deploymentId: 'B', variables: {} }],
    ['the canary of somebody else', { deploymentId: 'B', variables: {}, canary: canary('X', 20) }],
    ['no stage', undefined],
  ])('writes nothing: %s', (_, stage) => {
    expect(putBack(step(), stage, 20)).toEqual([]);
  });

  test('takes off what its own late percent has made of the base', () => {
    expect(putBack(step(), { deploymentId: 'B', variables: {}, canary: canary('B', 20) }, 20)).toEqual(REMOVE);
  });
});

describe('the promotion', () => {
  const COPY = { op: 'copy', from: '/canarySettings/deploymentId', path: '/deploymentId' };

  test('copies, then removes, in one call', () => {
    expect(promote(promotion(), live(50), {})).toEqual({ operations: [COPY, ...REMOVE] });
  });

  test('copies overrides if there are any, and takes variables away that have left the template', () => {
    const stage = live(50, { variables: { theme: 'light', old: '1', theirs: '2' }, canary: canary('N', 50, { theme: 'dark' }) });
    expect(promote(promotion({ variables: { theme: 'dark' } }), stage, { theme: 'light', old: '1' })).toEqual({
      operations: [
        COPY, { op: 'copy', from: '/canarySettings/stageVariableOverrides', path: '/variables' }, { op: 'remove', path: '/variables/old' }, ...REMOVE,
      ],
    });
  });

  test('removes what is left when production is there already', () => {
    expect(promote(promotion(), live(0, { deploymentId: 'N' }), {})).toEqual({ operations: REMOVE });
    expect(promote(promotion(), { deploymentId: 'N', variables: {} }, {})).toEqual({ operations: [] });
  });

  test('does not promote what the steps have not judged', () => {
    expect(promote(promotion(), live(20), {})).toEqual({ end: 'modified outside' });
    expect(promote(promotion(), { deploymentId: 'B', variables: {}, canary: canary('X', 50) }, {})).toEqual({ end: 'modified outside' });
    expect(promote(promotion(), { deploymentId: 'B', variables: {} }, {})).toEqual({ end: 'aborted by hand' });
  });

  test.each(['PASS', 'INCONCLUSIVE_ACCEPTED', 'DRY_RUN'])('goes on after %s of its own rollout', (verdict) => {
    expect(decidePromotion(promotion({ verdict }), live(50))).toEqual({ act: 'PROMOTE' });
  });

  test.each([
    '', 'FAIL', 'TAKEN_BACK', 'undefined', 'NOTHING_TO_SHIFT', 'PROMOTED_BY_HAND',
  ])('is an abort after the verdict %p, while production is on the base', (verdict) => {
    expect(decidePromotion(promotion({ verdict }), live(50))).toMatchObject({ act: 'FAIL', id: 'NoVerdict' });
  });

  test('is an abort after a verdict of another rollout', () => {
    expect(decidePromotion(promotion({ verdictRolloutId: 'r-0' }), live(50))).toMatchObject({ act: 'FAIL', id: 'NoVerdict' });
  });

  test('needs no verdict where production is on the deployment already', () => {
    expect(decidePromotion(promotion({ verdict: 'PROMOTED_BY_HAND' }), live(0, { deploymentId: 'N' }))).toEqual({ act: 'TIDY' });
  });

  test.each(['SKIPPED', 'NOTHING'] as const)('writes nothing when the driver says %s', (steps) => {
    const without = promotion({ steps, verdict: 'NOTHING_TO_SHIFT' });
    expect(decidePromotion(without, { deploymentId: 'B', variables: {} })).toEqual({ act: 'NOTHING_TO_SHIFT' });
  });
});

test.each<[string, Parameters<typeof hasNothingToShift>, boolean]>([
  ['a stage that is not there yet', [step(), undefined], true],
  ['production on the deployment', [step(), { deploymentId: 'N', variables: {} }], true],
  ['a driver that says so', [step({ steps: 'NOTHING' }), live(5)], true],
  ['a canary beside the base', [step(), live(5)], false],
])('there is nothing to shift: %s is %p', (_, [part, stage], expected) => {
  expect(hasNothingToShift(part, stage)).toBe(expected);
});

describe('a write that comes late', () => {
  const operationsOf = (next: ReturnType<typeof promote>): readonly PatchOperation[] => 'operations' in next ? next.operations : [];
  const percent = operationsOf(setPercent(step(), live(5), false));
  const promoting = operationsOf(promote(promotion(), live(50), {}));

  /** What API Gateway makes of it. Recorded on AWS. */
  function after(stage: LiveStage, operations: readonly PatchOperation[]): LiveStage {
    const { canary: settings, ...rest } = stage;
    const result = patchStage({ ...rest, canarySettings: settings } as any, operations as any, {
      deploymentExists: () => true, hypotheses: { deploymentIdOnCanaryStage: 'refused' }, now: new Date(),
    });
    if (result.outcome === 'refused') { return stage; }
    const { canarySettings, deploymentId, variables = {} } = result.stage as any;
    return { deploymentId, variables, canary: canarySettings };
  }

  const bare = fc.constantFrom('B', 'X').map((deploymentId): LiveStage => ({ deploymentId, variables: {} }));

  test('moves no production on a stage without a canary, whichever it is', () => {
    fc.assert(fc.property(bare, fc.constantFrom(percent, promoting), (stage, write) => {
      expect(after(stage, write).deploymentId).toBe(stage.deploymentId);
    }));
  });

  test('gives no request to the new deployment on a stage without a canary', () => {
    fc.assert(fc.property(bare, fc.constantFrom(percent, promoting), (stage, write) => {
      const { canary: made } = after(stage, write);
      expect([undefined, stage.deploymentId]).toContain(made?.deploymentId);
    }));
  });
});
