import * as fc from 'fast-check';
import { hold, live, none, promote } from './situations';
import { plan } from '../../../lib/stage-driver/decision/plan';
import { callsToBeReady, readinessOf } from '../../../lib/stage-driver/decision/readiness';
import { Situation } from '../../../lib/stage-driver/decision/situation';

const STACK = 'arn:aws:cloudformation:eu-central-1:123456789012:stack/Shop/1';
const HELLO = 'arn:aws:lambda:eu-central-1:123456789012:function:Hello';
const CALLS = { calls: [`${HELLO}:2`] };

describe('readinessOf', () => {
  test.each([
    ['an active version', { state: 'Active', lastUpdateStatus: 'Successful' }],
    ['an active function without an update', { state: 'Active' }],
  ])('%s is ready', (_, described) => {
    expect(readinessOf(described)).toEqual({ is: 'ready' });
  });

  test.each([
    [
      'a version whose network interfaces are created',
      { state: 'Pending', stateReason: 'Creating', lastUpdateStatus: 'Successful' },
      'has the state Pending (Creating)',
    ],
    ['a function that is being updated', { state: 'Active', lastUpdateStatus: 'InProgress' }, 'has the last update InProgress'],
    ['a function without a state', {}, 'has the state not told'],
    ['what does not exist', undefined, 'does not exist'],
  ])('%s may become ready', (_, described, why) => {
    expect(readinessOf(described)).toEqual({ is: 'not yet', why });
  });

  test.each([
    ['a version whose snapshot failed', { state: 'Failed', stateReason: 'Init failed' }, 'has the state Failed (Init failed)'],
    ['a function that was idle for weeks', { state: 'Inactive' }, 'has the state Inactive'],
    ['a state that is not known here', { state: 'Deactivating' }, 'has the state Deactivating'],
    [
      'an update that failed',
      { state: 'Active', lastUpdateStatus: 'Failed', lastUpdateStatusReason: 'No such image' },
      'has the last update Failed (No such image)',
    ],
  ])('%s never becomes ready by itself', (_, described, why) => {
    expect(readinessOf(described)).toEqual({ is: 'never', why });
  });

  test('nothing but Active and Successful is ready', () => {
    fc.assert(fc.property(fc.option(fc.string(), { nil: undefined }), fc.string(), (state, lastUpdateStatus) => {
      const isReady = readinessOf({ state, lastUpdateStatus }).is === 'ready';
      return isReady === (state === 'Active' && lastUpdateStatus === 'Successful');
    }));
  });
});

describe('callsToBeReady', () => {
  const needed = (given: Pick<Situation, 'live' | 'desired'> & Partial<Situation>): string[] => {
    const situation: Situation = {
      rollback: false, previous: none('d1'), endpoints: { base: {}, canary: {} }, base: { calls: { functions: [], roles: [] } }, ...given,
    };
    const decision = plan(situation);
    if (decision.outcome === 'refuse') { throw new Error(decision.message); }
    return callsToBeReady(situation, decision.expected, STACK);
  };

  test.each([
    ['a canary on a new deployment', { live: live('d1'), desired: hold('d2', CALLS) }],
    [
      'a canary at 0 %, because later writes know nothing of functions',
      { live: live('d1'), desired: hold('d2', { ...CALLS, canary: { ...hold('d2').canary!, percentTraffic: 0 } }) },
    ],
    ['production on a new deployment', { live: live('d1'), desired: none('d2', CALLS) }],
    ['a stage that the release takes over, which CloudFormation moves', { live: live('d1'), previous: undefined, desired: none('d2', CALLS) }],
    ['a stage that CloudFormation is about to create', { live: undefined, previous: undefined, desired: none('d1', CALLS) }],
    ['the same under the word abort', { live: undefined, previous: undefined, desired: none('d1', { ...CALLS, action: 'ABORT' }) }],
    ['other overrides, which may lead to another alias', {
      live: live('d1', 'd2'),
      previous: hold('d2'),
      desired: hold('d2', { ...CALLS, canary: { ...hold('d2').canary!, stageVariableOverrides: { theme: 'blue' } } }),
    }],
  ])('%s', (_, situation) => {
    expect(needed(situation)).toEqual([`${HELLO}:2`]);
  });

  test.each([
    [
      'another percentage',
      { live: live('d1', 'd2'), previous: hold('d2'), desired: hold('d2', { ...CALLS, canary: { ...hold('d2').canary!, percentTraffic: 50 } }) },
    ],
    ['a promotion of the canary that requests have met', { live: live('d1', 'd2'), previous: hold('d2'), desired: promote('d2', {}, CALLS) }],
    [
      'a canary that leaves',
      { live: live('d1', 'd2'), previous: hold('d2'), desired: { ...hold('d2', CALLS), action: 'ABORT' as const, canary: undefined } },
    ],
    ['an abort, also where it adds a variable', {
      live: live('d1', 'd1'), previous: hold('d1'), desired: none('d1', { ...CALLS, action: 'ABORT', variables: { theme: 'light', next: 'x' } }),
    }],
    ['a version that the base calls already, idle or not', { live: live('d1'), previous: none('d1', CALLS), desired: hold('d2', CALLS) }],
    ['a version that the canary of before calls', { live: live('d1', 'd2'), previous: hold('d2', CALLS), desired: hold('d3', CALLS) }],
    ['nothing that moves', { live: live('d1'), desired: none('d1', CALLS) }],
  ])('not for %s', (_, situation) => {
    expect(needed(situation)).toEqual([]);
  });

  test('what an aborted canary called counts as new again', () => {
    expect(needed({ live: live('d1'), previous: { ...hold('d2', CALLS), hold: false }, desired: hold('d3', CALLS) })).toEqual([`${HELLO}:2`]);
  });

  test('stage variables are filled in as each release sees them; what nobody can fill in is left out', () => {
    const calls = [`${HELLO}:\${stageVariables.theme}`, `${HELLO}:\${stageVariables.nobody}`];
    expect(needed({ live: live('d1'), desired: hold('d2', { calls }) })).toEqual([`${HELLO}:dark`]);
    expect(needed({ live: live('d1'), desired: none('d2', { calls }) })).toEqual([`${HELLO}:light`]);
  });

  test('each is asked once, and a function of another account or region never', () => {
    const calls = [HELLO, HELLO, HELLO.replace('123456789012', '210987654321'), HELLO.replace('eu-central-1', 'us-east-1'), `${HELLO}:live`];
    expect(needed({ live: live('d1'), desired: hold('d2', { calls }) })).toEqual([HELLO, `${HELLO}:live`]);
  });
});
