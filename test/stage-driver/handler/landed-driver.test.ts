import * as http from 'node:http';
import { AddressInfo } from 'node:net';
import { APIGatewayClient, GetStageCommand, UpdateStageCommand } from '@aws-sdk/client-api-gateway';
import { CloudFormationClient, DescribeStackEventsCommand, DescribeStacksCommand, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { anchorIdOf } from '../../../lib/stage-driver/contract/anchor';

/**
 * A handler rolls back with the code of before. `before/first-driver.js` is the bundle of the first driver, which knew neither anchors, nor
 * `HandlerVersion`, nor an id of more than three parts.
 */
process.env.AWS_REGION = 'us-east-1';
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { handler } = require('./before/first-driver.js') as { handler(event: unknown, context: unknown): Promise<void> };

const gateway = mockClient(APIGatewayClient);
const cloudFormation = mockClient(CloudFormationClient);
let server: http.Server;
let answers: any[];

beforeEach(async () => {
  gateway.reset();
  cloudFormation.reset();
  answers = [];
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
  server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk)).on('end', () => {
      answers.push(JSON.parse(Buffer.concat(chunks).toString()));
      response.end();
    });
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
});

afterEach(async () => {
  jest.restoreAllMocks();
  await new Promise((resolve) => { server.close(resolve); });
});

async function answerTo(event: object): Promise<any> {
  const ResponseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}/answer`;
  await handler({ RequestId: 'r', StackId: 'stack', LogicalResourceId: 'Resource', ResponseURL, ...event },
    { getRemainingTimeInMillis: () => 120_000, logStreamName: 'stream' });
  return answers[0];
}

const HOLD = {
  RestApiId: 'api',
  StageName: 'prod',
  Action: 'HOLD',
  DeploymentId: 'd2',
  Variables: {},
  PercentTraffic: '10',
  UseStageCache: 'false',
  StageVariableOverrides: {},
};

test('it answers the Delete of an anchor without a write: the guard begins with the deploy after the upgrade', async () => {
  const PhysicalResourceId = anchorIdOf({ restApiId: 'api', stageName: 'prod', production: 'd1', deploymentId: 'd2' });
  const properties = { RestApiId: 'api', StageName: 'prod', DeploymentId: 'd2' };
  const answer = await answerTo({ RequestType: 'Delete', ResourceType: 'Custom::CanaryAnchor', PhysicalResourceId, ResourceProperties: properties });
  expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId });
  expect(gateway.calls()).toHaveLength(0);
  expect(cloudFormation.commandCalls(ListStackResourcesCommand)).toHaveLength(0);
});

test('it takes a failed upgrade back, whose properties have what it does not know', async () => {
  cloudFormation.on(
    DescribeStacksCommand,
  ).resolves({ Stacks: [{ StackName: 's', StackStatus: 'UPDATE_ROLLBACK_IN_PROGRESS', CreationTime: new Date(0) }] });
  cloudFormation.on(DescribeStackEventsCommand).resolves({ StackEvents: [] });
  gateway.on(GetStageCommand)
    .resolvesOnce({ deploymentId: 'd1', variables: {}, canarySettings: { deploymentId: 'd3', percentTraffic: 50 } })
    .resolves({ deploymentId: 'd1', variables: {}, canarySettings: { deploymentId: 'd2', percentTraffic: 10, useStageCache: false } });
  gateway.on(UpdateStageCommand).resolves({});
  const failed = { ...HOLD, DeploymentId: 'd3', PercentTraffic: '50', HandlerVersion: '2', Digest: '0123456789abcdef', PropagationSeconds: '10' };
  const answer = await answerTo({
    RequestType: 'Update',
    ResourceType: 'Custom::CanaryStage',
    PhysicalResourceId: 'api/prod/d1',
    ResourceProperties: HOLD,
    OldResourceProperties: failed,
  });
  expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'api/prod/d1', Data: { BaseDeploymentId: 'd1' } });
  expect(gateway.commandCalls(UpdateStageCommand)[0].args[0].input.patchOperations).toEqual([
    { op: 'replace', path: '/canarySettings/deploymentId', value: 'd2' }, { op: 'replace', path: '/canarySettings/percentTraffic', value: '10' },
  ]);
});
