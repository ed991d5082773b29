import { MARKED_LOG, SAME_ENDPOINTS, abort, hold, live, memory, none, promote, rollout } from './situations';
import { nextDeploys } from '../../../cli/status/next-deploys';
import { ownFormat } from '../../../lib/monitoring/log-patterns';
import { LiveStage } from '../../../lib/stage/live-stage';
import { stageAfter } from '../../../lib/stage/stage-after';
import { DesiredStage } from '../../../lib/stage-driver/contract/driver-properties';
import { NEW_DEPLOYMENT, nextDeploy } from '../../../lib/stage-driver/decision/next-deploy';
import { plan } from '../../../lib/stage-driver/decision/plan';
import { Situation } from '../../../lib/stage-driver/decision/situation';
import { whatToRead } from '../../../lib/stage-driver/decision/what-to-read';

const STANDARD = { express: false, rollbackDisabled: false };

function situation(more: Partial<Situation> = {}): Situation {
  return {
    live: live('d1'),
    desired: rollout('d2'),
    previous: rollout('d1'),
    rollback: false,
    liveLog: MARKED_LOG,
    mode: STANDARD,
    requestId: 'request',
    endpoints: SAME_ENDPOINTS,
    ...more,
  };
}

const decided = (more?: Partial<Situation>) => plan(situation(more)) as any;
/** With the canary of the rollout at a percent. */
const stepped = (percentTraffic: number): LiveStage =>
  live('d1', undefined, { canary: { deploymentId: 'd2', percentTraffic, useStageCache: false, stageVariableOverrides: {} } });
const skip = (deploymentId: string, more: Partial<DesiredStage> = {}) => rollout(deploymentId, { action: 'SKIP', ...more });

describe('a rollout begins', () => {
  test('with the new deployment as a canary that nobody gets, in one operation', () => {
    const { operations, expected, baseDeploymentId } = decided();
    expect(operations).toEqual([{ op: 'replace', path: '/canarySettings/deploymentId', value: 'd2' }]);
    expect(expected).toEqual(stepped(0));
    expect(baseDeploymentId).toBe('d1');
  });

  test('and tells its steps so, by an id that is the same when the event is delivered again', () => {
    const { attributes } = decided();
    expect(attributes).toMatchObject({ RolloutSteps: 'RUN', RolloutId: expect.stringMatching(/^r-[0-9a-f]{12}$/) });
    expect(decided({ live: stepped(0) }).attributes).toEqual(attributes);
    expect(decided({ requestId: 'another' }).attributes.RolloutId).not.toBe(attributes.RolloutId);
  });

  test('with variables that change as overrides, while the stage keeps its own, also those that go', () => {
    const variables = { theme: 'light', region: 'eu', old: 'x' };
    const { expected } = decided({
      live: live('d1', undefined, { variables }),
      previous: rollout('d1', { variables }),
      desired: rollout('d2', { variables: { theme: 'dark', region: 'eu', fresh: 'y' } }),
    });
    expect(expected.variables).toEqual(variables);
    expect(expected.canary.stageVariableOverrides).toEqual({ theme: 'dark', fresh: 'y' });
  });

  test('by the stage that it ends on, which the template declares: the new deployment, without a canary', () => {
    expect(stageAfter(rollout('d2'), live('d1'))).toEqual(stageAfter(none('d2'), live('d1')));
  });
});

describe('there is nothing to shift', () => {
  test.each<[string, Partial<Situation>, string | undefined]>([
    ['in the first deploy', { live: undefined, previous: undefined }, 'd2'],
    ['when the stage is adopted', { live: live('d2'), previous: undefined }, 'd2'],
    ['when production is on the deployment already', { live: live('d2') }, 'd2'],
    ['in an abort', { desired: rollout('d2', { action: 'ABORT' }) }, 'd1'],
  ])('%s', (_, more, production) => {
    const { attributes, baseDeploymentId, expected } = decided(more);
    expect(attributes).toEqual(expect.objectContaining({ RolloutSteps: 'NOTHING', RolloutId: 'none' }));
    expect(baseDeploymentId).toBe(production);
    expect(expected?.canary).toBeUndefined();
  });

  test('on the way back, where the attributes are answered all the same', () => {
    const back = decided({ rollback: true, live: stepped(5), desired: rollout('d1'), previous: rollout('d2') });
    expect(back.attributes).toMatchObject({ RolloutSteps: 'NOTHING', RolloutId: 'none' });
  });

  test('for a release without a rollout, which has no such attributes', () => {
    expect(decided({ desired: none('d2'), previous: none('d1') }).attributes).toEqual({ BaseDeploymentId: 'd2' });
  });
});

describe('the operator\'s skip', () => {
  test('lets production follow at once, and tells the steps', () => {
    const { expected, attributes } = decided({ desired: skip('d2') });
    expect(expected).toEqual(live('d2'));
    expect(attributes).toMatchObject({ RolloutSteps: 'SKIPPED', RolloutId: 'none' });
  });

  test.each<[string, Partial<Situation>]>([
    ['has no access log', { liveLog: undefined }],
    ['is deployed in express mode', { mode: { express: true, rollbackDisabled: true } }],
    ['has a canary', { live: live('d1', 'd0') }],
    ['was aborted at this deployment', { previous: abort('d2') }],
  ])('is not refused where the stage %s', (_, more) => {
    expect(decided({ ...more, desired: skip('d2') })).toMatchObject({ outcome: 'move', expected: live('d2') });
  });
});

describe('a rollout is refused', () => {
  const WITHOUT_LATENCY = MARKED_LOG.format!.replace('$context.responseLatency', '1');
  const SLOW = rollout('d2').rollout!.log!;
  const logging = (log: object): DesiredStage => rollout('d2', { rollout: { log: { ...SLOW, ...log } } });

  test.each<[string, Partial<Situation>, string]>([
    ['over a canary', { live: live('d1', 'd0') }, 'RolloutOverCanary'],
    ['over a parked one', { live: live('d1', undefined, { canary: { ...live('d1', 'd0').canary!, percentTraffic: 0 } }) }, 'RolloutOverCanary'],
    ['over a held canary of the very deployment', { live: live('d1', 'd2'), previous: hold('d2') }, 'RolloutOverCanary'],
    ['without an access log', { liveLog: undefined }, 'RolloutWithoutData'],
    ['with a log without the mark', { liveLog: { ...MARKED_LOG, format: '$context.requestId' } }, 'RolloutWithoutData'],
    ['with the mark of another release', { liveLog: { ...MARKED_LOG, format: ownFormat('87654321') } }, 'RolloutWithoutData'],
    ['with a log in another group', { liveLog: { ...MARKED_LOG, destinationArn: `${MARKED_LOG.destinationArn}-old` } }, 'RolloutWithoutData'],
    ['with another latency threshold than until now', { desired: logging({ slowerThan: [500] }) }, 'RolloutWithoutData'],
    ['where the log has no latency', { liveLog: { ...MARKED_LOG, format: WITHOUT_LATENCY } }, 'RolloutWithoutData'],
    ['in express mode', { mode: { express: true, rollbackDisabled: false } }, 'RolloutNeedsStandardMode'],
    ['with rollback disabled', { mode: { express: false, rollbackDisabled: true } }, 'RolloutNeedsStandardMode'],
    ['of a deployment that a deploy aborted', { previous: abort('d2') }, 'AbortedDeployment'],
    ['of a held canary that was taken off', { previous: hold('d2') }, 'AbortedDeployment'],
    ['when the driver is older', { previous: none('d1', { handlerVersion: 2 }) }, 'UpgradeFirst'],
    ['when the stage is adopted with another deployment', { previous: undefined }, 'AdoptedWithChange'],
    ['into a stage of another name', { live: undefined, previous: rollout('d1', { stageName: 'old' }) }, 'RenamedWithCanary'],
    ['into another API', { live: undefined, previous: rollout('d1', { restApiId: 'old' }) }, 'ReplacedWithCanary'],
    ['with an endpoint that the base does not serve', { endpoints: { base: {}, canary: { '/pets': { GET: {} } } } }, 'UnservedEndpoint'],
  ])('%s', (_, more, id) => {
    expect(decided(more)).toMatchObject({ outcome: 'refuse', id, message: expect.stringContaining('The stage was not moved.') });
  });

  test.each<[string, Partial<Situation>]>([
    ['an aborted deployment that is wanted again', { previous: abort('d2'), desired: rollout('d2', { hold: true }) }],
    ['the canary that it attached itself, to a deployment that is new', { live: stepped(0) }],
    ['the canary that it attached itself, to one that is not', {
      live: stepped(0), previous: abort('d2'), desired: rollout('d2', { hold: true }), memory: memory('d1'), memoryIsOfThisOperation: true,
    }],
    ['gates that do not read the log', { liveLog: undefined, desired: rollout('d2', { rollout: {} }) }],
    ['a log format of somebody else that has the mark', {
      liveLog: { ...MARKED_LOG, format: `x ${MARKED_LOG.format}` }, desired: logging({ slowerThan: [] }), previous: none('d1'),
    }],
  ])('but not for %s', (_, more) => {
    expect(decided(more)).toMatchObject({ outcome: 'move', expected: stepped(0) });
  });

  test.each<[string, Partial<Situation>]>([
    ['in the first deploy', { live: undefined, previous: undefined }],
    ['where production is on the deployment already', { live: live('d2') }],
    ['in a rollback', { rollback: true }],
  ])('but not %s, where nothing of it is read', (_, more) => {
    const without = { liveLog: undefined, mode: { express: true, rollbackDisabled: true }, ...more };
    expect(decided(without)).toMatchObject({ outcome: 'move' });
    expect(whatToRead(situation(without)).mode).toBe(false);
  });
});

describe('the way back from a rollout', () => {
  const back = (more: Partial<Situation>) => decided({
    rollback: true, desired: rollout('d1'), previous: rollout('d2'), memory: memory('d1'), memoryIsOfThisOperation: true, ...more,
  }).expected;

  test.each([0, 1, 5, 50, 100])('takes its canary off, at whatever percent the steps left it: %d', (percent) => {
    expect(back({ live: stepped(percent) })).toEqual(live('d1'));
  });

  test('takes off what a percent that came late has made of the base, after the canary had left', () => {
    expect(back({ live: live('d1', 'd1') })).toEqual(live('d1'));
  });

  test('leaves such a canary where the operation began no steps', () => {
    expect(back({ live: live('d1', 'd1'), previous: none('d2') })).toEqual(live('d1', 'd1'));
    expect(back({ live: live('d1', 'd1'), memoryIsOfThisOperation: false })).toEqual(live('d1', 'd1'));
  });

  test('takes production back after its promotion', () => {
    expect(back({ live: live('d2') })).toEqual(live('d1'));
  });

  test('takes promoted variables back', () => {
    const [before, after] = [{ theme: 'light', old: 'x' }, { theme: 'dark', fresh: 'y' }];
    expect(back({
      live: live('d2', undefined, { variables: after }), desired: rollout('d1', { variables: before }), previous: rollout('d2', { variables: after }),
    }).variables).toEqual(before);
  });

  test('leaves a canary that somebody else attached', () => {
    expect(back({ live: live('d1', 'd9') })).toEqual(live('d1', 'd9'));
  });

  describe('of a deployment that was there before', () => {
    const again = { previous: rollout('d2', { hold: true }), desired: abort('d2') };

    test.each([0, 5, 50])('takes its canary off at %d %%', (percent) => {
      expect(back({ ...again, live: stepped(percent) })).toEqual(live('d1'));
    });

    test('takes production back', () => {
      expect(back({ ...again, live: live('d2') })).toEqual(live('d1'));
    });

    test('leaves a canary on it when the driver has not begun a rollout', () => {
      expect(back({ ...again, live: live('d1', 'd2'), memory: memory('d1', 'd2') })).toEqual(live('d1', 'd2'));
    });

    test('takes off what a driver attached that crashed before it could answer', () => {
      expect(back({ ...again, live: stepped(0), memoryIsOfThisOperation: false, movedInThisOperation: true }).canary).toBeUndefined();
    });
  });

  test('remembers that there was no canary, also when the event is delivered again before its answer', () => {
    expect(decided().memory).toMatchObject({ deploymentId: 'd1', canary: 'none' });
    expect(decided({ live: stepped(0), movedInThisOperation: true }).memory).toMatchObject({ deploymentId: 'd1', canary: 'none' });
  });
});

test('a promotion is not asked of a release with a rollout, and what was promoted by hand goes on without steps', () => {
  expect(decided({ desired: rollout('d2'), live: live('d2', 'd2'), previous: promote('d2') })).toMatchObject({ expected: live('d2') });
});

describe('what the next deploy makes of a stage with a rollout', () => {
  const code = { action: 'ROLLOUT', hasNewCode: true } as const;
  const stage = live('d1', undefined, { variables: { theme: 'light', own: 'x' } });

  test('is told as if every gate passed, with the variables of others', () => {
    expect(nextDeploy(stage, rollout('d1'), { ...code, variables: { theme: 'dark' } })).toEqual({
      outcome: 'done', inSteps: true, stage: { deploymentId: NEW_DEPLOYMENT, variables: { theme: 'dark', own: 'x' }, canary: undefined },
    });
  });

  test('goes back when something else fails after its promotion', () => {
    expect(nextDeploy(stage, rollout('d1'), { ...code, fails: true })).toMatchObject({ outcome: 'taken back', stage });
  });

  test('is refused over a canary', () => {
    expect(nextDeploy(live('d1', 'd0'), rollout('d1'), code)).toMatchObject({ outcome: 'refused', id: 'RolloutOverCanary' });
  });

  test('needs no steps without new code, and none with skip', () => {
    expect(nextDeploy(stage, rollout('d1'), { action: 'ROLLOUT' })).toEqual({ outcome: 'done', stage });
    expect(nextDeploy(stage, rollout('d1'), { action: 'SKIP', hasNewCode: true })).not.toHaveProperty('inSteps');
  });

  test('is told in words by the status of a stage', () => {
    const told = Object.fromEntries(nextDeploys(stage, rollout('d1')).map(({ when, outcome }) => [when, outcome]));
    expect(told).toMatchObject({
      'stage-settings': 'nothing changes', 'new-code': 'a rollout: the new code for everybody, in steps, if every gate passes',
    });
    expect(nextDeploys(
      live('d1', 'd0'), rollout('d1'),
    )).toContainEqual({ when: 'new-code', outcome: 'refused [RolloutOverCanary]', id: 'RolloutOverCanary' });
  });
});
