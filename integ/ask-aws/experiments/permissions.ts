import { Experiment, FoundAnswer } from '../experiment';
import { Kit } from '../kit/kit';
import { functionWithLog, probeResources } from '../kit/probe-function';

const INVOCATIONS = 'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Answers.Arn}/invocations';

/** Step 0 has no permission, so every request gets 500. */
function template(step: 0 | 1): object {
  const { ProbeRole } = probeResources();
  return {
    Resources: {
      ProbeRole,
      ...functionWithLog('Answers', 'exports.handler = async () => ({ statusCode: 200, body: "answered" });'),
      Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: { Ref: 'AWS::StackName' } } },
      Get: {
        Type: 'AWS::ApiGateway::Method',
        Properties: {
          RestApiId: { Ref: 'Api' },
          ResourceId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] },
          HttpMethod: 'GET',
          AuthorizationType: 'NONE',
          Integration: { Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', Uri: { 'Fn::Sub': INVOCATIONS } },
        },
      },
      Deployment: { Type: 'AWS::ApiGateway::Deployment', DependsOn: 'Get', Properties: { RestApiId: { Ref: 'Api' } } },
      Live: { Type: 'AWS::ApiGateway::Stage', Properties: { RestApiId: { Ref: 'Api' }, StageName: 'live', DeploymentId: { Ref: 'Deployment' } } },
      ...step === 0 ? {} : {
        Permission: {
          Type: 'AWS::Lambda::Permission',
          Properties: {
            Action: 'lambda:InvokeFunction',
            FunctionName: { 'Fn::GetAtt': ['Answers', 'Arn'] },
            Principal: 'apigateway.amazonaws.com',
            SourceArn: { 'Fn::Sub': 'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*' },
          },
        },
      },
    },
    Outputs: { Api: { Value: { Ref: 'Api' } } },
  };
}

/** Whether a permission that CloudFormation has made is there for the next request. */
export const permissions: Experiment = {
  name: 'permissions',
  creates: 'one REST API with a Lambda function, its role and log group, one stage; at most 300 requests',
  minutes: 4,
  cents: 1,
  questions: [{
    name: 'permissionAfterCreation',
    asks: 'Does a request meet a permission as soon as CloudFormation has made it?',
    answers: { current: 'it does', lagging: 'requests fail for some seconds' },
    row: 'a permission counts as soon as it is made',
    engine: 'current',
  }],

  async ask(kit: Kit): Promise<Record<string, FoundAnswer>> {
    const { Api: api } = kit.outputsOf(await kit.stacks.create('permissions', template(0)));
    // The stage has to be there first: without the permission it answers 500.
    await kit.arrived(async () => (await kit.request(api, 'live')).status === 500);
    await kit.stacks.update('permissions', template(1));
    const events = await kit.stacks.events('permissions');
    const made = events.find(({ LogicalResourceId, ResourceStatus }) => LogicalResourceId === 'Permission' && ResourceStatus === 'CREATE_COMPLETE')!;
    let [inARow, failed, lastFailed] = [0, 0, 0];
    for (let requests = 0; requests < 300 && inARow < 30; requests++) {
      const answered = (await kit.request(api, 'live')).status === 200;
      if (!answered) { [failed, lastFailed] = [failed + 1, (kit.now().getTime() - made.Timestamp!.getTime()) / 1000]; }
      inARow = answered ? inARow + 1 : 0;
      await kit.sleep(100);
    }
    return {
      permissionAfterCreation: {
        answer: failed === 0 ? 'current' : inARow >= 30 ? 'lagging' : 'undecided: never settled',
        exchange: kit.log.last('DescribeStackEvents'),
        measured: { failedRequests: failed, secondsUntilLastFailure: lastFailed },
      },
    };
  },
};
