import { Experiment, FoundAnswer } from '../experiment';
import { Kit } from '../kit/kit';
import { probe, probeResources, Told, toldIn } from '../kit/probe-function';

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
    {
      name: 'versionLastModified',
      asks: 'Is `LastModified` of a version the time of its publishing, or that of the last change of its function?',
      answers: { published: 'of its publishing', uploaded: 'of the change before' },
      row: '`versionLastModified`',
    },
  ],

  async ask(kit: Kit): Promise<Record<string, FoundAnswer>> {
    const remove = probe({ Id: 'remove', Function: { Ref: 'Superseded' }, Do: { Create: 'remove' } }, ['Superseded']);
    const look = probe({ Id: 'look', Function: { Ref: 'Version' }, Do: { Create: 'describe' } }, ['Version']);
    const dated = (id: string, of: unknown): object => probe({ Id: id, Function: of, Do: { Create: 'describe' } }, ['Superseded']);
    const created = await kit.stacks.create('versions', {
      Resources: {
        ...probeResources(),
        ...WITH_SNAPSHOT,
        // Published some time after its function was made, so that the two can be told apart.
        Later: probe({ Id: 'later', Seconds: kit.slowSeconds }),
        Superseded: { Type: 'AWS::Lambda::Version', DependsOn: 'Later', Properties: { FunctionName: { Ref: 'Probe' } } },
        OfFunction: dated('of-function', { 'Fn::GetAtt': ['Probe', 'Arn'] }),
        OfVersion: dated('of-version', { Ref: 'Superseded' }),
        Look: look,
        Remove: { ...remove, DependsOn: 'OfVersion' },
      },
      Outputs: Object.fromEntries(['Look', 'Remove', 'OfFunction', 'OfVersion'].map((id) => [id, { Value: { 'Fn::GetAtt': [id, 'Told'] } }])),
    });
    const exchange = kit.log.last('DescribeStacks');
    const outputs = kit.outputsOf(created);
    const state = toldIn(outputs.Look)?.state;
    const answer = state === 'Active' ? 'active' : state === 'Pending' ? 'pending' : `undecided: ${state}`;
    const deleted = { removed: 'allowed', AccessDeniedException: 'denied' }[toldIn(outputs.Remove)?.removed ?? ''];
    return {
      newVersions: { answer, exchange },
      ...deleted === undefined ? {} : { qualifiedDeleteFunction: { answer: deleted, exchange } },
      ...dateOf(toldIn(outputs.OfFunction), toldIn(outputs.OfVersion), exchange),
    };
  },
};

/** Which of the two dates a version has. */
function dateOf(ofFunction: Told | undefined, ofVersion: Told | undefined, exchange: FoundAnswer['exchange']): Record<string, FoundAnswer> {
  const [uploaded, modified] = [ofFunction?.modified, ofVersion?.modified].map((text) => new Date(text ?? NaN).getTime());
  if (Number.isNaN(uploaded) || Number.isNaN(modified)) { return {}; }
  const answer = modified === uploaded ? 'uploaded' : modified > uploaded ? 'published' : 'undecided: before its function';
  return { versionLastModified: { answer, exchange, measured: { secondsAfterTheFunction: (modified - uploaded) / 1000 } } };
}

/** A version that keeps an instance warm, and is deleted. On its own: an account with few instances makes none. */
export const provisioned: Experiment = {
  name: 'provisioned',
  creates: 'one Lambda function with role and log group; one version of it with one provisioned instance, which the function deletes',
  minutes: 8,
  cents: 2,
  questions: [{
    name: 'deleteProvisionedVersion',
    asks: 'Does DeleteFunction delete a version that has provisioned concurrency?',
    answers: { accepted: 'it does', refused: 'the instances have to go first' },
    row: '`deleteProvisionedVersion`',
  }],

  async ask(kit: Kit): Promise<Record<string, FoundAnswer>> {
    const created = await kit.stacks.create('provisioned', {
      Resources: {
        ...probeResources(),
        Warm: {
          Type: 'AWS::Lambda::Version',
          Properties: { FunctionName: { Ref: 'Probe' }, ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 1 } },
        },
        Remove: probe({ Id: 'remove', Function: { Ref: 'Warm' }, Do: { Create: 'remove' } }, ['Warm']),
      },
      Outputs: { Removed: { Value: { 'Fn::GetAtt': ['Remove', 'Told'] } } },
    });
    const told = toldIn(kit.outputsOf(created).Removed)?.removed;
    // Without the right to it nothing is known.
    if (told === undefined || told === 'AccessDeniedException') { return {}; }
    const answer = told === 'removed' ? 'accepted' : told === 'ResourceConflictException' ? 'refused' : `undecided: ${told}`;
    return { deleteProvisionedVersion: { answer, exchange: kit.log.last('DescribeStacks') } };
  },
};
