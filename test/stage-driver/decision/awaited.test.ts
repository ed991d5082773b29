import * as fc from 'fast-check';
import { HistoryEvent } from '../../../lib/stage-driver/contract/stack-history';
import { AwaitedReading, EventIdentity, isAwaited } from '../../../lib/stage-driver/decision/awaited';

const HOLD = { Action: 'HOLD', DeploymentId: 'd2', Digest: 'aa' };
const NONE = { Action: 'NONE', DeploymentId: 'd1', Digest: 'bb' };
const FORWARD: EventIdentity = { requestType: 'Update', physicalId: 'api/prod/d1/none', properties: HOLD, previousProperties: NONE };
const BACK: EventIdentity = { ...FORWARD, properties: NONE, previousProperties: HOLD };

function own(status: string, properties: object = {}, physicalId = 'api/prod/d1/none'): HistoryEvent {
  return { logicalId: 'Driver', physicalId, type: 'Custom::CanaryStage', status, time: new Date(0), properties: { ...properties } };
}

function reading(status: string, resource: string | undefined, ...ownEvents: HistoryEvent[]): AwaitedReading {
  return {
    stack: { status, rootId: 'stack', rollbackDisabled: false },
    resource: resource === undefined ? undefined : { status: resource, physicalId: 'api/prod/d1/none' },
    ownEvents,
  };
}

const awaited = (direction: string) => ({ awaited: true, direction });
const stale = (why: string | RegExp) => ({ awaited: false, why: expect.stringMatching(why) });

describe('an event is awaited', () => {
  test('forward, while CloudFormation creates or updates the resource', () => {
    expect(isAwaited(FORWARD, reading('UPDATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS', own('UPDATE_IN_PROGRESS', HOLD)))).toEqual(awaited('forward'));
    expect(isAwaited(
      { ...FORWARD, requestType: 'Create' }, reading('CREATE_IN_PROGRESS', 'CREATE_IN_PROGRESS', own('CREATE_IN_PROGRESS', HOLD)),
    )).toEqual(awaited('forward'));
    expect(isAwaited(
      { ...FORWARD, requestType: 'Create' }, reading('UPDATE_IN_PROGRESS', 'CREATE_IN_PROGRESS', own('CREATE_IN_PROGRESS', HOLD)),
    )).toEqual(awaited('forward'));
  });

  test('back, while the stack is rolled back', () => {
    const events = [own('UPDATE_IN_PROGRESS', NONE), own('UPDATE_COMPLETE', HOLD), own('UPDATE_IN_PROGRESS', HOLD)];
    expect(isAwaited(BACK, reading('UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_IN_PROGRESS', ...events))).toEqual(awaited('back'));
  });

  test('back, when the rollback is continued after one that failed', () => {
    const events = [
      own('UPDATE_IN_PROGRESS', NONE),
      own('UPDATE_FAILED', NONE),
      own('UPDATE_IN_PROGRESS', NONE),
      own('UPDATE_COMPLETE', HOLD),
      own('UPDATE_IN_PROGRESS', HOLD),
    ];
    expect(isAwaited(BACK, reading('UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_IN_PROGRESS', ...events))).toEqual(awaited('back'));
  });

  test.each(['UPDATE_IN_PROGRESS', 'UPDATE_FAILED'])('back, when CloudFormation takes the failed resource back by itself, in %s', (status) => {
    const events = [own('UPDATE_IN_PROGRESS', NONE), own('UPDATE_FAILED', HOLD), own('UPDATE_IN_PROGRESS', HOLD)];
    expect(isAwaited(BACK, reading(status, 'UPDATE_IN_PROGRESS', ...events))).toEqual(awaited('back'));
  });

  test.each(['DELETE_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS'])(
    'as a removal, in %s', (status) => {
      const removal: EventIdentity = { requestType: 'Delete', physicalId: 'api/prod/d1/none', properties: HOLD };
      expect(isAwaited(removal, reading(status, 'DELETE_IN_PROGRESS', own('DELETE_IN_PROGRESS', HOLD)))).toEqual(awaited('removal'));
    });

  test('back, when the rollback is continued and only an attempt before had touched the resource', () => {
    const events = [own('UPDATE_IN_PROGRESS', NONE), own('UPDATE_FAILED', NONE), own('UPDATE_IN_PROGRESS', NONE)];
    const continued = reading('UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_IN_PROGRESS', ...events);
    const forwardEvents = [own('UPDATE_COMPLETE', HOLD), own('UPDATE_IN_PROGRESS', HOLD)];
    expect(isAwaited(BACK, { ...continued, forwardEvents })).toEqual(awaited('back'));
    expect(isAwaited(FORWARD, { ...continued, forwardEvents })).toEqual(stale(/Action/));
  });

  test('of a superseded physical resource, by the history alone', () => {
    const removal: EventIdentity = { requestType: 'Delete', physicalId: 'api/prod/d0/none', properties: HOLD };
    const events = [own('DELETE_IN_PROGRESS', HOLD, 'api/prod/d0/none')];
    expect(isAwaited(removal, reading('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_COMPLETE', ...events))).toEqual(awaited('removal'));
  });
});

describe('nobody waits for an event', () => {
  test.each([
    [
      'a duplicate after its answer',
      FORWARD,
      reading('UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE', own('UPDATE_COMPLETE', HOLD)),
      /^the resource is UPDATE_COMPLETE/,
    ],
    [
      'a forward event in the rollback',
      FORWARD,
      reading('UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_IN_PROGRESS', own('UPDATE_IN_PROGRESS', NONE)),
      /^its Action is not/,
    ],
    [
      'a rollback event in a later deploy',
      BACK,
      reading('UPDATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS', own('UPDATE_IN_PROGRESS', { ...HOLD, DeploymentId: 'd3' })),
      /^its Action is not/,
    ],
    [
      'one that differs in its digest alone',
      FORWARD,
      reading('UPDATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS', own('UPDATE_IN_PROGRESS', { ...HOLD, Digest: 'cc' })),
      /^its Digest is not/,
    ],
    [
      'a Create once the stack updates',
      { ...FORWARD, requestType: 'Create' as const },
      reading('UPDATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS', own('UPDATE_IN_PROGRESS', HOLD)),
      /not CREATE_IN_PROGRESS$/,
    ],
    [
      'one whose resource the history does not have',
      FORWARD,
      reading('UPDATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS'),
      /^the newest event of the resource is not there/,
    ],
    [
      'one after the end of the stack',
      FORWARD,
      reading('UPDATE_COMPLETE', 'UPDATE_IN_PROGRESS', own('UPDATE_IN_PROGRESS', HOLD)),
      /^the stack is UPDATE_COMPLETE/,
    ],
    [
      'one of a resource that is gone',
      FORWARD,
      reading('UPDATE_IN_PROGRESS', undefined, own('UPDATE_IN_PROGRESS', HOLD)),
      /^the resource is not in the stack/,
    ],
    ['a Delete in an ordinary update', { requestType: 'Delete' as const, physicalId: 'api/prod/d1/none', properties: HOLD },
      reading('UPDATE_IN_PROGRESS', 'DELETE_IN_PROGRESS', own('DELETE_IN_PROGRESS', HOLD)), /^the stack is UPDATE_IN_PROGRESS/],
  ])('%s', (_, event, what, why) => {
    expect(isAwaited(event, what)).toEqual(stale(why));
  });
});

describe('how AWS shows properties is not documented', () => {
  const back = (shownForward: object, shownBack: object) => isAwaited(BACK, reading('UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_IN_PROGRESS',
    own('UPDATE_IN_PROGRESS', shownBack), own('UPDATE_COMPLETE', shownForward), own('UPDATE_IN_PROGRESS', shownForward)));

  test('what is masked or missing does not count', () => {
    const shown = own('UPDATE_IN_PROGRESS', { Action: '****', DeploymentId: 'd2' });
    expect(isAwaited(FORWARD, reading('UPDATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS', shown))).toEqual(awaited('forward'));
  });

  test('numbers and booleans may come as text', () => {
    const event = { ...FORWARD, properties: { ...HOLD, Digest: '12' } };
    expect(isAwaited(event, reading('UPDATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS', own('UPDATE_IN_PROGRESS', { ...HOLD, Digest: 12 })))).toEqual(
      awaited('forward'),
    );
  });

  test.each([
    ['a percent', { PercentTraffic: '50' }, { PercentTraffic: 10 }],
    ['a variable', { Variables: { theme: 'dark', region: 'eu' } }, { Variables: { theme: 'light', region: 'eu' } }],
    ['a variable that one of them alone has', { Variables: { theme: 'dark', region: 'eu' } }, { Variables: { theme: 'dark' } }],
    ['an override', { StageVariableOverrides: { theme: 'dark' } }, { StageVariableOverrides: { theme: 'light' } }],
  ])('the value of a parameter tells two operations apart, where nothing else does: %s', (_, given, before) => {
    const [forward, former] = [{ ...HOLD, ...given }, { ...HOLD, ...before }];
    const rollback = (properties: object, previousProperties: object, shown: object) => isAwaited(
      { ...FORWARD, properties: { ...properties }, previousProperties: { ...previousProperties } },
      reading('UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_IN_PROGRESS', own('UPDATE_IN_PROGRESS', shown), own('UPDATE_IN_PROGRESS', forward)),
    );
    const [name] = Object.keys(given);
    expect([rollback(former, forward, former), rollback(former, forward, forward)]).toEqual([awaited('back'), awaited('back')]);
    expect([rollback(forward, former, former), rollback(forward, former, forward)]).toEqual([stale(`its ${name}`), stale(`its ${name}`)]);
  });

  test.each([
    ['as numbers', { PercentTraffic: 33.3, UseStageCache: false }],
    ['as a longer number', { PercentTraffic: '33.30' }],
    ['with a secret in it', { Variables: { theme: '****', region: 'v-****' } }],
    ['as a text', { Variables: '{"theme":"dark"}' }],
    ['not at all', {}],
  ])('values that are written may be shown %s', (_, shown) => {
    const written = { PercentTraffic: '33.3', UseStageCache: 'false', Variables: { theme: 'dark', region: 'v-2' } };
    const event = { ...FORWARD, properties: { ...HOLD, ...written } };
    expect(isAwaited(event, reading('UPDATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS', own('UPDATE_IN_PROGRESS', { ...HOLD, ...shown })))).toEqual(
      awaited('forward'),
    );
  });

  test('a rollback is awaited whether its events show the properties of before or those of the failed operation', () => {
    expect(back(HOLD, NONE)).toEqual(awaited('back'));
    expect(back(HOLD, HOLD)).toEqual(awaited('back'));
  });

  test('a rollback of another operation is not, under either', () => {
    const other = { ...HOLD, DeploymentId: 'd9', Digest: 'dd' };
    expect(back(other, { ...NONE, DeploymentId: 'd8' })).toEqual(stale(/^its DeploymentId/));
    expect(back(other, other)).toEqual(stale(/^its DeploymentId/));
  });
});

test('no event is awaited in a stack in which nothing is in progress', () => {
  const statuses = fc.constantFrom(
    'CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'UPDATE_ROLLBACK_FAILED', 'ROLLBACK_COMPLETE', 'DELETE_COMPLETE',
  );
  const kinds = fc.constantFrom<EventIdentity['requestType']>('Create', 'Update', 'Delete');
  fc.assert(fc.property(statuses, kinds, (status, requestType) => {
    const inProgress = `${requestType.toUpperCase()}_IN_PROGRESS`;
    return !isAwaited({ ...FORWARD, requestType }, reading(status, inProgress, own(inProgress, HOLD))).awaited;
  }), { numRuns: 100 });
});
