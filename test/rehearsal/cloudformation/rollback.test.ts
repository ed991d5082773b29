import { thing } from './fake-cloud';
import { givenStack, resourceEvents, Resources, stackStatuses } from './given-stack';
import { LIKELY_HYPOTHESES } from '../../../rehearsal/hypotheses';

const before: Resources = { A: thing({ Value: 1 }), R: thing({ Name: 'a' }, { DependsOn: 'A' }) };
const after: Resources = {
  A: thing({ Value: 2 }), R: thing({ Name: 'b' }, { DependsOn: 'A' }), N: thing({}, { DependsOn: 'R' }), F: thing({ Fail: true }, { DependsOn: 'N' }),
};

const REPLACING = { hypotheses: { ...LIKELY_HYPOTHESES, replacementWithoutRollback: 'accepted' as const } };

describe('a failed update', () => {
  test('goes back: updated resources are updated back, replaced ones are the old again, created ones are deleted in the cleanup', async () => {
    const { cloud, update, physicalIds } = await givenStack(before);
    const result = await update(after);
    expect(cloud.calls).toEqual(['update A-1 1 -> 2', 'create R-3', 'create N-4', 'update A-1 2 -> 1', 'delete N-4', 'delete R-3']);
    expect(physicalIds()).toEqual({ A: 'A-1', R: 'R-2' });
    expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', succeeded: false, reason: 'it was told to fail' });
    expect(stackStatuses(result)).toEqual([
      'UPDATE_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE',
    ]);
    expect(result.events.find(({ status }) => status === 'UPDATE_ROLLBACK_IN_PROGRESS')!.reason).toBe(
      'The following resource(s) failed to create: [F].',
    );
  });

  test.each([
    ['dependencies-first', ['update A-1 2 -> 1', 'update B-2 2 -> 1']],
    ['reverse', ['update B-2 2 -> 1', 'update A-1 2 -> 1']],
  ] as const)('visits the updated resources in the order of hypothesis %s', async (rollbackOrder, expected) => {
    const resources = (Value: number): Resources => ({ A: thing({ Value }), B: thing({ Value }, { DependsOn: 'A' }) });
    const { cloud, update } = await givenStack(resources(1), { hypotheses: { ...LIKELY_HYPOTHESES, rollbackOrder } });
    await update({ ...resources(2), F: thing({ Fail: true }, { DependsOn: 'B' }) });
    expect(cloud.calls.slice(2)).toEqual(expected);
  });

  test('does not delete what the new template removed, as its cleanup was never reached', async () => {
    const { cloud, update, physicalIds } = await givenStack({ A: thing(), Removed: thing({}, { DependsOn: 'A' }) });
    await update({ A: thing(), F: thing({ Fail: true }) });
    expect(cloud.calls).toEqual([]);
    expect(physicalIds()).toEqual({ A: 'A-1', Removed: 'Removed-2' });
  });

  test.each([['Retain', true], ['RetainExceptOnCreate', false], ['Delete', false]])('with DeletionPolicy %s on a created resource: kept %s',
    async (DeletionPolicy, kept) => {
      const { cloud, update } = await givenStack({ A: thing() });
      await update({ A: thing(), N: thing({}, { DeletionPolicy }), F: thing({ Fail: true }, { DependsOn: 'N' }) });
      expect(cloud.things.has('N-2')).toBe(kept);
    });

  test('with rollback disabled stops there; a second update goes on, and its rollback leads to the last stable state', async () => {
    const { cloud, update, physicalIds, cloudFormation } = await givenStack(before, REPLACING);
    expect(await update(after, { disableRollback: true })).toMatchObject({ status: 'UPDATE_FAILED' });
    expect(physicalIds()).toMatchObject({ A: 'A-1', R: 'R-3', N: 'N-4' });
    const second = await update({ ...after, A: thing({ Value: 3 }) }, { disableRollback: true });
    expect(second).toMatchObject({ status: 'UPDATE_FAILED' });
    expect(await cloudFormation.rollbackStack('shop')).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', succeeded: true });
    expect(physicalIds()).toEqual({ A: 'A-1', R: 'R-2' });
    expect([...cloud.things]).toEqual([['A-1', { Value: 1 }], ['R-2', { Name: 'a' }]]);
  });

  test('takes what was updated in one attempt and replaced in the next back to its old physical resource, as that was', async () => {
    const { cloud, update, physicalIds, cloudFormation } = await givenStack({ R: thing({ Name: 'a', Value: 1 }) }, REPLACING);
    const failing = { F: thing({ Fail: true }, { DependsOn: 'R' }) };
    await update({ R: thing({ Name: 'a', Value: 2 }), ...failing }, { disableRollback: true });
    await update({ R: thing({ Name: 'b', Value: 2 }), ...failing }, { disableRollback: true });
    expect(await cloudFormation.rollbackStack('shop')).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', succeeded: true });
    expect(physicalIds()).toEqual({ R: 'R-1' });
    expect([...cloud.things]).toEqual([['R-1', { Name: 'a', Value: 1 }]]);
  });

  test('with rollback disabled can be deleted whole, also when its resources are as two templates had them', async () => {
    const { cloud, update, cloudFormation } = await givenStack({ A: thing(), B: thing({}, { DependsOn: 'A' }) });
    const turned = (b: Record<string, unknown>): Resources => ({ B: thing(b), A: thing({ Value: 1 }, { DependsOn: 'B' }) });
    await update({ ...turned({ Value: 1 }), F: thing({ Fail: true }, { DependsOn: 'A' }) }, { disableRollback: true });
    await update(turned({ Value: 2, Fail: true }), { disableRollback: true });
    expect(await cloudFormation.deleteStack('shop')).toMatchObject({ status: 'DELETE_COMPLETE' });
    expect([...cloud.things]).toEqual([]);
  });

  test('with rollback disabled can be mended by the next update', async () => {
    const { cloud, update } = await givenStack(before, REPLACING);
    await update(after, { disableRollback: true });
    const result = await update({ ...after, F: thing({}, { DependsOn: 'N' }) });
    expect(result).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect([...cloud.things.keys()].sort()).toEqual(['A-1', 'F-5', 'N-4', 'R-3']);
  });
});

describe('a failed update with rollback disabled', () => {
  const chain = (Value: number, Fail: boolean): Resources => ({
    A: thing({ Value }), B: thing({ Value, Fail }, { DependsOn: 'A' }), C: thing({ Value }),
  });

  test('refuses to replace a resource, and calls nothing for it', async () => {
    const { cloud, update, physicalIds } = await givenStack(before);
    const result = await update(after, { disableRollback: true });
    expect(result).toMatchObject({ status: 'UPDATE_FAILED', reason: 'Replacement type updates not supported on stack with disable-rollback.' });
    expect(cloud.calls).toEqual(['update A-1 1 -> 2']);
    expect(physicalIds()).toEqual({ A: 'A-1', R: 'R-2' });
  });

  test.each(['UPDATE_IN_PROGRESS', 'UPDATE_FAILED'] as const)(
    'takes the failed resource back by itself and leaves the others, in status %s', async (statusWhileTakenBack) => {
      const { cloud, cloudFormation, update } = await givenStack(chain(1, false), { hypotheses: { ...LIKELY_HYPOTHESES, statusWhileTakenBack } });
      let status: string | undefined;
      cloudFormation.onResourceOperation((event) => {
        if (event.action === 'update' && event.phase === 'rollback') { status = cloudFormation.find('shop')!.status; }
      });
      expect(await update(chain(2, true), { disableRollback: true })).toMatchObject({ status: 'UPDATE_FAILED' });
      const created = cloud.things;
      expect([...created.values()].map(({ Value }) => Value).sort()).toEqual([1, 2, 2]);
      expect(cloud.calls.slice(-1)).toEqual([expect.stringMatching(/^update B-\d 2 -> 1$/)]);
      expect(status).toBe(statusWhileTakenBack);
    });

  test('gives the failed resource the values that it had, though what they refer to was replaced', async () => {
    const refers = (Name: string, Fail: boolean): Resources => ({ A: thing({ Name }), B: thing({ Value: { Ref: 'A' }, Fail }) });
    const { cloud, update } = await givenStack(refers('one', false), REPLACING);
    await update(refers('two', true), { disableRollback: true });
    expect(cloud.calls.slice(-1)).toEqual(['update B-2 "A-3" -> "A-1"']);
  });

  test('keeps what an attempt brought and the next one replaced, if its policy says so', async () => {
    const named = (Name: string, Fail: boolean): Resources => ({
      R: thing({ Name }, { UpdateReplacePolicy: 'Retain' }), S: thing({ Name }), F: thing({ Value: Name, Fail }, { DependsOn: ['R', 'S'] }),
    });
    const { cloud, update, physicalIds } = await givenStack(named('one', false), REPLACING);
    await update(named('two', true), { disableRollback: true });
    const brought = physicalIds();
    expect(await update(named('three', false))).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(cloud.things.has(brought.R!)).toBe(true);
    expect(cloud.things.has(brought.S!)).toBe(false);
  });

  test('is the same operation when it is repeated: its rollback leads to before the first attempt', async () => {
    const { cloud, cloudFormation, update } = await givenStack(chain(1, false));
    await update(chain(2, true), { disableRollback: true });
    await update(chain(3, true), { disableRollback: true });
    expect(await cloudFormation.rollbackStack('shop')).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect([...cloud.things.values()].map(({ Value }) => Value)).toEqual([1, 1, 1]);
  });
});

describe('a failed rollback', () => {
  const failingBack: Resources = { A: thing({ Value: 2 }), B: thing({ Value: 2 }, { DependsOn: 'A' }), F: thing({ Fail: true }, { DependsOn: 'B' }) };

  async function givenFailedRollback() {
    const given = await givenStack({ A: thing({ Value: 1 }), B: thing({ Value: 1 }, { DependsOn: 'A' }) });
    given.cloudFormation.inject(({ phase, logicalId }) =>
      phase === 'rollback' && logicalId === 'B' ? { kind: 'fail', when: 'before', reason: 'throttled' } : undefined);
    const result = await given.update(failingBack);
    expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_FAILED' });
    expect(given.stack.statusReason).toBe('The following resource(s) failed to update: [B].');
    given.cloud.calls.length = 0;
    given.cloudFormation.inject();
    return given;
  }

  test('can be continued where it stopped', async () => {
    const { cloud, cloudFormation } = await givenFailedRollback();
    expect(await cloudFormation.continueUpdateRollback('shop')).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', succeeded: true });
    expect(cloud.calls).toEqual(['update B-2 2 -> 1']);
  });

  test('can be continued without the resource that resists', async () => {
    const { cloud, cloudFormation } = await givenFailedRollback();
    expect(await cloudFormation.continueUpdateRollback('shop', ['B'])).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(cloud.calls).toEqual([]);
  });

  test('takes a skipped resource for what it was before, so that the same update reaches it again', async () => {
    const { cloud, cloudFormation, update } = await givenFailedRollback();
    await cloudFormation.continueUpdateRollback('shop', ['B']);
    await update({ A: thing({ Value: 1 }), B: thing({ Value: 2 }, { DependsOn: 'A' }) });
    expect(cloud.calls).toEqual(['update B-2 1 -> 2']);
  });

  test('can neither be updated nor rolled back otherwise', async () => {
    const { cloudFormation, update } = await givenFailedRollback();
    await expect(update({ A: thing() })).rejects.toThrow('is in UPDATE_ROLLBACK_FAILED state and can not be updated.');
    await expect(cloudFormation.rollbackStack('shop')).rejects.toThrow('can not be rolled back.');
  });
});

describe('a cancelled update', () => {
  const chain = (Value: number): Resources => ({
    A: thing({ Value }), B: thing({ Value }, { DependsOn: 'A' }), C: thing({ Value }, { DependsOn: 'B' }),
  });

  test('rolls back before the next resource operation', async () => {
    const { cloud, cloudFormation, update } = await givenStack(chain(1));
    const stop = cloudFormation.onResourceOperation((event) => {
      if (event.action === 'update') {
        cloudFormation.cancelUpdate('shop');
        stop();
      }
    });
    const result = await update(chain(2));
    expect(cloud.calls).toEqual(['update A-1 1 -> 2', 'update A-1 2 -> 1']);
    expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(result.events.find(({ status }) => status === 'UPDATE_ROLLBACK_IN_PROGRESS')!.reason).toBe('User Initiated');
  });

  test('takes back the operation in progress, which acted all the same', async () => {
    const { cloud, cloudFormation, update } = await givenStack(chain(1));
    cloudFormation.inject(({ index }) => index === 1 ? { kind: 'cancel' } : undefined);
    const result = await update(chain(2));
    expect(cloud.calls).toEqual(['update A-1 1 -> 2', 'update B-2 1 -> 2', 'update A-1 2 -> 1', 'update B-2 2 -> 1']);
    expect(resourceEvents(result, 'B')[1]).toBe('UPDATE_FAILED: Resource update cancelled');
  });

  test('cannot be cancelled once it cleans up', async () => {
    const { cloudFormation, update } = await givenStack({ A: thing(), K: thing({ Value: 1 }) });
    const refusals: string[] = [];
    cloudFormation.onResourceOperation((event) => {
      if (event.action !== 'delete') { return; }
      try {
        cloudFormation.cancelUpdate('shop');
      } catch (error) {
        refusals.push((error as Error).message);
      }
    });
    expect(await update({ K: thing({ Value: 2 }) })).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(refusals).toEqual([expect.stringContaining('is in UPDATE_COMPLETE_CLEANUP_IN_PROGRESS state and can not be cancelled.')]);
  });
});

describe('an injected failure', () => {
  test('before an operation leaves no trace of it', async () => {
    const { cloud, cloudFormation, update } = await givenStack({ A: thing() });
    cloudFormation.inject(({ action }) => action === 'create' ? { kind: 'fail', when: 'before' } : undefined);
    await update({ A: thing(), N: thing() });
    expect(cloud.calls).toEqual([]);
  });

  test('after an operation leaves its effect to the rollback', async () => {
    const { cloud, cloudFormation, update } = await givenStack({ A: thing() });
    cloudFormation.inject(({ action }) => action === 'create' ? { kind: 'fail', when: 'after', reason: 'never stabilized' } : undefined);
    expect(await update({ A: thing(), N: thing() })).toMatchObject({ reason: 'never stabilized' });
    expect(cloud.calls).toEqual(['create N-2', 'delete N-2']);
  });

  test('of a sibling: what was in progress acts, counts as cancelled, and is taken back', async () => {
    const siblings = (Value: number): Resources => Object.fromEntries(['A', 'B', 'C', 'D', 'E', 'F'].map((id) => [id, thing({ Value })]));
    const { cloud, cloudFormation, update } = await givenStack(siblings(1), { siblingsAtFailure: 'some', seed: 3 });
    cloudFormation.inject(({ index }) => index === 0 ? { kind: 'fail', when: 'before' } : undefined);
    const result = await update(siblings(2));
    const cancelled = result.events.filter(({ reason }) => reason === 'Resource update cancelled').map(({ physicalId }) => physicalId);
    expect(cancelled.length).toBeGreaterThan(0);
    expect(cancelled.length).toBeLessThan(5);
    expect(cloud.calls.filter((call) => call.endsWith('1 -> 2')).map((call) => call.split(' ')[1])).toEqual(cancelled);
    expect([...cloud.things.values()].every(({ Value }) => Value === 1)).toBe(true);
  });
});
