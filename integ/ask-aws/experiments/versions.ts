import { Experiment, FoundAnswer } from '../experiment';
import { Kit } from '../kit/kit';
import { probe, probeResources, toldIn } from '../kit/probe-function';

/** A version with a snapshot takes Lambda a minute or two. */
const WITH_SNAPSHOT = {
  Prepared: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Role: { 'Fn::GetAtt': ['ProbeRole', 'Arn'] },
      Runtime: 'python3.13',
      Handler: 'index.handler',
      Code: { ZipFile: 'def handler(event, context):\n    return {"statusCode": 200}\n' },
      SnapStart: { ApplyOn: 'PublishedVersions' },
    },
  },
  Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Prepared' } } },
};

/** Whether requests reach a version as soon as CloudFormation has made it. */
export const versions: Experiment = {
  name: 'versions',
  creates: 'two Lambda functions with role and log group; one version of a function with SnapStart',
  minutes: 6,
  cents: 1,
  questions: [{
    name: 'newVersions',
    asks: 'Is a version with SnapStart active when CloudFormation has made it?',
    answers: { active: 'CloudFormation waits until it is', pending: 'Lambda prepares it still' },
    row: '`newVersions`',
  }],

  async ask(kit: Kit): Promise<Record<string, FoundAnswer>> {
    const look = probe({ Id: 'look', Function: { Ref: 'Version' }, Do: { Create: 'describe' } }, ['Version']);
    const created = await kit.stacks.create('versions', {
      Resources: { ...probeResources(), ...WITH_SNAPSHOT, Look: look }, Outputs: { Told: { Value: { 'Fn::GetAtt': ['Look', 'Told'] } } },
    });
    const exchange = kit.log.last('DescribeStacks');
    const state = toldIn(kit.outputsOf(created).Told)?.state;
    const answer = state === 'Active' ? 'active' : state === 'Pending' ? 'pending' : `undecided: ${state}`;
    return { newVersions: { answer, exchange } };
  },
};
