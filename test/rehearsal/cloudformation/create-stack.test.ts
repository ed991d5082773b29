import { FakeCloud, thing } from './fake-cloud';
import { resourceEvents, Resources, stackName, stackStatuses } from './given-stack';
import { CloudFormationService } from '../../../rehearsal/cloudformation/cloudformation-service';

async function created(resources: Resources, disableRollback = false) {
  const cloud = new FakeCloud();
  const cloudFormation = new CloudFormationService({ types: cloud.types });
  const result = await cloudFormation.createStack({ stackName, template: { Resources: resources }, disableRollback });
  return { cloud, cloudFormation, result };
}

describe('a create', () => {
  test('creates each resource after what it depends on', async () => {
    const { cloud, result } = await created({ C: thing({ V: { Ref: 'B' } }), B: thing({}, { DependsOn: 'A' }), A: thing() });
    expect(cloud.calls).toEqual(['create A-1', 'create B-2', 'create C-3']);
    expect(resourceEvents(result, 'A')).toEqual(['CREATE_IN_PROGRESS', 'CREATE_IN_PROGRESS: Resource creation Initiated', 'CREATE_COMPLETE']);
    expect(stackStatuses(result)).toEqual(['CREATE_IN_PROGRESS', 'CREATE_COMPLETE']);
  });

  test('that fails deletes what it created, dependents first, and keeps what Retain names', async () => {
    const { cloud, result } = await created({
      A: thing(),
      B: thing({}, { DependsOn: 'A' }),
      Kept: thing({}, { DependsOn: 'B', DeletionPolicy: 'Retain' }),
      NotKept: thing({}, { DependsOn: 'Kept', DeletionPolicy: 'RetainExceptOnCreate' }),
      F: thing({ Fail: true }, { DependsOn: 'NotKept' }),
    });
    expect(cloud.calls.slice(4)).toEqual(['delete NotKept-4', 'delete B-2', 'delete A-1']);
    expect(stackStatuses(result)).toEqual(['CREATE_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS', 'ROLLBACK_COMPLETE']);
    expect(resourceEvents(result, 'Kept').at(-1)).toBe('DELETE_SKIPPED');
    expect(result).toMatchObject({ succeeded: false, reason: 'it was told to fail' });
  });

  test('whose rollback fails ends ROLLBACK_FAILED, and can then only be deleted', async () => {
    const cloud = new FakeCloud();
    cloud.undeletable.add('A-1');
    const cloudFormation = new CloudFormationService({ types: cloud.types });
    const template = { Resources: { A: thing(), F: thing({ Fail: true }, { DependsOn: 'A' }) } };
    expect(await cloudFormation.createStack({ stackName, template })).toMatchObject({ status: 'ROLLBACK_FAILED' });
    await expect(cloudFormation.updateStack({ stackName, template })).rejects.toThrow('is in ROLLBACK_FAILED state and can not be updated.');
    cloud.undeletable.clear();
    expect(await cloudFormation.deleteStack(stackName)).toMatchObject({ status: 'DELETE_COMPLETE' });
    expect(cloud.things.size).toBe(0);
  });

  test('without rollback leaves everything, finishes what does not depend on the failure, and can be updated or rolled back', async () => {
    const resources = { A: thing(), F: thing({ Fail: true }), D: thing({}, { DependsOn: 'F' }) };
    const updated = await created(resources, true);
    expect(updated.result).toMatchObject({ status: 'CREATE_FAILED' });
    expect([...updated.cloud.things.keys()]).toEqual(['A-1']);
    const template = { Resources: { ...resources, F: thing() } };
    expect(await updated.cloudFormation.updateStack({ stackName, template })).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(updated.cloud.things.size).toBe(3);

    const rolledBack = await created(resources, true);
    expect(await rolledBack.cloudFormation.rollbackStack(stackName)).toMatchObject({ status: 'ROLLBACK_COMPLETE', succeeded: true });
    expect(rolledBack.cloud.things.size).toBe(0);
  });

  test('is refused for a name that is taken, and free again after a delete', async () => {
    const { cloudFormation } = await created({ A: thing() });
    const template = { Resources: { A: thing() } };
    await expect(cloudFormation.createStack({ stackName, template })).rejects.toMatchObject({ code: 'AlreadyExistsException' });
    await cloudFormation.deleteStack(stackName);
    expect(await cloudFormation.createStack({ stackName, template })).toMatchObject({ status: 'CREATE_COMPLETE' });
  });
});

describe('exports', () => {
  const exporting = (value: string) => ({ Resources: { A: thing() }, Outputs: { O: { Value: value, Export: { Name: 'shared' } } } });
  const importing = { Resources: { B: thing({ Value: { 'Fn::ImportValue': 'shared' } }) } };

  test('reach other stacks, and can be neither changed nor deleted while in use', async () => {
    const cloud = new FakeCloud();
    const cloudFormation = new CloudFormationService({ types: cloud.types });
    await cloudFormation.createStack({ stackName: 'one', template: exporting('v1') });
    await cloudFormation.createStack({ stackName: 'two', template: importing });
    expect(cloud.things.get('B-2')).toEqual({ Value: 'v1' });
    const result = await cloudFormation.updateStack({ stackName: 'one', template: exporting('v2') });
    expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', outputs: { O: 'v1' } });
    expect(result.events.map(({ reason }) => reason)).toContain('Export shared cannot be updated as it is in use by two');
    await expect(cloudFormation.deleteStack('one')).rejects.toThrow('Export shared cannot be deleted as it is in use by two');
    await cloudFormation.deleteStack('two');
    expect(await cloudFormation.deleteStack('one')).toMatchObject({ status: 'DELETE_COMPLETE' });
  });

  test('that nobody exports fail the resource that imports them', async () => {
    const { result } = await created(importing.Resources);
    expect(result).toMatchObject({ status: 'ROLLBACK_COMPLETE' });
    expect(result.reason).toContain('No export named shared found');
  });

  test('of one name cannot come from two stacks', async () => {
    const cloudFormation = new CloudFormationService({ types: new FakeCloud().types });
    await cloudFormation.createStack({ stackName: 'one', template: exporting('v1') });
    const result = await cloudFormation.createStack({ stackName: 'two', template: exporting('v1') });
    expect(result).toMatchObject({ status: 'ROLLBACK_COMPLETE' });
    expect(result.events.some(({ reason }) => reason?.startsWith('Export with name shared is already exported by stack one'))).toBe(true);
  });
});
