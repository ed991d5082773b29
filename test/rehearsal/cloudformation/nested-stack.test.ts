import { FakeCloud, thing } from './fake-cloud';
import { Resources, stackStatuses } from './given-stack';
import { CloudFormationService } from '../../../rehearsal/cloudformation/cloudformation-service';
import { Template } from '../../../rehearsal/cloudformation/template/template';

const stackName = 'root';

/** A root stack with a nested one at `TemplateURL: https://s3/<version>`. The templates of the versions are given. */
function engine(versions: Record<string, Template>) {
  const cloud = new FakeCloud();
  const cloudFormation = new CloudFormationService({
    types: cloud.types,
    templates: async (url) => versions[new URL(url).pathname.slice(1)],
  });
  const root = (version: string, others: Resources = {}, Parameters: object = {}): Template => ({
    Resources: { Nested: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: `https://s3/${version}`, Parameters } }, ...others },
  });
  const nested = () => cloudFormation.stacks.find(({ parentId }) => parentId !== undefined)!;
  return { cloud, cloudFormation, root, nested };
}

const v1: Template = {
  Parameters: { P: { Type: 'String', Default: 'p1' } },
  Resources: { A: thing({ Value: { Ref: 'P' } }), Old: thing({}, { DependsOn: 'A' }) },
  Outputs: { Id: { Value: { Ref: 'A' } } },
};
const v2: Template = { ...v1, Resources: { A: thing({ Value: 'changed' }), New: thing({}, { DependsOn: 'A' }) } };

describe('a nested stack', () => {
  test('takes parameters, gives outputs, and knows its parent', async () => {
    const { cloud, cloudFormation, root, nested } = engine({ v1 });
    const user = thing({ Value: { 'Fn::GetAtt': ['Nested', 'Outputs.Id'] } });
    const result = await cloudFormation.createStack({ stackName, template: root('v1', { User: user }, { P: 'given' }) });
    expect(result).toMatchObject({ status: 'CREATE_COMPLETE' });
    expect([...cloud.things]).toEqual([['A-1', { Value: 'given' }], ['Old-2', {}], ['User-3', { Value: 'A-1' }]]);
    expect(nested()).toMatchObject({ status: 'CREATE_COMPLETE', parentId: result.stackId, rootId: result.stackId });
    expect(nested().identity.stackName).toMatch(/^root-Nested-[A-Z0-9]{12}$/);
  });

  test('cleans up only when its root does', async () => {
    const { cloud, cloudFormation, root, nested } = engine({ v1, v2 });
    await cloudFormation.createStack({ stackName, template: root('v1') });
    cloud.calls.length = 0;
    let during: string | undefined;
    cloud.onDelete = async () => { during ??= cloudFormation.find(stackName)!.status; };
    await cloudFormation.updateStack({ stackName, template: root('v2', { Late: thing({ Value: { Ref: 'Nested' } }) }) });
    expect(cloud.calls).toEqual(['update A-1 "p1" -> "changed"', 'create New-3', 'create Late-4', 'delete Old-2']);
    expect(during).toBe('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
    expect(nested().status).toBe('UPDATE_COMPLETE');
  });

  test('that was already updated goes back when its root fails later', async () => {
    const { cloud, cloudFormation, root, nested } = engine({ v1, v2 });
    await cloudFormation.createStack({ stackName, template: root('v1') });
    const result = await cloudFormation.updateStack({ stackName, template: root('v2', { F: thing({ Fail: true }, { DependsOn: 'Nested' }) }) });
    expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(nested().status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect([...cloud.things]).toEqual([['A-1', { Value: 'p1' }], ['Old-2', {}]]);
  });

  test('that fails fails its root, and both go back', async () => {
    const v3: Template = { ...v2, Resources: { ...v2.Resources, F: thing({ Fail: true }, { DependsOn: 'New' }) } };
    const { cloud, cloudFormation, root, nested } = engine({ v1, v3 });
    await cloudFormation.createStack({ stackName, template: root('v1') });
    const result = await cloudFormation.updateStack({ stackName, template: root('v3') });
    expect(stackStatuses(result)).toContain('UPDATE_ROLLBACK_IN_PROGRESS');
    expect(result.reason).toMatch(/^Embedded stack arn:.* was not successfully updated: The following resource\(s\) failed to create: \[F\]\.$/);
    expect(nested().status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect([...cloud.things]).toEqual([['A-1', { Value: 'p1' }], ['Old-2', {}]]);
  });

  test('whose create fails is deleted by the rollback of its root', async () => {
    const { cloud, cloudFormation, root, nested } = engine({ v: { Resources: { A: thing(), F: thing({ Fail: true }, { DependsOn: 'A' }) } } });
    expect(await cloudFormation.createStack({ stackName, template: root('v') })).toMatchObject({ status: 'ROLLBACK_COMPLETE' });
    expect(nested().status).toBe('DELETE_COMPLETE');
    expect(cloud.things.size).toBe(0);
  });

  test('whose rollback fails fails that of its root, and both can be continued', async () => {
    const { cloud, cloudFormation, root, nested } = engine({ v1, v2 });
    await cloudFormation.createStack({ stackName, template: root('v1') });
    cloudFormation.inject(({ logicalId, phase }) => logicalId === 'A' && phase === 'rollback' ? { kind: 'fail', when: 'before' } : undefined);
    const result = await cloudFormation.updateStack({ stackName, template: root('v2', { F: thing({ Fail: true }, { DependsOn: 'Nested' }) }) });
    expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_FAILED' });
    expect(nested().status).toBe('UPDATE_ROLLBACK_FAILED');
    cloudFormation.inject();
    expect(await cloudFormation.continueUpdateRollback(stackName)).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(nested().status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect([...cloud.things]).toEqual([['A-1', { Value: 'p1' }], ['Old-2', {}]]);
  });

  test('whose rollback fails goes back without a resource of it, by its own name and not by its logical id', async () => {
    const { cloud, cloudFormation, root, nested } = engine({ v1, v2 });
    await cloudFormation.createStack({ stackName, template: root('v1') });
    cloudFormation.inject(({ phase, logicalId }) => phase === 'rollback' && logicalId === 'A' ? { kind: 'fail', when: 'before' } : undefined);
    const failed = await cloudFormation.updateStack({ stackName, template: root('v2', { F: thing({ Fail: true }, { DependsOn: 'Nested' }) }) });
    expect(failed).toMatchObject({ status: 'UPDATE_ROLLBACK_FAILED' });
    const { identity } = nested();
    for (const resource of ['Nested.A', 'A', `${identity.stackName}.B`, 'other.A']) {
      await expect(cloudFormation.continueUpdateRollback(stackName, [resource])).rejects.toThrow(`Resource ${resource} cannot be skipped`);
    }
    cloud.calls.length = 0;
    const skipped = await cloudFormation.continueUpdateRollback(stackName, [`${identity.stackName}.A`]);
    expect(skipped).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(nested().status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(cloud.things.get('A-1')).toEqual({ Value: 'changed' });
  });

  test('that was updated in a paused attempt and fails in the next one fails its root', async () => {
    const v3: Template = { ...v1, Resources: { A: thing({ Value: 'again' }), F: thing({ Fail: true }, { DependsOn: 'A' }) } };
    const { cloudFormation, root, nested } = engine({ v1, v2, v3 });
    await cloudFormation.createStack({ stackName, template: root('v1') });
    const behind = (Fail: boolean): Resources => ({ F: thing({ Fail }, { DependsOn: 'Nested' }) });
    const paused = await cloudFormation.updateStack({ stackName, template: root('v2', behind(true)), disableRollback: true });
    expect(paused).toMatchObject({ status: 'UPDATE_FAILED' });
    expect(nested().status).toBe('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
    const again = await cloudFormation.updateStack({ stackName, template: root('v3', behind(false)), disableRollback: true });
    expect(again).toMatchObject({ status: 'UPDATE_FAILED' });
    expect(nested().status).toBe('UPDATE_FAILED');
  });

  test('is deleted with its root', async () => {
    const { cloud, cloudFormation, root, nested } = engine({ v1 });
    await cloudFormation.createStack({ stackName, template: root('v1') });
    expect(await cloudFormation.deleteStack(stackName)).toMatchObject({ status: 'DELETE_COMPLETE' });
    expect(nested().status).toBe('DELETE_COMPLETE');
    expect(cloud.things.size).toBe(0);
  });

  test('is cancelled with its root, in the middle of its own resources', async () => {
    const { cloud, cloudFormation, root, nested } = engine({ v1, v2 });
    await cloudFormation.createStack({ stackName, template: root('v1') });
    cloudFormation.inject(({ logicalId, action }) => logicalId === 'A' && action === 'update' ? { kind: 'cancel' } : undefined);
    const result = await cloudFormation.updateStack({ stackName, template: root('v2') });
    expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(nested().status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect([...cloud.things]).toEqual([['A-1', { Value: 'p1' }], ['Old-2', {}]]);
  });
});
