import {
  CloudFormationClient, CreateStackRefactorCommand, DescribeStackRefactorCommand, DescribeStackRefactorOutput, ExecuteStackRefactorCommand,
} from '@aws-sdk/client-cloudformation';
import { thing } from './fake-cloud';
import { givenStack, Resources } from './given-stack';
import { AwsEndpoint } from '../../../rehearsal/aws-endpoint/aws-endpoint';
import { InMemoryRequestHandler } from '../../../rehearsal/aws-endpoint/in-memory-request-handler';
import { CloudFormationFrontend } from '../../../rehearsal/cloudformation/frontend/cloudformation-frontend';
import { isRefactorable } from '../../../rehearsal/cloudformation/refactors/refactorable-type';
import { Template } from '../../../rehearsal/cloudformation/template/template';

/** `shop.A` to `store.B`, or to several. */
type Moves = Record<string, string | string[]>;

/** A stack `shop`, and perhaps one `store`, with the client of a user who refactors them. */
async function given(shop: Resources, store?: Resources) {
  const stack = await givenStack(shop);
  if (store !== undefined) { await stack.cloudFormation.createStack({ stackName: 'store', template: { Resources: store } }); }
  stack.cloud.calls.length = 0;
  const endpoint = new AwsEndpoint({ frontends: [new CloudFormationFrontend(stack.cloudFormation)] });
  const client = new CloudFormationClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    requestHandler: new InMemoryRequestHandler((request) => endpoint.handle(request)),
    maxAttempts: 1,
  });
  const describeRefactor = (StackRefactorId?: string): Promise<DescribeStackRefactorOutput> =>
    client.send(new DescribeStackRefactorCommand({ StackRefactorId }));
  const plan = async (templates: Record<string, Template>, moves: Moves = {}) => {
    const location = (text: string) => ({ StackName: text.split('.')[0], LogicalResourceId: text.split('.')[1] });
    const { StackRefactorId } = await client.send(new CreateStackRefactorCommand({
      StackDefinitions: Object.entries(templates).map(([StackName, template]) => ({ StackName, TemplateBody: JSON.stringify(template) })),
      ResourceMappings: Object.entries(moves).flatMap(([source, destinations]) =>
        [destinations].flat().map((destination) => ({ Source: location(source), Destination: location(destination) }))),
    }));
    return describeRefactor(StackRefactorId);
  };
  const execute = (StackRefactorId?: string) => client.send(new ExecuteStackRefactorCommand({ StackRefactorId }));
  const refactor = async (templates: Record<string, Template>, moves?: Moves): Promise<DescribeStackRefactorOutput> => {
    const { StackRefactorId } = await plan(templates, moves);
    await execute(StackRefactorId);
    return describeRefactor(StackRefactorId);
  };
  const resources = (name: string): Record<string, string> =>
    Object.fromEntries([...stack.cloudFormation.find(name)!.resources].map(([logicalId, { physicalId }]) => [logicalId, physicalId!]));
  return { ...stack, plan, execute, describeRefactor, refactor, resources };
}

describe('a stack refactor', () => {
  test('renames a resource that others refer to, and touches none', async () => {
    const { refactor, resources, cloud, cloudFormation, update } = await given({ A: thing({ Value: 1 }), Uses: thing({ Value: { Ref: 'A' } }) });
    const renamed = { B: thing({ Value: 1 }), Uses: thing({ Value: { Ref: 'B' } }) };
    expect(await refactor({ shop: { Resources: renamed } }, { 'shop.A': 'shop.B' }))
      .toMatchObject({ Status: 'CREATE_COMPLETE', ExecutionStatus: 'EXECUTE_COMPLETE' });
    expect(resources('shop')).toEqual({ B: 'A-1', Uses: 'Uses-2' });
    expect(cloudFormation.find('shop')).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(cloud.calls).toEqual([]);

    await update({ ...renamed, B: thing({ Value: 2 }) });
    expect(cloud.calls).toEqual(['update A-1 1 -> 2']);
  });

  test('exchanges two logical ids', async () => {
    const { refactor, resources } = await given({ A: thing({ Value: 1 }), B: thing({ Value: 2 }, { DependsOn: 'A' }) });
    const exchanged = { A: thing({ Value: 2 }), B: thing({ Value: 1 }) };
    await refactor({ shop: { Resources: exchanged } }, { 'shop.A': 'shop.B', 'shop.B': 'shop.A' });
    expect(resources('shop')).toEqual({ A: 'B-2', B: 'A-1' });
  });

  test('moves a resource to another stack; one that keeps its logical id needs no mapping', async () => {
    const { refactor, resources, cloud, cloudFormation } = await given({ A: thing({ Value: 1 }), Table: thing(), Queue: thing() }, { K: thing() });
    const physical = resources('shop');
    await refactor(
      { shop: { Resources: { A: thing({ Value: 1 }) } }, store: { Resources: { K: thing(), Table: thing(), Jobs: thing() } } },
      { 'shop.Queue': 'store.Jobs' },
    );
    expect(resources('shop')).toEqual({ A: physical.A });
    expect(resources('store')).toMatchObject({ Table: physical.Table, Jobs: physical.Queue });
    expect(cloud.calls).toEqual([]);

    await cloudFormation.deleteStack('shop');
    expect([...cloud.things.keys()]).toEqual(expect.arrayContaining([physical.Table, physical.Queue]));
  });

  test('shows moved resources as imported, others as they were', async () => {
    const { refactor, stack } = await given({ A: thing(), K: thing() });
    await refactor({ shop: { Resources: { B: thing(), K: thing() } } }, { 'shop.A': 'shop.B' });
    const statuses = Object.fromEntries([...stack.resources].map(([logicalId, { status }]) => [logicalId, status]));
    expect(statuses).toEqual({ B: 'IMPORT_COMPLETE', K: 'CREATE_COMPLETE' });
  });

  test('is obsolete once a stack was updated', async () => {
    const { plan, execute, describeRefactor, update, resources } = await given({ A: thing({ Value: 1 }) });
    const { StackRefactorId } = await plan({ shop: { Resources: { B: thing({ Value: 1 }) } } }, { 'shop.A': 'shop.B' });
    await update({ A: thing({ Value: 2 }) });
    expect(await describeRefactor(StackRefactorId)).toMatchObject({
      ExecutionStatus: 'OBSOLETE', ExecutionStatusReason: expect.stringMatching(/stack\/shop\/.*: Stack was updated\.$/),
    });
    await expect(execute(StackRefactorId)).rejects.toThrow('cannot be executed in its current execution status of [OBSOLETE]');
    expect(resources('shop')).toEqual({ A: 'A-1' });
  });

  test('cannot be executed twice', async () => {
    const { refactor, execute } = await given({ A: thing() });
    const { StackRefactorId } = await refactor({ shop: { Resources: { B: thing() } } }, { 'shop.A': 'shop.B' });
    await expect(execute(StackRefactorId)).rejects.toThrow('[EXECUTE_COMPLETE]');
  });

  test('that does not exist is not found', async () => {
    const { describeRefactor } = await given({ A: thing() });
    await expect(describeRefactor('none')).rejects.toMatchObject({ name: 'StackRefactorNotFoundException' });
  });
});

describe('a stack refactor is refused, and nothing moves', () => {
  const METHOD = { Type: 'AWS::ApiGateway::Method' };

  test.each<[string, Resources, Template, Moves, RegExp]>([
    ['a property would change', { A: thing({ Value: 1 }) }, { Resources: { B: thing({ Value: 2 }) } }, { 'shop.A': 'shop.B' },
      /^Resource A in stack \S+ does not match the destination resource's properties\.$/],
    ['a property of a resource that stays would change', {
      A: thing(), K: thing({ Value: 1 }),
    }, { Resources: { B: thing(), K: thing({ Value: 2 }) } },
    { 'shop.A': 'shop.B' }, /^Resource K in stack/],
    ['a resource would be new', { A: thing() }, { Resources: { A: thing(), B: thing() } }, {}, /does not support creating resources: \[B\]\.$/],
    ['a resource would be gone', { A: thing(), B: thing() }, { Resources: { A: thing() } }, {}, /does not support deleting resources: \[B\]\.$/],
    ['a parameter would be new', {
      A: thing(),
    }, { Resources: { B: thing() }, Parameters: { P: { Type: 'String', Default: 'x' } } }, { 'shop.A': 'shop.B' },
    /does not support changes of Parameters\.$/],
    ['an export would be new', {
      A: thing(),
    }, { Resources: { B: thing() }, Outputs: { O: { Value: 'x', Export: { Name: 'e' } } } }, { 'shop.A': 'shop.B' },
    /only as long as their exports stay the same\.$/],
    ['a method would move', { M: METHOD }, { Resources: { N: METHOD } }, { 'shop.M': 'shop.N' },
      /^arn:aws:cloudformation:us-east-1:123456789012:stack\/shop\/\S+: Stack Refactor does not support AWS::ApiGateway::Method\.$/],
  ])('when %s', async (_, before, after, moves, reason) => {
    const { plan, execute, resources } = await given(before);
    const unchanged = resources('shop');
    const { StackRefactorId, StatusReason, ...refactor } = await plan({ shop: after }, moves);
    expect(refactor).toMatchObject({ Status: 'CREATE_FAILED', ExecutionStatus: 'UNAVAILABLE' });
    expect(StatusReason).toMatch(reason);
    await expect(execute(StackRefactorId)).rejects.toThrow('[UNAVAILABLE]');
    expect(resources('shop')).toEqual(unchanged);
  });

  test('when a resource would be in two places', async () => {
    const { plan } = await given({ A: thing() });
    const { StatusReason } = await plan({ shop: { Resources: { B: thing(), C: thing() } } }, { 'shop.A': ['shop.B', 'shop.C'] });
    expect(StatusReason).toMatch(/does not support moving a resource to several places: \[A\]\.$/);
  });

  test('unless the type that cannot move stays where it is', async () => {
    const { refactor, resources } = await given({ A: thing(), M: METHOD });
    const { M } = resources('shop');
    await refactor({ shop: { Resources: { B: thing(), M: METHOD } } }, { 'shop.A': 'shop.B' });
    expect(resources('shop')).toEqual({ B: 'A-1', M });
  });

  test.each([
    ['Custom::CanaryStage', false],
    ['AWS::CloudFormation::CustomResource', false],
    [METHOD.Type, false],
    ['AWS::Lambda::Permission', false],
    ['AWS::CDK::Metadata', false],
    ['AWS::ApiGateway::RestApi', true], ['AWS::ApiGateway::Deployment', true], ['AWS::ApiGateway::Stage', true], ['AWS::Lambda::Function', true],
    ['AWS::Lambda::Version', true], ['AWS::DynamoDB::Table', true],
  ])('%s can move: %s', (type, movable) => {
    expect(isRefactorable(type)).toBe(movable);
  });

  test('while an operation of the stack has failed', async () => {
    const { plan, cloudFormation } = await given({ A: thing() });
    await cloudFormation.updateStack({ stackName: 'shop', template: { Resources: { A: thing(), C: thing({ Fail: true }) } }, disableRollback: true });
    await expect(plan({ shop: { Resources: { B: thing() } } }, { 'shop.A': 'shop.B' })).rejects.toThrow(
      'is in UPDATE_FAILED state and can not be refactored',
    );
  });

  test('for a stack that does not exist', async () => {
    const { plan } = await given({ A: thing() });
    await expect(plan({ none: { Resources: { B: thing() } } })).rejects.toThrow('Stack with id none does not exist');
  });
});
