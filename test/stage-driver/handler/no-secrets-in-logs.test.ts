import { APIGatewayClient, GetDeploymentCommand, GetStageCommand, UpdateStageCommand } from '@aws-sdk/client-api-gateway';
import { CloudFormationClient, DescribeStackEventsCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { Gateway } from '../../../lib/aws/gateway';
import { OwnStack } from '../../../lib/aws/own-stack';
import { answer } from '../../../lib/aws/respond';
import { EventHandler } from '../../../lib/stage-driver/handler/event-handler';

/** Whoever has it can answer for the driver until CloudFormation has an answer. */
const SIGNED = 'X-Amz-Signature=0123456789abcdef';
const HOLD = { RestApiId: 'api', StageName: 'prod', Action: 'HOLD', DeploymentId: 'd2', Variables: {}, PercentTraffic: '10' };
const EVENT: any = {
  RequestType: 'Update',
  RequestId: 'r',
  StackId: 'stack',
  LogicalResourceId: 'Driver',
  PhysicalResourceId: 'api/prod/d1',
  ResponseURL: `https://responses.example/answer?${SIGNED}`,
  ResourceProperties: HOLD,
  OldResourceProperties: { ...HOLD, Action: 'NONE', DeploymentId: 'd1' },
};

const gateway = mockClient(APIGatewayClient);
const cloudFormation = mockClient(CloudFormationClient);

test.each([
  ['moved the stage', async () => undefined],
  ['could not deliver its answer', async () => { throw new Error('HTTP 403'); }],
])('the signed URL of the answer is in no log entry of a driver that %s', async (_, put) => {
  const canary = { deploymentId: 'd2', percentTraffic: 10, useStageCache: false };
  gateway.on(GetStageCommand).resolvesOnce({ deploymentId: 'd1' }).resolves({ deploymentId: 'd1', canarySettings: canary });
  gateway.on(GetDeploymentCommand).resolves({ apiSummary: {} });
  gateway.on(UpdateStageCommand).resolves({});
  cloudFormation.on(DescribeStacksCommand).resolves({ Stacks: [{ StackName: 's', StackStatus: 'UPDATE_IN_PROGRESS', CreationTime: new Date(0) }] });
  cloudFormation.on(DescribeStackEventsCommand).resolves({ StackEvents: [] });
  const entries: unknown[] = [];
  const log = (entry: unknown) => { entries.push(entry); };
  const sleep = async () => undefined;
  const events = new EventHandler({
    gateway: new Gateway(new APIGatewayClient({}), sleep), ownStack: new OwnStack(new CloudFormationClient({}), sleep), log,
  });

  await answer(EVENT, events, { remainingMilliseconds: 100_000, logStream: 'stream', log }, put).catch(() => undefined);

  expect(JSON.stringify(entries)).toContain('Moving the stage');
  expect(JSON.stringify(entries)).not.toContain(SIGNED);
});
