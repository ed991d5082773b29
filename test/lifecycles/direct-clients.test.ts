import { GetDeploymentCommand, GetExportCommand, GetStageCommand, NotFoundException, UpdateStageCommand } from '@aws-sdk/client-api-gateway';
import {
  DescribeStackEventsCommand, DescribeStackResourceCommand, DescribeStacksCommand, ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import { directClients } from '../harness/direct-clients';
import { Caller, DriverClients } from '../harness/driver-clients';
import { ReleasedApp } from '../harness/released-app';
import { WatchedStack } from '../harness/watched-stack';
import { wireClients } from '../harness/wire-clients';

const APP: ReleasedApp = { kind: 'l3', code: 0, routes: ['pets'], theme: 'light', mode: { action: 'none' } };
const HELD: ReleasedApp = { ...APP, code: 1, mode: { action: 'hold', percent: 33.33, override: 'dark' } };

/** What a call gives: its output, or its error as the driver sees it. */
async function outcomeOf(call: Promise<any>): Promise<object> {
  try {
    const { $metadata, body, ...output } = await call;
    return { output, body: body && Buffer.from(body).toString() };
  } catch (error) {
    const { name, message, $metadata } = error as { name: string; message: string; $metadata: { httpStatusCode: number } };
    return { name, message, status: $metadata.httpStatusCode, isNotFound: error instanceof NotFoundException };
  }
}

describe('given clients without a wire, when the driver calls, then each answer and error is that of the SDK over the wire', () => {
  const watched = new WatchedStack();
  let clients: DriverClients[];
  let api: { restApiId: string; stageName: string };

  beforeAll(async () => {
    await watched.deploy(APP);
    for (const percent of [10, 20, 30, 40]) { await watched.deploy({ ...HELD, mode: { action: 'hold', percent, override: 'dark' } }); }
    const [{ id: restApiId }] = watched.aws.apiGateway.listRestApis();
    api = { restApiId, stageName: 'prod' };
    const calling: Caller = ({ perform }) => perform();
    clients = [directClients(watched.aws, calling), wireClients(watched.aws, calling)];
  });
  afterAll(() => watched.destroy());

  const same = async (call: (clients: DriverClients) => Promise<any>): Promise<object> => {
    const [direct, wire] = [await outcomeOf(call(clients[0])), await outcomeOf(call(clients[1]))];
    expect(direct).toEqual(wire);
    return wire;
  };
  const gateway = (command: any) => same(({ apiGateway }) => apiGateway.send(command));
  const cloudFormation = (command: any) => same((both) => both.cloudFormation.send(command));

  test('GetStage', async () => {
    expect(await gateway(new GetStageCommand(api))).toMatchObject({ output: { canarySettings: { percentTraffic: 40 } } });
  });

  test('GetStage of a stage that is not there', async () => {
    expect(await gateway(new GetStageCommand({ ...api, stageName: 'none' }))).toMatchObject({ status: 404, isNotFound: true });
  });

  test('GetDeployment with its routes', async () => {
    const { deploymentId } = watched.stage as { deploymentId: string };
    expect(await gateway(new GetDeploymentCommand({ restApiId: api.restApiId, deploymentId, embed: ['apisummary'] })))
      .toMatchObject({ output: { apiSummary: { '/pets': { GET: {} } } } });
  });

  test('GetExport', async () => {
    const command = new GetExportCommand({
      ...api, exportType: 'oas30', accepts: 'application/json', parameters: { extensions: 'integrations,authorizers' },
    });
    expect(await gateway(command)).toMatchObject({ body: expect.stringContaining('x-amazon-apigateway-integration') });
  });

  test('UpdateStage', async () => {
    const patchOperations = [{ op: 'replace' as const, path: '/canarySettings/percentTraffic', value: '12.5' }];
    const answers = await Promise.all(
      clients.map(({ apiGateway }) => outcomeOf(apiGateway.send(new UpdateStageCommand({ ...api, patchOperations })))),
    );
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toMatchObject({ output: { canarySettings: { percentTraffic: 12.5 } } });
  });

  test('UpdateStage that API Gateway refuses', async () => {
    const patchOperations = [{ op: 'replace' as const, path: '/deploymentId', value: 'nobody' }];
    expect(await gateway(new UpdateStageCommand({ ...api, patchOperations }))).toMatchObject({ status: 400 });
  });

  test('DescribeStacks, and of a stack that is not there', async () => {
    expect(await cloudFormation(
      new DescribeStacksCommand({ StackName: 'App' }),
    )).toMatchObject({ output: { Stacks: [{ StackStatus: 'UPDATE_COMPLETE' }] } });
    expect(await cloudFormation(new DescribeStacksCommand({ StackName: 'Other' }))).toMatchObject({ status: 400 });
  });

  test('DescribeStackResource, and of a resource that is not there', async () => {
    const LogicalResourceId = watched.logicalIdOf('Custom::CanaryStage');
    expect(await cloudFormation(new DescribeStackResourceCommand({ StackName: 'App', LogicalResourceId })))
      .toMatchObject({ output: { StackResourceDetail: { ResourceStatus: 'UPDATE_COMPLETE' } } });
    expect(await cloudFormation(new DescribeStackResourceCommand({ StackName: 'App', LogicalResourceId: 'Nobody' })))
      .toMatchObject({ message: expect.stringContaining('does not exist') });
  });

  test('DescribeStackEvents, page by page', async () => {
    const first: any = await cloudFormation(new DescribeStackEventsCommand({ StackName: 'App' }));
    expect(first.output.StackEvents).toHaveLength(100);
    const second: any = await cloudFormation(new DescribeStackEventsCommand({ StackName: 'App', NextToken: first.output.NextToken }));
    expect(second.output.StackEvents.length).toBeGreaterThan(0);
  });

  test('GetFunctionConfiguration, and of a function that is not there', async () => {
    const [{ functionArn }] = watched.aws.lambda.listFunctions();
    const abortSignal = new AbortController().signal;
    for (const [asked, expected] of [[functionArn, { output: { state: 'Active' } }], [`${functionArn}x`, { status: 404 }]] as const) {
      expect(await same(({ describeFunction }) => describeFunction(asked, { abortSignal }))).toMatchObject(expected);
    }
  });

  test('ListStackResources', async () => {
    const listed: any = await cloudFormation(new ListStackResourcesCommand({ StackName: 'App' }));
    expect(listed.output.StackResourceSummaries.length).toBeGreaterThan(10);
  });
});
