import { plan } from '../../../../lib/stage-driver/decision/plan';
import { refusal } from '../../../../lib/stage-driver/decision/refusal';
import { Situation } from '../../../../lib/stage-driver/decision/situation';
import { whatToRead } from '../../../../lib/stage-driver/decision/what-to-read';
import { abort, hold, live, MARKED_LOG, memory, none, promote, rollout, SAME_ENDPOINTS } from '../situations';

const ONE = { theme: 'light', alias: 'one' };
const WITHOUT = { theme: 'light' };
const STACK = { stackName: 'Shop', names: new Map() };
const CALL = 'arn:aws:lambda:eu-west-1:123456789012:function:Shop-Fn-1:${stageVariables.alias}';
const USED = { base: { calls: { functions: [], roles: [] }, variables: ['alias'] } };
const TWO = { percentTraffic: 10, useStageCache: false, stageVariableOverrides: { alias: 'two' } };

/** The stage has two variables, the template before declares both, and the base uses one. */
function situation(more: Partial<Situation>): Situation {
  return {
    live: live('d1', undefined, { variables: ONE }),
    desired: hold('d2', { variables: WITHOUT }),
    previous: none('d1', { variables: ONE }),
    rollback: false,
    endpoints: SAME_ENDPOINTS,
    liveLog: MARKED_LOG,
    ...USED,
    ...more,
  };
}

const stays = { updateDeployment: false, updateStageVariables: false };
const beside = live('d1', 'd2', { variables: ONE });
const HELD = { live: beside, previous: hold('d2', { variables: ONE }) };
const ON_D2 = live('d2', undefined, { variables: ONE });
const BASE = /^The base release uses the stage variable alias \('one'\), which this template no longer declares; .* The stage was not moved\. D/;
const OWN = /^Deployment d2 uses the stage variable alias \('(one|two)'\), .* d2 is the deployment of the template\.$/;

describe('a stage variable that the base release uses and that is no longer declared', () => {
  test.each<[string, Partial<Situation>, RegExp]>([
    ['a canary is held', {}, BASE],
    ['another canary is held', { live: live('d1', 'd3', { variables: ONE }), previous: hold('d3', { variables: ONE }) }, BASE],
    [
      'only the canary has it as an override',
      { desired: hold('d2', { variables: WITHOUT, canary: TWO }) },
      /^The base release uses .* no longer declares but as an override, which only the canary sees;/,
    ],
    ['a promotion leaves production', { ...HELD, desired: promote('d2', stays, { variables: WITHOUT }) }, BASE],
    ['production stays on the deployment of the template', { live: ON_D2, desired: none('d2', { variables: WITHOUT }) }, OWN],
    ['a rollout has nothing to shift', { live: ON_D2, desired: rollout('d2', { variables: WITHOUT }) }, OWN],
    [
      'a canary of what everybody has is held',
      { live: ON_D2, previous: none('d2', { variables: ONE }), desired: hold('d2', { variables: WITHOUT }) },
      OWN,
    ],
    [
      'the release is new, and the template before declared it',
      {
        live: ON_D2,
        previous: undefined,
        desired: hold('d2', { variables: WITHOUT }),
        stack: { ...STACK, variablesBefore: ['alias'] },
      },
      OWN,
    ],
    [
      'a paused attempt declared it no longer, and the template before did',
      { previous: hold('d3', { variables: WITHOUT }), isRetried: true, stack: { ...STACK, variablesBefore: ['alias', 'theme'] } },
      BASE,
    ],
  ])('is refused when %s', (_, more, told) => {
    expect(refusal(situation(more))).toMatchObject({ id: 'BaseVariableRemoved', message: expect.stringMatching(told) });
  });

  test('is named with the others that are', () => {
    expect(refusal(situation({ desired: hold('d2', { variables: {} }), base: { variables: ['theme', 'alias', 'none'] } })))
      .toMatchObject({ message: expect.stringMatching(/variables theme \('light'\), alias \('one'\), .*: \{ theme: 'light', alias: 'one' \}/) });
  });

  test('is refused when nobody knows what the base uses', () => {
    expect(refusal(situation({ base: {} }))).toMatchObject({
      id: 'BaseFunctionsUnreadable', message: expect.stringMatching(/^Stage variable 'alias' of stage prod would leave it, and it could not be/),
    });
  });

  test('makes the driver read the export of the stage, and nothing else does', () => {
    const readings = { endpoints: true, stack: false, history: false, base: true, mode: false };
    expect(whatToRead(situation({}))).toEqual(readings);
    expect(whatToRead(situation({ desired: hold('d2', { variables: { ...ONE, fresh: '1' } }) }))).toEqual({ ...readings, base: false });
    expect(whatToRead(situation({ desired: none('d2', { variables: WITHOUT }) }))).toMatchObject({ base: false });
  });

  test.each<[string, Partial<Situation>]>([
    ['the base uses another one', { base: { variables: ['theme', 'region'] } }],
    ['no template declared it', { previous: none('d1', { variables: WITHOUT }) }],
    ['it is still declared, with another value', { desired: hold('d2', { variables: { ...WITHOUT, alias: 'two' } }) }],
    ['it is still declared as an empty text', { desired: hold('d2', { variables: { ...WITHOUT, alias: '' } }) }],
    ['the stage does not have it', { live: live('d1', undefined, { variables: WITHOUT }) }],
    ['production leaves', { desired: none('d2', { variables: WITHOUT }) }],
    ['a rollout takes it together with the base', { desired: rollout('d2', { variables: WITHOUT }) }],
    ['the canary is promoted', { ...HELD, desired: promote('d2', {}, { variables: WITHOUT }), base: {} }],
    [
      'the promotion of the variables makes the override the variable',
      {
        live: { ...beside, canary: { ...TWO, deploymentId: 'd2' } },
        previous: hold('d2', { variables: ONE, canary: TWO }),
        desired: promote('d2', { updateDeployment: false }, { variables: WITHOUT, canary: TWO }),
      },
    ],
    [
      'the release is new, and nothing tells that the template before declared it',
      { live: ON_D2, previous: undefined, desired: hold('d2', { variables: WITHOUT }), stack: STACK },
    ],
    ['it is a retry, and no template declared it', { previous: hold('d3', { variables: WITHOUT }), isRetried: true, stack: STACK }],
  ])('is not refused when %s', (_, more) => {
    expect(refusal(situation(more))).toBeUndefined();
  });

  test('is kept by an abort, or the abort is refused for it', () => {
    expect(plan(situation({ live: beside, previous: hold('d2', { variables: ONE }), desired: abort('d2', { variables: ONE }) })))
      .toMatchObject({ outcome: 'move', expected: { variables: ONE } });
    expect(refusal(situation({ live: beside, previous: hold('d2', { variables: ONE }), desired: abort('d2', { variables: WITHOUT }) })))
      .toMatchObject({ id: 'AbortDropsVariable' });
  });

  test('is never a reason to refuse a rollback', () => {
    const back = situation({
      ...HELD, desired: none('d1', { variables: WITHOUT }), rollback: true, memory: memory('d1'), memoryIsOfThisOperation: true,
    });
    expect(plan(back)).toMatchObject({ outcome: 'move', expected: { deploymentId: 'd1', variables: WITHOUT } });
    expect(whatToRead(back)).toMatchObject({ base: false });
  });
});

describe('a stage variable by which the deployment of the template calls a function', () => {
  const calling = { variables: WITHOUT, calls: [CALL] };
  const held = { live: beside, previous: hold('d2', { variables: ONE }), base: undefined };

  test.each<[string, Partial<Situation>]>([
    ['is refused to leave with the promotion of its canary', { ...held, desired: promote('d2', {}, calling) }],
    [
      'is refused to be lost as an override that is not promoted',
      {
        live: live('d1', 'd2', { variables: WITHOUT, canary: { ...TWO, deploymentId: 'd2' } }),
        previous: hold('d2', { variables: WITHOUT, canary: TWO }),
        desired: promote('d2', { updateStageVariables: false }, { ...calling, canary: TWO }),
      },
    ],
    ['is refused to leave in a deploy without a canary', { desired: none('d2', calling), base: undefined }],
    ['is refused to leave with the promotion of a rollout', { desired: rollout('d2', calling), base: undefined }],
    ['is refused to leave while it is the canary', { desired: hold('d2', calling), base: { variables: [] } }],
  ])('%s', (_, more) => {
    expect(refusal(situation(more))).toMatchObject({ id: 'BaseVariableRemoved', message: expect.stringMatching(OWN) });
  });

  test.each<[string, Partial<Situation>]>([
    ['the canary has it as an override', { desired: hold('d2', { ...calling, canary: TWO }), base: { variables: [] } }],
    [
      'its override is promoted',
      {
        live: live('d1', 'd2', { variables: WITHOUT, canary: { ...TWO, deploymentId: 'd2' } }),
        previous: hold('d2', { variables: WITHOUT, canary: TWO }),
        desired: promote('d2', {}, { ...calling, canary: TWO }),
      },
    ],
    ['nobody has declared it, so that it stays', { previous: none('d1', { variables: WITHOUT }), desired: none('d2', calling) }],
    ['the stage never had it', { live: live('d1'), desired: none('d2', calling) }],
  ])('is none to refuse for when %s', (_, more) => {
    expect(refusal(situation(more))).toBeUndefined();
  });
});
