import { APIGatewayClient, GetDeploymentCommand, GetExportCommand, GetStageCommand, UpdateStageCommand } from '@aws-sdk/client-api-gateway';
import {
  CloudFormationClient, DescribeStackEventsCommand, DescribeStackResourceCommand, DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { runDriver } from '../../../lib/stage-driver/handler/run-driver';
import { InstantTime } from '../../harness/instant-time';

/** Whoever has it can answer for the driver until CloudFormation has an answer. */
const SIGNED = 'X-Amz-Signature=0123456789abcdef';
const HOLD = { RestApiId: 'api', StageName: 'prod', Action: 'HOLD', DeploymentId: 'd2', Variables: {}, PercentTraffic: '10' };
const EVENT: any = {
  RequestType: 'Update',
  ResourceType: 'Custom::CanaryStage',
  RequestId: 'r',
  StackId: 'stack',
  LogicalResourceId: 'Driver',
  PhysicalResourceId: 'api/prod/d1',
  ResponseURL: `https://responses.example/answer?${SIGNED}`,
  ResourceProperties: HOLD,
  OldResourceProperties: { ...HOLD, Action: 'NONE', DeploymentId: 'd1' },
};

const PROMISED = { deploymentId: 'd1', variables: { partnerKey: 'k-3141592653' } };

const gateway = mockClient(APIGatewayClient);
const cloudFormation = mockClient(CloudFormationClient);

async function logOf(event: any, put: (url: string, body: string) => Promise<void> = async () => undefined): Promise<Array<Record<string, unknown>>> {
  const lines: any[] = [];
  const world = {
    apiGateway: new APIGatewayClient({}),
    describeFunction: async () => ({ state: 'Active' }),
    cloudFormation: new CloudFormationClient({}),
    time: new InstantTime(),
    random: () => 0.5,
    write: (line: object) => { lines.push(line); },
    put,
  };
  await runDriver(event, world, { remainingMilliseconds: 100_000, logStream: 'stream' }).catch(() => undefined);
  return lines;
}

beforeEach(() => {
  gateway.reset();
  cloudFormation.reset();
  const canarySettings = { deploymentId: 'd2', percentTraffic: 10, useStageCache: false };
  gateway.on(GetStageCommand).resolvesOnce(PROMISED).resolves({ ...PROMISED, canarySettings });
  gateway.on(GetDeploymentCommand).resolves({ apiSummary: {} });
  gateway.on(UpdateStageCommand).resolves({});
  gateway.on(GetExportCommand).resolves({ body: Buffer.from('{}') as never });
  cloudFormation.on(DescribeStacksCommand).resolves({ Stacks: [{ StackName: 's', StackStatus: 'UPDATE_IN_PROGRESS', CreationTime: new Date(0) }] });
  const inProgress = { LogicalResourceId: 'Driver', PhysicalResourceId: 'api/prod/d1', ResourceStatus: 'UPDATE_IN_PROGRESS' as const };
  cloudFormation.on(DescribeStackResourceCommand).resolves({ StackResourceDetail: inProgress as never });
  cloudFormation.on(DescribeStackEventsCommand).resolves({ StackEvents: [inProgress as never] });
});

test.each([
  ['moved the stage', async () => undefined],
  ['could not deliver its answer', async () => { throw new Error('HTTP 403'); }],
])('the signed URL of the answer is in no log entry of a driver that %s', async (_, put) => {
  const lines = JSON.stringify(await logOf(EVENT, put));
  expect(lines).toContain('Moved the stage');
  expect(lines).not.toContain(SIGNED);
});

test('of stage variables the log has the names alone: some people keep keys in them', async () => {
  const variables = { partnerKey: 'k-3141592653', theme: 'v-2718281828' };
  gateway.on(GetStageCommand).resolvesOnce({ deploymentId: 'd1', variables }).resolves({
    deploymentId: 'd1',
    variables: { partnerKey: 'k-3141592653' },
    canarySettings: { deploymentId: 'd2', percentTraffic: 10, stageVariableOverrides: { partnerKey: 'k-1414213562' } },
  });
  const previous = { ...HOLD, Action: 'NONE', DeploymentId: 'd1', Variables: variables };
  const event = {
    ...EVENT,
    OldResourceProperties: previous,
    ResourceProperties: { ...HOLD, Variables: { partnerKey: 'k-3141592653' }, StageVariableOverrides: { partnerKey: 'k-1414213562' } },
  };
  const lines = JSON.stringify(await logOf(event));
  expect(lines).toContain('replace /canarySettings/stageVariableOverrides/partnerKey');
  expect(lines).toContain('remove /variables/theme');
  expect(lines).not.toMatch(/k-3141592653|k-1414213562|v-2718281828/);
});

test('a read-back that differs in a variable is told by its name alone', async () => {
  gateway.on(GetStageCommand).resolvesOnce(
    PROMISED,
  ).resolves({ deploymentId: 'd1', variables: { partnerKey: 'k-other' }, canarySettings: { deploymentId: 'd2', percentTraffic: 10 } });
  const lines = JSON.stringify(await logOf({ ...EVENT, ResourceProperties: { ...HOLD, Variables: { partnerKey: 'k-3141592653' } } }));
  expect(lines).toContain('variables/partnerKey is not as expected');
  expect(lines).not.toMatch(/k-other|k-3141592653/);
});

test('every line says which event, stack, resource, API and stage it is about', async () => {
  const lines = await logOf(EVENT);
  expect(lines.map(({ message }) => message)).toEqual([
    'Update event of Custom::CanaryStage', 'The operation goes forward', 'Moved the stage', 'Answered SUCCESS',
  ]);
  for (const line of lines) {
    expect(line).toMatchObject({
      level: 'INFO', stackId: 'stack', logicalId: 'Driver', requestId: 'r', requestType: 'Update', api: 'api', stage: 'prod',
    });
  }
});

test.each<[string, object, boolean]>([
  ['moved', {}, true],
  ['left as it is', { canarySettings: { deploymentId: 'd2', percentTraffic: 10 } }, false],
])('the line of the decision says that the stage was %s', async (_, live, stageMoved) => {
  gateway.on(
    GetStageCommand,
  ).resolvesOnce({ deploymentId: 'd1', ...live }).resolves({ deploymentId: 'd1', canarySettings: { deploymentId: 'd2', percentTraffic: 10 } });
  expect((await logOf(EVENT)).find((line) => 'stageMoved' in line)).toMatchObject({ stageMoved, reason: 'HOLD' });
});

test('the line of a refusal says why, and that the stage was not moved', async () => {
  gateway.on(GetStageCommand).resolves({ deploymentId: 'd1' });
  const lines = await logOf({ ...EVENT, ResourceProperties: { ...HOLD, Action: 'PROMOTE' } });
  expect(lines.find((line) => 'stageMoved' in line)).toMatchObject({
    message: 'Refused', stageMoved: false, reason: expect.stringMatching(/never the canary release.*\[PromoteUnseenDeployment\]$/),
  });
});

test.each([
  ['of the template', 'k-3141592653', 'k-1414213562'],
  ['that only the stage has', 'k-1732050807', 'k-1732050807'],
])('a refusal quotes a variable in the stack event, and not in the log: one %s', async (_, declared, promoted) => {
  const Variables = { partnerKey: 'k-3141592653' };
  gateway.on(GetStageCommand).resolves({
    deploymentId: 'd1',
    variables: { partnerKey: promoted },
    canarySettings: {
      deploymentId: 'd2',
      percentTraffic: 10,
      stageVariableOverrides: {
        partnerKey: promoted,
      },
    },
  });
  const old = { ...HOLD, Action: 'PROMOTE', Variables, StageVariableOverrides: { partnerKey: declared } };
  let answered = '';
  const lines = await logOf({
    ...EVENT, OldResourceProperties: old, ResourceProperties: { ...HOLD, Variables },
  }, async (__: string, body: string) => {
    answered = body;
  });
  expect(answered).toContain(`was promoted to '${promoted}'`);
  expect(lines.find((line) => 'stageMoved' in line)).toMatchObject({
    message: 'Refused', reason: expect.stringContaining("Stage variable 'partnerKey' was promoted to '(not logged)'"),
  });
  expect(JSON.stringify(lines)).not.toMatch(/k-\d+/);
});

test('also of those that an abort answers with', async () => {
  const Variables = { partnerKey: 'declared' };
  const event = { ...EVENT, OldResourceProperties: { ...HOLD, Variables }, ResourceProperties: { ...HOLD, Action: 'ABORT', Variables } };
  gateway.on(GetStageCommand).resolves(PROMISED);
  const lines = await logOf(event);
  expect(lines[lines.length - 1]).toMatchObject({
    message: 'Answered SUCCESS', data: { 'BaseDeploymentId': 'd1', 'Variable.partnerKey': '(not logged)' },
  });
  expect(JSON.stringify(lines)).not.toContain(PROMISED.variables.partnerKey);
});

test('of a stage variable that the base uses, the log of the refusal has the name alone', async () => {
  const requestParameters = { 'integration.request.header.X-Key': 'stageVariables.partnerKey' };
  const definition = { paths: { '/hello': { get: { 'x-amazon-apigateway-integration': { requestParameters } } } } };
  gateway.on(GetExportCommand).resolves({ body: Buffer.from(JSON.stringify(definition)) as never });
  const previous = { ...HOLD, Action: 'NONE', DeploymentId: 'd1', Variables: PROMISED.variables };
  const lines = JSON.stringify(await logOf({ ...EVENT, OldResourceProperties: previous }));
  expect(lines).toContain('The base release uses the stage variable partnerKey');
  expect(lines).not.toContain('k-3141592653');
});
