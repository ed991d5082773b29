import {
  ChangeSetType, CloudFormationClient, CreateChangeSetCommand, CreateStackCommand, DeleteChangeSetCommand, DeleteStackCommand,
  DescribeChangeSetCommand, DescribeChangeSetOutput, DescribeStacksCommand, ExecuteChangeSetCommand, GetTemplateCommand, GetTemplateSummaryCommand,
  ListChangeSetsCommand, UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import { FakeCloud, thing } from './fake-cloud';
import { AwsEndpoint } from '../../../rehearsal/aws-endpoint/aws-endpoint';
import { InMemoryRequestHandler } from '../../../rehearsal/aws-endpoint/in-memory-request-handler';
import { CloudFormationService } from '../../../rehearsal/cloudformation/cloudformation-service';
import { CloudFormationFrontend } from '../../../rehearsal/cloudformation/frontend/cloudformation-frontend';
import { Template } from '../../../rehearsal/cloudformation/template/template';

const stackName = { StackName: 'shop' };
const named = { ...stackName, ChangeSetName: 'next' };

function engine() {
  const cloud = new FakeCloud();
  const service = new CloudFormationService({ types: cloud.types });
  const endpoint = new AwsEndpoint({ frontends: [new CloudFormationFrontend(service)] });
  const client = new CloudFormationClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    requestHandler: new InMemoryRequestHandler((request) => endpoint.handle(request)),
    maxAttempts: 1,
  });
  const plan = async (template: Template, type: ChangeSetType = 'UPDATE'): Promise<DescribeChangeSetOutput> => {
    await client.send(new CreateChangeSetCommand({ ...named, ChangeSetType: type, TemplateBody: JSON.stringify(template) }));
    return client.send(new DescribeChangeSetCommand(named));
  };
  return { cloud, service, client, plan };
}

/** Changes by logical id: action, replacement, policy action. */
function overview({ Changes }: DescribeChangeSetOutput): Record<string, string> {
  return Object.fromEntries(Changes!.map(({ ResourceChange: change }) => [
    change!.LogicalResourceId, [change!.Action, change!.Replacement, change!.PolicyAction].filter((word) => word !== undefined).join(' '),
  ]));
}

describe('a change set for a new stack', () => {
  const template = { Resources: { A: thing({ Value: 1 }) } };

  test('puts the stack under review, without resources', async () => {
    const { plan, client, cloud } = engine();
    expect(overview(await plan(template, 'CREATE'))).toEqual({ A: 'Add' });
    expect((await client.send(new DescribeStacksCommand(stackName))).Stacks).toMatchObject([{ StackStatus: 'REVIEW_IN_PROGRESS' }]);
    expect(cloud.things.size).toBe(0);
  });

  test('creates the stack when it is executed, and is gone then', async () => {
    const { plan, client } = engine();
    const { StackId } = await plan(template, 'CREATE');
    await client.send(new ExecuteChangeSetCommand(named));
    expect((await client.send(new DescribeStacksCommand(stackName))).Stacks).toMatchObject([{ StackStatus: 'CREATE_COMPLETE', StackId }]);
    await expect(client.send(new DescribeChangeSetCommand(named))).rejects.toMatchObject({ name: 'ChangeSetNotFoundException' });
  });

  test('is refused for a stack that has resources', async () => {
    const { plan, service } = engine();
    await service.createStack({ stackName: 'shop', template });
    await expect(plan(template, 'CREATE')).rejects.toThrow('Stack [shop] already exists and cannot be created again with the changeSet [next].');
  });

  test('leaves a stack that can be created by CreateStack, and cannot be executed then', async () => {
    const { plan, client, service } = engine();
    await plan(template, 'CREATE');
    await client.send(new CreateStackCommand({ ...stackName, TemplateBody: JSON.stringify(template) }));
    expect(service.find('shop')!.status).toBe('CREATE_COMPLETE');
    await expect(client.send(new ExecuteChangeSetCommand(named))).rejects.toMatchObject({
      name: 'InvalidChangeSetStatusException', message: expect.stringContaining('current execution status of [OBSOLETE]'),
    });
  });

  test('leaves a stack that can be deleted', async () => {
    const { plan, client } = engine();
    await plan(template, 'CREATE');
    await client.send(new DeleteStackCommand(stackName));
    await expect(client.send(new DescribeStacksCommand(stackName))).rejects.toThrow('Stack with id shop does not exist');
  });
});

describe('a change set for a stack', () => {
  test('tells changes in place, replacements, additions and removals apart', async () => {
    const { plan, service } = engine();
    const before = {
      Same: thing({}),
      InPlace: thing({ Value: 1 }),
      Replaced: thing({ Name: 'a' }),
      Gone: thing({}),
      Kept: { ...thing({}), DeletionPolicy: 'Retain' },
    };
    await service.createStack({ stackName: 'shop', template: { Resources: before } });
    const after = {
      Same: thing({}), InPlace: thing({ Value: 2 }), Replaced: { ...thing({ Name: 'b' }), UpdateReplacePolicy: 'Retain' }, New: thing({}),
    };
    const changeSet = await plan({ Resources: after });
    expect(overview(changeSet)).toEqual({
      InPlace: 'Modify False', Replaced: 'Modify True ReplaceAndRetain', New: 'Add', Gone: 'Remove Delete', Kept: 'Remove Retain',
    });
    expect(changeSet.Changes!.find(({ ResourceChange }) => ResourceChange!.LogicalResourceId === 'Replaced')!.ResourceChange!.Details)
      .toMatchObject([{ Target: { Attribute: 'Properties', Name: 'Name', RequiresRecreation: 'Always' }, Evaluation: 'Static' }]);
  });

  test('follows references to what is replaced or new: the value is known only after the execution', async () => {
    const { plan, service } = engine();
    const resources = (name: string) => ({ A: thing({ Name: name }), Uses: thing({ Value: { Ref: 'A' } }), Named: thing({ Name: { Ref: 'A' } }) });
    await service.createStack({ stackName: 'shop', template: { Resources: resources('a') } });
    const changeSet = await plan({ Resources: resources('b') });
    expect(overview(changeSet)).toEqual({ A: 'Modify True ReplaceAndDelete', Uses: 'Modify False', Named: 'Modify Conditional' });
    expect(changeSet.Changes!.find(({ ResourceChange }) => ResourceChange!.LogicalResourceId === 'Named')!.ResourceChange!.Details)
      .toMatchObject([{
        Target: { Name: 'Name', RequiresRecreation: 'Conditionally' }, Evaluation: 'Static', ChangeSource: 'ResourceReference', CausingEntity: 'A',
      }]);
  });

  test('is not shown the value of a NoEcho parameter', async () => {
    const { plan, client } = engine();
    const changeSet = await plan(
      { Parameters: { Secret: { Type: 'String', NoEcho: true, Default: 'hidden' } }, Resources: { A: thing({}) } }, 'CREATE',
    );
    expect(changeSet.Parameters).toEqual([{ ParameterKey: 'Secret', ParameterValue: '****' }]);
    await client.send(new ExecuteChangeSetCommand(named));
    expect((await client.send(
      new DescribeStacksCommand(stackName),
    )).Stacks![0].Parameters).toEqual([{ ParameterKey: 'Secret', ParameterValue: '****' }]);
  });

  test('fails when the template changes nothing, in the words by which the CDK CLI knows it, and cannot be executed', async () => {
    const { plan, service, client } = engine();
    const template = { Resources: { A: thing({}) } };
    await service.createStack({ stackName: 'shop', template });
    expect(await plan(template)).toMatchObject({
      Status: 'FAILED',
      ExecutionStatus: 'UNAVAILABLE',
      StatusReason: "The submitted information didn't contain changes. Submit different information to create a change set.",
    });
    await expect(client.send(new ExecuteChangeSetCommand(named))).rejects.toMatchObject({ name: 'InvalidChangeSetStatusException' });
  });

  test('changes nothing until it is executed, and nothing when it is deleted', async () => {
    const { plan, service, client, cloud } = engine();
    await service.createStack({ stackName: 'shop', template: { Resources: { A: thing({}) } } });
    await plan({ Resources: { B: thing({}) } });
    expect((await client.send(new ListChangeSetsCommand(stackName))).Summaries).toMatchObject([{ ChangeSetName: 'next', Status: 'CREATE_COMPLETE' }]);
    await client.send(new DeleteChangeSetCommand(named));
    await client.send(new DeleteChangeSetCommand(named));
    expect((await client.send(new ListChangeSetsCommand(stackName))).Summaries).toEqual([]);
    expect([...cloud.things.keys()]).toEqual(['A-1']);
  });

  test('leaves a failed update as it is when it is executed with rollback disabled', async () => {
    const { plan, service, client } = engine();
    await service.createStack({ stackName: 'shop', template: { Resources: { A: thing({}) } } });
    await plan({ Resources: { A: thing({}), B: thing({ Fail: true }) } });
    await client.send(new ExecuteChangeSetCommand({ ...named, DisableRollback: true }));
    expect(service.find('shop')!.status).toBe('UPDATE_FAILED');
  });
});

describe('requests about stacks', () => {
  const yaml = 'Parameters:\n  Size: {Type: String, Default: small}\nResources:\n  A:\n    Type: Test::Thing\n    Properties: {Value: !Ref Size}\n';

  test('take templates in YAML with short forms', async () => {
    const { client, cloud } = engine();
    await client.send(new CreateStackCommand({ ...stackName, TemplateBody: yaml }));
    expect(cloud.things.get('A-1')).toEqual({ Value: 'small' });
  });

  test('say where a template is not well-formed', async () => {
    const { client } = engine();
    await expect(client.send(new CreateStackCommand({ ...stackName, TemplateBody: 'Resources:\n  A: [' })))
      .rejects.toThrow(/^Template format error: YAML not well-formed\. \(line 2, column \d+/);
    await expect(client.send(new CreateStackCommand({ ...stackName, TemplateBody: '{"Resources":' }))).rejects.toThrow('JSON not well-formed');
    await expect(client.send(new CreateStackCommand({ ...stackName, TemplateBody: 'A: 1' }))).rejects.toThrow(
      'At least one Resources member must be defined.',
    );
  });

  test('summarize a template that is not deployed', async () => {
    const { client } = engine();
    expect(await client.send(new GetTemplateSummaryCommand({ TemplateBody: yaml })))
      .toMatchObject({ Parameters: [{ ParameterKey: 'Size', DefaultValue: 'small' }], ResourceTypes: ['Test::Thing'] });
  });

  test('keep a previous parameter value when asked to', async () => {
    const { client } = engine();
    await client.send(new CreateStackCommand({ ...stackName, TemplateBody: yaml, Parameters: [{ ParameterKey: 'Size', ParameterValue: 'large' }] }));
    await client.send(
      new CreateChangeSetCommand({ ...named, UsePreviousTemplate: true, Parameters: [{ ParameterKey: 'Size', UsePreviousValue: true }] }),
    );
    expect(await client.send(new DescribeChangeSetCommand(named))).toMatchObject({ Status: 'FAILED', Parameters: [{ ParameterValue: 'large' }] });
    expect(await client.send(new GetTemplateCommand(named))).toMatchObject({ TemplateBody: expect.stringContaining('Test::Thing') });
  });

  test('refuse to delete a stack with termination protection', async () => {
    const { client, service } = engine();
    await client.send(new CreateStackCommand({ ...stackName, TemplateBody: yaml, EnableTerminationProtection: true }));
    await expect(client.send(new DeleteStackCommand(stackName))).rejects.toThrow(
      'Stack [shop] cannot be deleted while TerminationProtection is enabled',
    );
    await client.send(new UpdateTerminationProtectionCommand({ ...stackName, EnableTerminationProtection: false }));
    await client.send(new DeleteStackCommand(stackName));
    expect(service.find('shop')).toBeUndefined();
  });

  test('answer while a long operation is still running', async () => {
    const { cloud, service } = engine();
    await service.createStack({ stackName: 'shop', template: { Resources: { A: thing() } } });
    let finish: () => void = () => undefined;
    cloud.onDelete = () => new Promise<void>((resolve) => { finish = resolve; });
    const frontend = new CloudFormationFrontend(service, { longestAnswerMilliseconds: 0 });
    const body = Buffer.from('Action=DeleteStack&StackName=shop');
    await frontend.handle({ method: 'POST', path: '/', query: new URLSearchParams(), headers: {}, body });
    expect(service.find('shop')!.status).toBe('DELETE_IN_PROGRESS');
    finish();
  });
});
