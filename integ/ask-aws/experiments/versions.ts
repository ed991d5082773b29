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
  creates: 'two Lambda functions with role and log group; one version of a function with SnapStart, and one that its function deletes',
  minutes: 6,
  cents: 1,
  questions: [
    {
      name: 'newVersions',
      asks: 'Is a version with SnapStart active when CloudFormation has made it?',
      answers: { active: 'CloudFormation waits until it is', pending: 'Lambda prepares it still' },
      row: '`newVersions`',
    },
    {
      name: 'qualifiedDeleteFunction',
      asks: 'May DeleteFunction of a version be allowed by `function:<name>:*` alone?',
      answers: { allowed: 'it may', denied: 'the permission is asked of the function itself' },
      row: 'trust policies are not evaluated',
      engine: null,
    },
  ],

  async ask(kit: Kit): Promise<Record<string, FoundAnswer>> {
    const remove = probe({ Id: 'remove', Function: { Ref: 'Superseded' }, Do: { Create: 'remove' } }, ['Superseded']);
    const look = probe({ Id: 'look', Function: { Ref: 'Version' }, Do: { Create: 'describe' } }, ['Version']);
    const created = await kit.stacks.create('versions', {
      Resources: {
        ...probeResources(),
        ...WITH_SNAPSHOT,
        Superseded: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Probe' } } },
        Look: look,
        Remove: remove,
      },
      Outputs: { Told: { Value: { 'Fn::GetAtt': ['Look', 'Told'] } }, Removed: { Value: { 'Fn::GetAtt': ['Remove', 'Told'] } } },
    });
    const exchange = kit.log.last('DescribeStacks');
    const { Told: told, Removed: removed } = kit.outputsOf(created);
    const state = toldIn(told)?.state;
    const answer = state === 'Active' ? 'active' : state === 'Pending' ? 'pending' : `undecided: ${state}`;
    const deleted = { removed: 'allowed', AccessDeniedException: 'denied' }[toldIn(removed)?.removed ?? ''];
    return {
      newVersions: { answer, exchange },
      ...deleted === undefined ? {} : { qualifiedDeleteFunction: { answer: deleted, exchange } },
    };
  },
};
