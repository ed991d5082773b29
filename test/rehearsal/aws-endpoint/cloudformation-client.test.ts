import {
  CloudFormationClient, CreateStackCommand,
  DescribeStackEventsCommand, DescribeStackResourceCommand, DescribeStackResourcesCommand, DescribeStacksCommand,
  GetTemplateCommand, ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import { AwsEndpoint } from '../../../rehearsal/aws-endpoint/aws-endpoint';
import { InMemoryRequestHandler } from '../../../rehearsal/aws-endpoint/in-memory-request-handler';
import { LoopbackServer } from '../../../rehearsal/aws-endpoint/loopback-server';
import { CloudFormationService } from '../../../rehearsal/cloudformation/cloudformation-service';
import { RESPONSE_PATH } from '../../../rehearsal/cloudformation/custom-resource/response-channel';
import { CloudFormationFrontend } from '../../../rehearsal/cloudformation/frontend/cloudformation-frontend';
import { Hypotheses, LIKELY_HYPOTHESES } from '../../../rehearsal/hypotheses';
import { FakeCloud, thing } from '../cloudformation/fake-cloud';

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };

function engine(hypotheses: Partial<Hypotheses> = {}) {
  const cloud = new FakeCloud();
  const service = new CloudFormationService({ types: cloud.types, hypotheses: { ...LIKELY_HYPOTHESES, ...hypotheses } });
  const endpoint = new AwsEndpoint({
    frontends: [new CloudFormationFrontend(service)],
    responses: { path: RESPONSE_PATH, onResponse: (path, body) => service.responses.deliver(path, body) },
  });
  const requestHandler = new InMemoryRequestHandler((request) => endpoint.handle(request));
  const client = new CloudFormationClient({ region: 'us-east-1', credentials, requestHandler, maxAttempts: 1 });
  return { cloud, service, endpoint, client };
}

const template = {
  Description: 'Shop & <more>',
  Parameters: { Size: { Type: 'String', Default: 'small' } },
  Resources: { A: thing({ Value: 1 }), B: thing({ Value: { Ref: 'A' } }) },
  Outputs: { Url: { Value: { 'Fn::Sub': 'https://${A}' }, Export: { Name: 'shop-url' } } },
};

describe('the unmodified CloudFormation client', () => {
  test('reads a stack with its parameters, outputs and times', async () => {
    const { client, service } = engine();
    await service.createStack({ stackName: 'shop', template, tags: { team: 'a' } });
    const [stack] = (await client.send(new DescribeStacksCommand({ StackName: 'shop' }))).Stacks!;
    expect(stack).toMatchObject({
      StackName: 'shop',
      StackStatus: 'CREATE_COMPLETE',
      Description: 'Shop & <more>',
      Parameters: [{ ParameterKey: 'Size', ParameterValue: 'small' }],
      Outputs: [{ OutputKey: 'Url', OutputValue: 'https://A-1', ExportName: 'shop-url' }],
      Tags: [{ Key: 'team', Value: 'a' }],
    });
    expect(stack.CreationTime).toBeInstanceOf(Date);
    expect(stack.LastUpdatedTime).toBeUndefined();
  });

  test('is told that a stack does not exist, in the words of each action', async () => {
    const { client } = engine();
    await expect(client.send(new DescribeStacksCommand({ StackName: 'none' })))
      .rejects.toMatchObject({ name: 'ValidationError', message: 'Stack with id none does not exist', $metadata: { httpStatusCode: 400 } });
    await expect(client.send(new DescribeStackResourceCommand({ StackName: 'none', LogicalResourceId: 'A' })))
      .rejects.toMatchObject({ name: 'ValidationError', message: "Stack 'none' does not exist" });
    await expect(client.send(new DescribeStackEventsCommand({ StackName: 'none' })))
      .rejects.toMatchObject({ name: 'ValidationError', message: 'Stack [none] does not exist' });
  });

  describe('given a custom resource with a secret', () => {
    const resources = (Percent: number) => ({
      Parameters: { Secret: { Type: 'String', NoEcho: true, Default: 'xyzzy' } },
      Resources: {
        Driver: {
          Type: 'Custom::Driver',
          Properties: { ServiceToken: 'arn:aws:lambda:us-east-1:123456789012:function:d', Percent, Secret: { Ref: 'Secret' } },
        },
      },
    });

    async function propertiesInEvents(eventProperties: Hypotheses['eventProperties']): Promise<unknown> {
      const { client, service } = engine({ eventProperties });
      await service.createStack({ stackName: 'shop', template: resources(10) });
      const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName: 'shop' }));
      const { ResourceProperties } = StackEvents.find(({ LogicalResourceId }) => LogicalResourceId === 'Driver')!;
      return ResourceProperties && JSON.parse(ResourceProperties);
    }

    test.each([
      ['native', expect.objectContaining({ Percent: 10, Secret: '****' })],
      ['text', expect.objectContaining({ Percent: '10', Secret: '****' })],
      ['absent', undefined],
    ] as const)('its events show the properties as hypothesis %s says, and never the secret', async (eventProperties, expected) => {
      expect(await propertiesInEvents(eventProperties)).toEqual(expected);
    });
  });

  test('reads a long history page by page, newest first, while it grows', async () => {
    const { client, service } = engine();
    await service.createStack({ stackName: 'shop', template });
    for (let value = 2; value < 40; value++) {
      await service.updateStack({ stackName: 'shop', template: { ...template, Resources: { ...template.Resources, A: thing({ Value: value }) } } });
    }
    const wanted = service.find('shop')!.events.map(({ eventId }) => eventId).reverse();
    const read: Array<string | undefined> = [];
    let NextToken: string | undefined;
    do {
      const page = await client.send(new DescribeStackEventsCommand({ StackName: 'shop', NextToken }));
      expect(page.StackEvents!.length).toBeLessThanOrEqual(100);
      read.push(...page.StackEvents!.map(({ EventId }) => EventId));
      ({ NextToken } = page);
      await service.updateStack({
        stackName: 'shop', template: { ...template, Resources: { ...template.Resources, A: thing({ Value: read.length }) } },
      });
    } while (NextToken);
    expect(read).toEqual(wanted);
  });

  test('sees resource and events some seconds late, when reads lag', async () => {
    const { client, service } = engine({ stackReads: 'lagging' });
    const seen: unknown[] = [];
    service.onResourceOperation(async (event) => {
      if (event.action !== 'update') { return; }
      const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName: 'shop' }));
      const { StackResourceDetail } = await client.send(new DescribeStackResourceCommand({ StackName: 'shop', LogicalResourceId: 'A' }));
      seen.push(StackEvents[0].ResourceStatus, StackResourceDetail!.ResourceStatus, service.find('shop')!.resources.get('A')!.status);
    });
    await service.createStack({ stackName: 'shop', template });
    await service.updateStack({ stackName: 'shop', template: { ...template, Resources: { ...template.Resources, A: thing({ Value: 2 }) } } });
    expect(seen).toEqual(['CREATE_COMPLETE', 'CREATE_COMPLETE', 'UPDATE_COMPLETE']);
  });

  test.each([
    ['told', 'STANDARD', { Mode: 'STANDARD', DisableRollback: false }], ['absent', 'STANDARD', undefined],
    ['absent', 'EXPRESS', { Mode: 'EXPRESS', DisableRollback: true }],
  ] as const)('is told of the deployment mode as hypothesis %s says, in mode %s', async (deploymentConfig, Mode, expected) => {
    const { client } = engine({ deploymentConfig });
    await client.send(new CreateStackCommand({ StackName: 'shop', TemplateBody: JSON.stringify(template), DeploymentConfig: { Mode } }));
    const [stack] = (await client.send(new DescribeStacksCommand({ StackName: 'shop' }))).Stacks!;
    expect([stack.DeploymentConfig, stack.DisableRollback]).toEqual([expected, Mode === 'EXPRESS']);
  });

  test('sees each status of an update while it is so', async () => {
    const { client, service } = engine();
    await service.createStack({ stackName: 'shop', template });
    const created = (await client.send(new DescribeStacksCommand({ StackName: 'shop' }))).Stacks![0];
    const seen: string[] = [];
    service.onResourceOperation(async () => {
      const [stack] = (await client.send(new DescribeStacksCommand({ StackName: 'shop' }))).Stacks!;
      expect(stack.LastUpdatedTime!.getTime()).toBeGreaterThan(created.CreationTime!.getTime());
      if (seen.at(-1) !== stack.StackStatus) { seen.push(stack.StackStatus!); }
    });
    await service.updateStack({ stackName: 'shop', template: { ...template, Resources: { A: thing({ Value: 1 }), C: thing({ Fail: true }) } } });
    await service.updateStack({ stackName: 'shop', template: { ...template, Resources: { A: thing({ Value: 1 }) } } });
    expect(seen).toEqual([
      'UPDATE_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE',
      'UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_COMPLETE',
    ]);
  });

  test('sees a replaced resource under its new physical id, and a removed one deleting under its own, during the cleanup', async () => {
    const { client, service, cloud } = engine();
    const resources = { Replaced: thing({ Name: 'a' }), Removed: thing({ Value: { Ref: 'Replaced' } }) };
    await service.createStack({ stackName: 'shop', template: { Resources: resources } });
    const seen: Record<string, string> = {};
    cloud.onDelete = async (physicalId) => {
      const LogicalResourceId = physicalId.split('-')[0];
      const { StackResourceDetail } = await client.send(new DescribeStackResourceCommand({ StackName: 'shop', LogicalResourceId }));
      seen[physicalId] = `${StackResourceDetail!.PhysicalResourceId} ${StackResourceDetail!.ResourceStatus}`;
    };
    await service.updateStack({ stackName: 'shop', template: { Resources: { Replaced: thing({ Name: 'b' }) } } });
    expect(seen).toEqual({ 'Removed-2': 'Removed-2 DELETE_IN_PROGRESS', 'Replaced-1': 'Replaced-3 UPDATE_COMPLETE' });
  });

  test('lists resources and events, and gets the template back', async () => {
    const { client, service } = engine();
    await service.createStack({ stackName: 'shop', template });
    const { StackResources } = await client.send(new DescribeStackResourcesCommand({ StackName: 'shop' }));
    const { StackResourceSummaries } = await client.send(new ListStackResourcesCommand({ StackName: 'shop' }));
    const { StackEvents } = await client.send(new DescribeStackEventsCommand({ StackName: 'shop' }));
    const { TemplateBody } = await client.send(new GetTemplateCommand({ StackName: 'shop' }));
    expect(StackResources!.map(({ PhysicalResourceId }) => PhysicalResourceId)).toEqual(['A-1', 'B-2']);
    expect(StackResourceSummaries!.map(({ ResourceStatus }) => ResourceStatus)).toEqual(['CREATE_COMPLETE', 'CREATE_COMPLETE']);
    expect(StackEvents![0]).toMatchObject({ LogicalResourceId: 'shop', ResourceStatus: 'CREATE_COMPLETE' });
    expect(StackEvents!.at(-1)).toMatchObject({ ResourceStatus: 'CREATE_IN_PROGRESS', ResourceStatusReason: 'User Initiated' });
    expect(JSON.parse(TemplateBody!)).toEqual(template);
  });

  test('reaches the listening endpoint over HTTP', async () => {
    const { service, endpoint } = engine();
    await service.createStack({ stackName: 'shop', template });
    const server = new LoopbackServer((request) => endpoint.handle(request));
    const client = new CloudFormationClient({ region: 'us-east-1', credentials, endpoint: await server.listen() });
    try {
      const { Stacks } = await client.send(new DescribeStacksCommand({}));
      expect(Stacks!.map(({ StackName }) => StackName)).toEqual(['shop']);
    } finally {
      client.destroy();
      await server.close();
    }
  });
});
