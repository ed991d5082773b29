import { thing } from './fake-cloud';
import { givenStack, resourceEvents, stackStatuses } from './given-stack';

describe('an update', () => {
  test('touches only resources whose resolved properties change', async () => {
    const { cloud, update } = await givenStack({ A: thing({ Value: 1 }), B: thing({ Value: 1 }, { DependsOn: 'A' }) });
    const result = await update({ A: thing({ Value: 2 }), B: thing({ Value: 1 }, { DependsOn: 'A', Metadata: { note: 'new' } }) });
    expect(cloud.calls).toEqual(['update A-1 1 -> 2']);
    expect(resourceEvents(result, 'B')).toEqual([]);
    expect(stackStatuses(result)).toEqual(['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_COMPLETE']);
  });

  test('changes a dependent when the attribute it refers to changes', async () => {
    const dependent = thing({ Value: { 'Fn::GetAtt': ['A', 'Value'] } });
    const { cloud, update } = await givenStack({ A: thing({ Value: 'x' }), B: dependent });
    await update({ A: thing({ Value: 'y' }), B: dependent });
    expect(cloud.calls).toEqual(['update A-1 "x" -> "y"', 'update B-2 "x" -> "y"']);
  });

  test('deletes a replaced resource last, after everything that refers to the new one has moved', async () => {
    const dependent = thing({ Value: { Ref: 'A' } });
    const { cloud, update } = await givenStack({ A: thing({ Name: 'a' }), B: dependent });
    const result = await update({ A: thing({ Name: 'b' }), B: dependent });
    expect(cloud.calls).toEqual(['create A-3', 'update B-2 "A-1" -> "A-3"', 'delete A-1']);
    expect(resourceEvents(result, 'A')).toEqual([
      'UPDATE_IN_PROGRESS: Requested update requires the creation of a new physical resource; hence creating one.',
      'UPDATE_IN_PROGRESS: Resource creation Initiated', 'UPDATE_COMPLETE', 'DELETE_IN_PROGRESS', 'DELETE_COMPLETE',
    ]);
  });

  test('deletes removed resources in the cleanup, dependents first', async () => {
    const { cloud, update, physicalIds } = await givenStack({ K: thing(), A: thing({}, { DependsOn: 'K' }), B: thing({ V: { Ref: 'A' } }) });
    await update({ K: thing({ Value: 1 }) });
    expect(cloud.calls).toEqual(['update K-1 undefined -> 1', 'delete B-3', 'delete A-2']);
    expect(Object.keys(physicalIds())).toEqual(['K']);
  });

  test('that changes nothing is refused', async () => {
    const { update } = await givenStack({ A: thing({ Value: 1 }) });
    await expect(update({ A: thing({ Value: 1 }) })).rejects.toThrow('No updates are to be performed.');
  });

  test('that changes the type of a resource is refused', async () => {
    const { update } = await givenStack({ A: thing() });
    await expect(update({ A: { Type: 'Test::Other' } })).rejects.toThrow('The new template modifies resource type of the following resources: [A]');
  });

  test('of a resource whose attribute does not exist fails there', async () => {
    const { update } = await givenStack({ A: thing() });
    const result = await update({ A: thing(), B: thing({ Value: { 'Fn::GetAtt': ['A', 'Nope'] } }) });
    expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(result.reason).toContain('Resources.B: Fn::GetAtt A.Nope');
  });
});

describe('the cleanup of an update', () => {
  test('gives up on a resource after three attempts and orphans it', async () => {
    const { cloud, update, physicalIds } = await givenStack({ A: thing(), K: thing() });
    const doomed = physicalIds().A!;
    cloud.undeletable.add(doomed);
    const result = await update({ K: thing() });
    expect(cloud.calls).toEqual([`delete ${doomed}`, `delete ${doomed}`, `delete ${doomed}`]);
    expect(result).toMatchObject({ status: 'UPDATE_COMPLETE', succeeded: true });
    expect(resourceEvents(result, 'A').filter((event) => event === 'DELETE_FAILED: it is still in use')).toHaveLength(3);
    expect(Object.keys(physicalIds())).toEqual(['K']);
    expect(cloud.things.has(doomed)).toBe(true);
  });

  test.each(['Retain', 'RetainExceptOnCreate'])('leaves a removed resource with DeletionPolicy %s where it is', async (DeletionPolicy) => {
    const { cloud, update } = await givenStack({ A: thing({}, { DeletionPolicy }), K: thing() });
    const result = await update({ K: thing() });
    expect(cloud.calls).toEqual([]);
    expect(resourceEvents(result, 'A')).toEqual(['DELETE_SKIPPED']);
  });

  test('leaves a replaced resource with UpdateReplacePolicy Retain where it is', async () => {
    const { cloud, update } = await givenStack({ A: thing({ Name: 'a' }, { UpdateReplacePolicy: 'Retain' }) });
    await update({ A: thing({ Name: 'b' }, { UpdateReplacePolicy: 'Retain' }) });
    expect([...cloud.things.keys()]).toEqual(['A-1', 'A-2']);
  });

  test('deletes a replaced resource whose policy came with the same update', async () => {
    const { cloud, update } = await givenStack({ A: thing({ Name: 'a' }) });
    await update({ A: thing({ Name: 'b' }, { UpdateReplacePolicy: 'Retain' }) });
    expect([...cloud.things.keys()]).toEqual(['A-2']);
  });
});

describe('a delete', () => {
  test('deletes dependents first and keeps what a policy names', async () => {
    const { cloud, cloudFormation } = await givenStack({
      A: thing(), B: thing({ V: { Ref: 'A' } }), C: thing({ V: { Ref: 'B' } }, { DeletionPolicy: 'RetainExceptOnCreate' }),
    });
    expect(await cloudFormation.deleteStack('shop')).toMatchObject({ status: 'DELETE_COMPLETE', succeeded: true });
    expect(cloud.calls).toEqual(['delete B-2', 'delete A-1']);
    expect(cloudFormation.find('shop')).toBeUndefined();
  });

  test('that fails leaves what the failed resource depends on, and can be repeated or leave the resource alone', async () => {
    const { cloud, cloudFormation, stack } = await givenStack({ A: thing(), B: thing({ V: { Ref: 'A' } }) });
    cloud.undeletable.add('B-2');
    expect(await cloudFormation.deleteStack('shop')).toMatchObject({ status: 'DELETE_FAILED', reason: 'it is still in use' });
    expect(stack.statusReason).toBe('The following resource(s) failed to delete: [B].');
    expect([...cloud.things.keys()]).toEqual(['A-1', 'B-2']);
    expect(await cloudFormation.deleteStack('shop', ['B'])).toMatchObject({ status: 'DELETE_COMPLETE' });
    expect([...cloud.things.keys()]).toEqual(['B-2']);
  });

  test('of a stack that does not exist does nothing', async () => {
    const { cloudFormation } = await givenStack({ A: thing() });
    expect(await cloudFormation.deleteStack('none')).toBeUndefined();
  });
});
