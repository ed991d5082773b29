/**
 * The function behind the probes (`Custom::Probe`): it does what its properties say, and tells what it was asked.
 *
 * `Do.<RequestType>`: `ok`, `fail`, `look` (reads its stack, itself and its events first), `look, fail`, `describe` (the state of `Function`) or
 * `remove` (deletes the version `Function`). What it saw is the attribute `Told`, and the reason of a failure, between the words `told`. Inline code
 * may have 4,096 characters.
 */
const SOURCE = `
const https = require('node:https');
async function look(event, told) {
  const { CloudFormationClient, DescribeStackResourceCommand, DescribeStacksCommand, DescribeStackEventsCommand } =
    require('@aws-sdk/client-cloudformation');
  const client = new CloudFormationClient({});
  const read = async (command, pick) => { try { return pick(await client.send(command)); } catch (error) { return error.message; } };
  const StackName = event.StackId;
  const own = new DescribeStackResourceCommand({ StackName, LogicalResourceId: event.LogicalResourceId });
  const events = new DescribeStackEventsCommand({ StackName });
  told.resource = await read(own, (a) => a.StackResourceDetail.ResourceStatus);
  told.event = await read(events, (a) => a.StackEvents.find((e) => e.LogicalResourceId === event.LogicalResourceId).ResourceStatus);
  told.stack = await read(new DescribeStacksCommand({ StackName }), (a) => a.Stacks[0].StackStatus);
}
async function describe(FunctionName, told) {
  const { LambdaClient, GetFunctionConfigurationCommand } = require('@aws-sdk/client-lambda');
  const command = new GetFunctionConfigurationCommand({ FunctionName });
  [told.state, told.modified] = await new LambdaClient({}).send(command).then((a) => [a.State, a.LastModified], (error) => [error.message]);
}
async function remove(arn, told) {
  const { LambdaClient, DeleteFunctionCommand } = require('@aws-sdk/client-lambda');
  const [, FunctionName, Qualifier] = /^(.*):(\\d+)$/.exec(arn);
  const command = new DeleteFunctionCommand({ FunctionName, Qualifier });
  told.removed = await new LambdaClient({}).send(command).then(() => 'removed', (error) => error.name);
}
exports.handler = async (event) => {
  const p = event.ResourceProperties;
  const what = (p.Do || {})[event.RequestType] || 'ok';
  const told = { type: event.RequestType, id: event.PhysicalResourceId, request: event.RequestId, at: new Date().toISOString() };
  if (p.Seconds) await new Promise((resolve) => setTimeout(resolve, Number(p.Seconds) * 1000));
  if (what.includes('look')) await look(event, told);
  if (what.includes('describe')) await describe(p.Function, told);
  if (what.includes('remove')) await remove(p.Function, told);
  told.answered = new Date().toISOString();
  const text = 'told' + JSON.stringify(told) + 'told';
  const body = JSON.stringify({
    Status: what.includes('fail') ? 'FAILED' : 'SUCCESS',
    Reason: text,
    PhysicalResourceId: event.RequestType === 'Delete' ? event.PhysicalResourceId : p.Id || event.PhysicalResourceId || 'probe',
    StackId: event.StackId, RequestId: event.RequestId, LogicalResourceId: event.LogicalResourceId,
    Data: { Told: text },
  });
  const url = new URL(event.ResponseURL);
  await new Promise((resolve, reject) => {
    const request = https.request({ hostname: url.hostname, port: url.port, path: url.pathname + url.search, method: 'PUT',
      headers: { 'content-type': '', 'content-length': Buffer.byteLength(body) } },
    (response) => { response.resume(); response.on('end', resolve); });
    request.on('error', reject);
    request.end(body);
  });
};
`.trim();

/** What a probe says that it was asked. */
export interface Told {
  readonly type: string;
  readonly id?: string;
  readonly request: string;
  readonly at: string;
  readonly answered: string;
  /** Status of the probe's own resource, by DescribeStackResource. */
  readonly resource?: string;
  /** Status of the probe's own resource, by its newest stack event. */
  readonly event?: string;
  /** `removed`, or the name of the error, when it deleted a version. */
  readonly removed?: string;
  /** State of the function, version or alias that it was asked about. */
  readonly state?: string;
  /** `LastModified` of the same. */
  readonly modified?: string;
  /** Status of its stack. */
  readonly stack?: string;
}

/** The function with its role and its log group, which goes with the stack. */
export function probeResources(): Record<string, object> {
  return {
    ...functionWithLog('Probe', SOURCE),
    ProbeRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: statement({ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }),
        Policies: [{
          PolicyName: 'probe',
          PolicyDocument: statement(
            {
              Effect: 'Allow',
              Action: [
                'cloudformation:DescribeStacks', 'cloudformation:DescribeStackResource', 'cloudformation:DescribeStackEvents',
              ],
              Resource: { Ref: 'AWS::StackId' },
            },
            { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: { 'Fn::GetAtt': ['ProbeLog', 'Arn'] } },
            { Effect: 'Allow', Action: 'logs:TestMetricFilter', Resource: '*' },
            {
              Effect: 'Allow',
              Action: 'lambda:GetFunctionConfiguration',
              Resource: { 'Fn::Sub': 'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${AWS::StackName}*' },
            },
            // Of versions only: the function itself must not be deletable by this.
            {
              Effect: 'Allow',
              Action: 'lambda:DeleteFunction',
              Resource: { 'Fn::Sub': 'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${AWS::StackName}:*' },
            },
          ),
        }],
      },
    },
  };
}

/** A function of a stack, called like the stack, with a log group that goes with it. `ProbeRole` may write there. */
export function functionWithLog(logicalId: string, code: string): Record<string, object> {
  return {
    ProbeLog: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: { 'Fn::Sub': '/aws/lambda/${AWS::StackName}' }, RetentionInDays: 1 } },
    [logicalId]: {
      Type: 'AWS::Lambda::Function',
      DependsOn: 'ProbeLog',
      Properties: {
        FunctionName: { Ref: 'AWS::StackName' },
        Role: { 'Fn::GetAtt': ['ProbeRole', 'Arn'] },
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Timeout: 120,
        Code: { ZipFile: code },
      },
    },
  };
}

/** A custom resource that the function answers for. */
export function probe(properties: Readonly<Record<string, unknown>>, dependsOn: readonly string[] = []): object {
  return {
    Type: 'Custom::Probe',
    ...dependsOn.length > 0 ? { DependsOn: dependsOn } : {},
    Properties: { ServiceToken: { 'Fn::GetAtt': ['Probe', 'Arn'] }, ServiceTimeout: 300, ...properties },
  };
}

/** What a probe told in a text. Undefined when it told nothing there. */
export function toldIn(text: string | undefined): Told | undefined {
  const json = /told(\{.*?\})told/.exec(text ?? '')?.[1];
  return json === undefined ? undefined : JSON.parse(json) as Told;
}

function statement(...statements: object[]): object {
  return { Version: '2012-10-17', Statement: statements };
}
